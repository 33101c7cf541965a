"""One door to the disk: only vaultnet/vault/disk.py opens, writes, flushes, renames or removes a user's file.

The fault proofs make the Nth call of that file fail; what went past it would never be tried. Read from every file's code.
"""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "vaultnet"
DOOR = "vault/disk.py"
OF_OS = frozenset("""open fdopen write pwrite writev truncate ftruncate fsync fdatasync rename renames replace link symlink
    unlink remove removedirs rmdir mkdir makedirs mkfifo mknod chmod lchmod fchmod chown lchown fchown utime setxattr
    removexattr copy_file_range sendfile posix_fallocate scandir listdir walk fwalk""".split())  # fmt: skip
MODULES = frozenset("shutil tempfile pathlib fileinput mmap zipfile tarfile codecs io".split())
OF_PATHS = frozenset("write_text write_bytes read_text read_bytes touch hardlink_to symlink_to open_file".split())
LEGS = "reads the program's own files"
ALLOWED = {
    ("cli.py", "open"): "the null device, in place of a closed stdout",
    ("cli.py", "io"): "a text in memory",
    ("show/console.py", "shutil"): "the terminal's width",
    ("show/page.py", "open"): "the pipe from a child process, and what the kernel says of memory",
    ("index/store.py", "open"): LEGS,
    ("index/sync.py", "open"): "the lock beside the index, in the cache",
    ("index/sync.py", "os.makedirs"): "the cache folder",
    ("index/sync.py", "os.unlink"): "an index, in the cache",
    ("index/sync.py", "os.replace"): "an index, in the cache",
    ("index/sync.py", "os.listdir"): "the cache folder",
    ("basics/help.py", "open"): LEGS,
    ("basics/help.py", "os.listdir"): LEGS,
    ("basics/init.py", "os.walk"): LEGS,
    ("basics/watch.py", "open"): "what the kernel says of its watches",
    ("basics/watch.py", "os.listdir"): "what the kernel says of its watches",
    ("basics/watch.py", "os.scandir"): "folders are counted, to tell how many go unwatched",
}


def past_the_door(code: str) -> set[str]:
    """What in this code can reach the disk by another way, also as a value that is called later."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id="open", ctx=ast.Load()):
                found.add("open")
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in OF_OS:
                found.add(f"os.{name}")
            case ast.ImportFrom(module="os", names=names):
                found |= {f"os.{one.name}" for one in names if one.name in OF_OS | {"*"}}
            case ast.Import(names=names):
                found |= {one.name for one in names if one.name in MODULES}
                found |= {"os by another name" for one in names if one.name in ("os", "posix") and one.asname}
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MODULES:
                found.add(module)
            case ast.Attribute(value=ast.Name(id=holder), attr=name) if name in OF_PATHS and holder != "disk":
                found.add(f".{name}")
            case ast.Attribute(value=value, attr=name) if name in OF_PATHS and not isinstance(value, ast.Name):
                found.add(f".{name}")
    return found


FOUND = {
    (path.relative_to(PACKAGE).as_posix(), what)
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).as_posix() != DOOR
    for what in past_the_door(path.read_text(encoding="utf-8"))
}


def test_every_call_to_a_users_file_goes_through_the_one_door() -> None:
    past = sorted(f"vaultnet/{path}: {what}" for path, what in FOUND - ALLOWED.keys())
    assert not past, f"use a function of vaultnet/{DOOR}, so that a proof can make the call fail: {past}"


def test_what_may_go_past_the_door_still_does() -> None:
    assert not ALLOWED.keys() - FOUND, "take out of ALLOWED what is no longer there"


@pytest.mark.parametrize(
    "code",
    [
        "open(path, 'wb')",
        "import os\nos.makedirs(path)",
        "import os\ncalls = [os.unlink]",
        "from os import replace as put",
        "import os as system",
        "from pathlib import Path",
        "import shutil",
        "there.write_text('')",
        "(folder / name).write_bytes(b'')",
    ],
)
def test_another_way_to_the_disk_is_seen(code: str) -> None:
    assert past_the_door(code)


def test_the_door_itself_and_a_question_are_no_other_way() -> None:
    assert not past_the_door("disk.write_new(path, b'')\nos.path.exists(path)\ntask.open\ndisk.read_bytes(path)")
