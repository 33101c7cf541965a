"""The one door to the disk: every call that touches a user's file goes through a function here, and through no other.

`on_call` is the hook of the fault harness: called with the operation's name and its path before each call, it may raise
(a full disk, a missing permission), change files (another program saving) or kill the process. Nothing else uses it.
All functions take absolute paths and raise OSError; they know nothing of vaults.
"""

import errno
import os
import stat as _stat
import sys
from collections.abc import Callable, Iterator
from functools import cache

on_call: Callable[[str, str], None] | None = None

# What a file system, kernel or C library answers when it does not know an operation at all.
UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | _BINARY
_HERE, _NOREPLACE, _EXCHANGE = -100, 1, 2  # AT_FDCWD and the flags of renameat2(2)
_OF_MACOS = {_NOREPLACE: 4, _EXCHANGE: 2}  # RENAME_EXCL and RENAME_SWAP of renamex_np(2)


def read_bytes(path: str) -> bytes:
    """All bytes of the file. Reads on until nothing comes: a short read may hide an error that the next one tells."""
    if on_call is not None:
        on_call("read", path)
    fd = os.open(path, _READ)
    try:
        data = os.read(fd, 65536)
        if not data:
            return data
        more = os.read(fd, 65536)
        if not more:
            return data
        blocks = [data]
        while more:
            blocks.append(more)
            more = os.read(fd, 1 << 20)
        return b"".join(blocks)
    finally:
        os.close(fd)


def scan(path: str) -> Iterator[os.DirEntry[str]]:
    """The folder's entries, in no order, one by one: a folder may hold a hundred thousand."""
    if on_call is not None:
        on_call("scan", path)
    return _one_by_one(os.scandir(path))  # opened here, so that what fails is told by this call


def _one_by_one(entries: "os._ScandirIterator[str]") -> Iterator[os.DirEntry[str]]:
    with entries:
        yield from entries


def listing(path: str) -> list[str]:
    """The names in the folder, in no order."""
    if on_call is not None:
        on_call("list", path)
    return os.listdir(path)


def open_folder(path: str) -> int:
    """A descriptor of the folder, to hold a lock by."""
    if on_call is not None:
        on_call("open_folder", path)
    return os.open(path, os.O_RDONLY)


def stat(path: str) -> os.stat_result:
    """What the file system knows of the file, links followed."""
    if on_call is not None:
        on_call("stat", path)
    return os.stat(path)


def exists(path: str) -> bool:
    """Whether anything has this name, be it a link that leads nowhere. A path that cannot be looked at raises."""
    if on_call is not None:
        on_call("exists", path)
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def is_link(path: str) -> bool:
    """Whether the name is a symbolic link."""
    if on_call is not None:
        on_call("is_link", path)
    return os.path.islink(path)


def real_path(path: str) -> str:
    """The absolute path with every symbolic link followed; what does not exist stays as it is written."""
    if on_call is not None:
        on_call("real_path", path)
    return os.path.realpath(path)


def same_file(one: str, other: str) -> bool:
    """Whether both names are the same file."""
    if on_call is not None:
        on_call("same_file", one)
    return os.path.samefile(one, other)


def writable(path: str) -> bool:
    """Whether we may write this file, or add to and remove from this folder."""
    if on_call is not None:
        on_call("writable", path)
    return os.access(path, (os.W_OK | os.X_OK) if os.path.isdir(path) else os.W_OK)


def listed(path: str) -> bool:
    """Whether the folder shows exactly this name; on a disk that ignores case `exists` answers for other names too."""
    try:
        return os.path.basename(path) in listing(os.path.dirname(path))
    except (FileNotFoundError, NotADirectoryError):
        return False


def one_but_for_case(old: str, new: str) -> bool:
    """Whether both are names of one file that differ only in what the disk ignores: case, or the form of an accent.

    Two hard links are not: renaming one to the other would do nothing.
    """
    from unicodedata import normalize

    one, other = (normalize("NFC", name).casefold() for name in (old, new))
    return one == other and same_file(old, new) and not listed(new)


def make_folder(path: str, mode: int = 0o777) -> None:
    """Make one folder; its parent must exist."""
    if on_call is not None:
        on_call("make_folder", path)
    os.mkdir(path, mode)


def make_folders(path: str, made: list[str], mode: int = 0o777) -> None:
    """Make the folder and the missing ones above it, flushed; appends to `made` what it made, also when it fails."""
    missing = []
    while not exists(path):
        missing.append(path)
        path = os.path.dirname(path)
    for name in reversed(missing):
        try:
            make_folder(name, mode)
        except FileExistsError:  # another program was faster
            continue
        made.append(name)
        sync_folder(os.path.dirname(name))


def remove_folder(path: str) -> None:
    """Remove one empty folder."""
    if on_call is not None:
        on_call("remove_folder", path)
    os.rmdir(path)


def create(path: str, mode: int = 0o666) -> int:
    """Make a new file and return its descriptor; a name that is taken raises FileExistsError."""
    if on_call is not None:
        on_call("create", path)
    return os.open(path, _CREATE, mode)


def write(fd: int, path: str, data: bytes) -> None:
    """Write all of `data`, however little the system takes at a time."""
    if on_call is not None:
        on_call("write", path)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def write_new(path: str, data: bytes, *, mode: int = 0o666, like: str = "") -> None:
    """Make a new file that holds `data`, flushed; mode and owner as the file `like` has them, if one is named."""
    fd = create(path, 0o600 if like else mode)
    try:
        if like:
            make_like(fd, like, stat(like))
        write(fd, path, data)
        sync(fd, path)
    finally:
        os.close(fd)


def make_like(fd: int, path: str, model: os.stat_result) -> None:
    """Give the open file the mode, the owner and the extended attributes of `model`, as far as the system allows it.

    `path` is the file that `model` was taken from. What the file system refuses is no error: the text counts.
    """
    if on_call is not None:
        on_call("make_like", path)
    if sys.platform == "win32":
        return
    mine = os.fstat(fd)
    if (mine.st_uid, mine.st_gid) != (model.st_uid, model.st_gid):
        for uid, gid in ((-1, model.st_gid), (model.st_uid, -1)):
            _leniently(os.fchown, fd, uid, gid)
    _leniently(os.fchmod, fd, _stat.S_IMODE(model.st_mode))  # after the owner, since a change of owner clears bits
    if sys.platform == "linux":
        _leniently(_copy_attributes, fd, path)


def sync(fd: int, path: str) -> None:
    """Return when the open file's bytes are on the disk."""
    if on_call is not None:
        on_call("sync", path)
    os.fsync(fd)


def sync_folder(path: str) -> None:
    """Return when the folder's names are on the disk; does nothing where a folder cannot be flushed."""
    if on_call is not None:
        on_call("sync_folder", path)
    if sys.platform == "win32":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
    finally:
        os.close(fd)


def rename(old: str, new: str) -> None:
    """Rename; on POSIX this replaces a file that is called `new`."""
    if on_call is not None:
        on_call("rename", old)
    os.rename(old, new)


def replace(old: str, new: str) -> None:
    """Put `old` in the place of `new` in one step, whatever stands there."""
    if on_call is not None:
        on_call("replace", new)
    os.replace(old, new)


def link(old: str, new: str) -> None:
    """Give the file a second name, which must be free. Not every file system can."""
    if on_call is not None:
        on_call("link", new)
    os.link(old, new, follow_symlinks=False)


def rename_new(old: str, new: str) -> None:
    """Rename to a name that must be free, else FileExistsError: in one step on Linux and macOS, else by link and unlink."""
    if on_call is not None:
        on_call("rename_new", new)
    try:
        _renameat2(old, new, _NOREPLACE)
        return
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # No hard links here (FAT, some shares): look first, then rename. On Windows rename itself never overwrites.
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
        os.rename(old, new)
    else:
        os.unlink(old)


def exchange(one: str, other: str) -> None:
    """Swap two files in one step. Raises an OSError whose errno is in UNSUPPORTED where the system cannot."""
    if on_call is not None:
        on_call("exchange", other)
    _renameat2(one, other, _EXCHANGE)


def unlink(path: str) -> None:
    """Remove one file."""
    if on_call is not None:
        on_call("unlink", path)
    os.unlink(path)


def _leniently(call: Callable[..., None], *arguments: object) -> None:
    try:
        call(*arguments)
    except OSError:
        return


def _copy_attributes(fd: int, path: str) -> None:
    if sys.platform == "linux":
        for name in os.listxattr(path):
            _leniently(os.setxattr, fd, name, os.getxattr(path, name))


def _renameat2(old: str, new: str, flag: int) -> None:
    call = _renameat2_of_libc()
    code = errno.ENOSYS if call is None else call(os.fsencode(old), os.fsencode(new), flag)
    if code:
        raise OSError(code, os.strerror(code), old, None, new)


@cache
def _renameat2_of_libc() -> Callable[[bytes, bytes, int], int] | None:
    """A function that returns 0 or an errno; None where the C library has none. ctypes is loaded by the first write."""
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    if name is None:
        return None
    import ctypes

    try:
        function = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (OSError, AttributeError):
        return None
    text, number, flags = ctypes.c_char_p, ctypes.c_int, ctypes.c_uint
    apple = name == "renamex_np"
    function.argtypes = [text, text, flags] if apple else [number, text, number, text, flags]

    def call(old: bytes, new: bytes, flag: int) -> int:
        failed = function(old, new, _OF_MACOS[flag]) if apple else function(_HERE, old, _HERE, new, flag)
        return ctypes.get_errno() if failed else 0

    return call
