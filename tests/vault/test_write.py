"""What a write promises when nothing breaks: inside the vault, only what was read, all or nothing, and back again."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultnet.errors import Refused, UsageFault
from vaultnet.vault import arrivals, change, disk, journal, sweep, write
from vaultnet.vault.change import Change


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / "People").mkdir(parents=True)
    (root / "People" / "Ada.md").write_bytes(b"one\n")
    (root / "Grace.md").write_bytes(b"old\r\n")
    return root


@pytest.fixture(params=["exchange", "no exchange", "no links either"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every kind of system: Linux, one without renameat2, one that has no hard links either."""

    def missing(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSYS, "not here")

    if request.param != "exchange":
        monkeypatch.setattr(disk, "_renameat2", missing)
    if request.param == "no links either":
        monkeypatch.setattr(os, "link", missing)
    return str(request.param)


def put(vault: Path, *changes: Change, journal: bool = True) -> None:
    write.apply(str(vault), changes, state=str(vault.parent / "state"), told="a test", journal=journal)


def take_back(vault: Path) -> list[Change]:
    told, changes, entry = journal.undo(str(vault), str(vault.parent / "state"))
    assert told == "a test"
    put(vault, *changes, journal=False)
    journal.undone(entry)
    return changes


def held(vault: Path) -> dict[str, bytes]:
    return {str(file.relative_to(vault)): file.read_bytes() for file in vault.rglob("*") if file.is_file()}


ALL = (
    Change("People/Ada.md", b"one\n", b"two\n"),
    Change("New/Deep/Max.md", None, b"max\n"),
    Change("People/Grace.md", b"old\r\n", b"new\r\n", source="Grace.md"),
)


def test_all_changes_are_carried_out_and_undo_takes_them_back(vault: Path, system: str) -> None:
    before = held(vault)
    put(vault, *ALL)
    assert held(vault) == {"People/Ada.md": b"two\n", "New/Deep/Max.md": b"max\n", "People/Grace.md": b"new\r\n"}
    take_back(vault)
    assert held(vault) == before
    with pytest.raises(UsageFault, match="nothing to undo"):
        journal.undo(str(vault), str(vault.parent / "state"))


def test_a_deleted_note_comes_back_byte_by_byte(vault: Path, system: str) -> None:
    raw = bytes(range(256))
    (vault / "Raw.md").write_bytes(raw)
    put(vault, Change("Raw.md", raw, None))
    assert "Raw.md" not in held(vault)
    take_back(vault)
    assert held(vault)["Raw.md"] == raw


def test_a_note_larger_than_any_buffer_is_written_whole(vault: Path) -> None:
    big = os.urandom(3_000_000)
    put(vault, Change("Grace.md", b"old\r\n", big))
    assert disk.read_bytes(str(vault / "Grace.md")) == big
    take_back(vault)
    assert held(vault)["Grace.md"] == b"old\r\n"


def test_undo_brings_back_a_name_that_a_new_note_may_not_have(vault: Path) -> None:
    (vault / "Con.md").write_bytes(b"con\n")
    put(vault, Change("Conrad.md", b"con\n", b"con\n", source="Con.md"))
    take_back(vault)
    assert held(vault)["Con.md"] == b"con\n"


def test_a_later_change_that_fails_takes_the_earlier_ones_back(
    vault: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(vault)

    def taken_by_another(name: str, path: str) -> None:
        if name == "rename_new" and path.endswith("Late.md"):
            Path(path).write_bytes(b"another's\n")

    monkeypatch.setattr(disk, "on_call", taken_by_another)
    with pytest.raises(Refused, match="there already"):
        put(vault, *ALL, Change("Late.md", None, b"mine\n"))
    assert held(vault) == before | {"Late.md": b"another's\n"}
    assert not list((vault.parent / "state").iterdir())
    assert not (vault / "New").exists()


def test_nothing_is_written_when_any_note_is_not_as_it_was_read(vault: Path) -> None:
    before = held(vault)
    late = Change("People/Ada.md", b"zero\n", b"two\n")
    for one in (
        late,
        Change("People/Ada.md", None, b"x"),
        Change("Gone.md", b"x", b"y"),
        Change("People", b"", b"y"),
    ):
        with pytest.raises(Refused) as refused:
            put(vault, Change("First.md", None, b"1"), one)
        assert refused.value.path == one.path and refused.value.exit_code == 3
    with pytest.raises(Refused, match="there already"):
        put(vault, Change("People/Ada.md", b"old\r\n", b"old\r\n", source="Grace.md"))
    with pytest.raises(Refused, match="two changes at once"):
        put(vault, Change("A.md", None, b"1"), Change("A.md", None, b"2"))
    assert held(vault) == before and not (vault.parent / "state").exists()


def test_a_file_where_a_folder_is_needed_is_named(vault: Path) -> None:
    with pytest.raises(Refused, match="a file stands where a folder is needed"):
        put(vault, Change("Grace.md/New.md", None, b"x"))


def test_no_changes_write_nothing(vault: Path) -> None:
    put(vault)
    put(vault, Change("Grace.md", b"old\r\n", b"old\r\n"))
    assert not (vault.parent / "state").exists()


def test_undo_refuses_a_note_that_was_changed_since(vault: Path) -> None:
    put(vault, *ALL)
    (vault / "People" / "Ada.md").write_bytes(b"two\nand more\n")
    before = held(vault)
    with pytest.raises(Refused, match=r"People/Ada.md: changed since"):
        take_back(vault)
    assert held(vault) == before
    assert journal.undo(str(vault), str(vault.parent / "state"))[0] == "a test"


def test_undo_leaves_out_what_stands_as_before_already(vault: Path) -> None:
    put(vault, *ALL)
    (vault / "People" / "Ada.md").write_bytes(b"one\n")
    assert [change.path for change in take_back(vault)] == ["Grace.md", "New/Deep/Max.md"]
    put(vault, Change("Grace.md", b"old\r\n", b"x"))
    (vault / "Grace.md").write_bytes(b"old\r\n")
    assert take_back(vault) == []


def test_the_journal_keeps_fifty_entries_for_its_owner_only(vault: Path) -> None:
    for number in range(55):
        put(vault, Change(f"{number}.md", None, b"x"))
    state = vault.parent / "state"
    assert sorted(int(entry.name[:8]) for entry in state.iterdir()) == list(range(6, 56))
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in state.iterdir()} == {0o600}


def test_a_damaged_journal_entry_is_refused_by_name(vault: Path) -> None:
    put(vault, *ALL)
    [entry] = (vault.parent / "state").iterdir()
    for damage in (
        b"",
        b"[]",
        b'{"told": "x", "changes": [["a"]]}',
        b'{"told": "x", "changes": [["a", "?", null, ""]]}',
    ):
        entry.write_bytes(damage)
        with pytest.raises(Refused, match="damaged undo entry"):
            journal.undo(str(vault), str(vault.parent / "state"))


def test_mode_owner_and_attributes_are_kept(vault: Path, system: str) -> None:
    note = vault / "Grace.md"
    note.chmod(0o640)
    if os.getuid() == 0:
        os.chown(note, 65534, 65534)
    try:
        os.setxattr(note, "user.tag", b"dear")
    except OSError:
        pytest.skip("no attributes on this disk")
    owner = (note.stat().st_uid, note.stat().st_gid)
    put(vault, Change("Grace.md", b"old\r\n", b"new\r\n"))
    now = note.stat()
    assert (stat.S_IMODE(now.st_mode), now.st_uid, now.st_gid) == (0o640, *owner)
    assert os.getxattr(note, "user.tag") == b"dear"


def test_a_note_that_is_read_only_stays_as_it_is(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("Grace.md"))  # root may write anything
    with pytest.raises(Refused, match="no permission"):
        put(vault, Change("Grace.md", b"old\r\n", b"new\r\n"))
    assert held(vault)["Grace.md"] == b"old\r\n"


# --- another program saves meanwhile


MOMENTS = ("stat", "rename_new", "exchange")


@pytest.mark.parametrize(
    ("moment", "after"), [*((at, b"two\n") for at in MOMENTS), *((at, None) for at in MOMENTS[:2])]
)
def test_a_save_between_reading_and_writing_is_kept(
    vault: Path, moment: str, after: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "People" / "Ada.md"
    calls: list[str] = []

    def editor(name: str, path: str) -> None:
        calls.append(name)
        if name == moment and (path == str(note) or moment == "rename_new") and "replace" in calls:  # journal written
            monkeypatch.setattr(disk, "on_call", None)
            (vault / "saved").write_bytes(b"1\n")
            (vault / "saved").replace(note)  # as an editor saves, and as long as the text that was read

    monkeypatch.setattr(disk, "on_call", editor)
    (vault / "People" / "Ada.md").write_bytes(b"a\n")
    before = held(vault)
    with pytest.raises(Refused, match="changed while we wrote"):
        put(vault, Change("New.md", None, b"x"), Change("People/Ada.md", b"a\n", after))
    assert held(vault) == before | {"People/Ada.md": b"1\n"}
    assert not list((vault.parent / "state").iterdir())


@pytest.mark.parametrize("moment", ["stat", "exchange", "sync_folder"])
@pytest.mark.parametrize("in_place", [False, True])
def test_what_another_program_saves_meanwhile_is_merged_where_both_go_together(
    vault: Path, moment: str, in_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "People" / "Ada.md"
    begin = b"---\ntype: person\n---\n## Log\n- 2026-11-01 call: one\n"
    note.write_bytes(begin)

    def editor(name: str, path: str) -> None:
        if name == moment and path.startswith(str(note.parent)):
            monkeypatch.setattr(disk, "on_call", None)
            new = note.read_bytes() + b"- 2026-11-22 coffee: typed in the editor\n"
            if in_place:
                note.write_bytes(new)
            else:
                (vault / "saved").write_bytes(new)
                (vault / "saved").replace(note)

    monkeypatch.setattr(disk, "on_call", editor)
    after = begin.replace(b"person\n", b"person\ntier: close\n") + b"- 2026-11-23 call: ours\n"
    put(vault, Change("People/Ada.md", begin, after))
    text = note.read_bytes()
    assert b"tier: close\n" in text and b"typed in the editor\n" in text and b"call: ours\n" in text
    assert text.count(b"\n") == begin.count(b"\n") + 3


def no_exchange(one: str, other: str) -> None:
    raise OSError(errno.ENOSYS, "not here")


@pytest.mark.parametrize("asked", ["inotify", "names"])
def test_a_save_that_falls_into_the_replacing_itself_is_reported(
    vault: Path, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, saved = vault / "People" / "Ada.md", vault / "People" / ".Ada.md.new"
    saved.write_bytes(b"theirs\n")
    os.utime(saved, (1, 1))

    def editor(name: str, path: str) -> None:
        if name == "replace" and path == str(note):
            monkeypatch.setattr(disk, "on_call", None)
            saved.replace(note)

    if asked == "names":
        monkeypatch.setattr(arrivals, "_inotify", lambda folder: -1)
    monkeypatch.setattr(disk, "exchange", no_exchange)
    monkeypatch.setattr(disk, "on_call", editor)
    with pytest.raises(Refused, match="that save may be lost") as refused:
        put(vault, Change("People/Ada.md", b"one\n", b"two\n"))
    assert str(refused.value).startswith("People/Ada.md: ")
    assert held(vault) == {"People/Ada.md": b"one\n", "Grace.md": b"old\r\n"}


def test_what_is_lost_by_a_replacing_is_known_by_the_order_of_what_came(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, ours = vault / "People", vault / "People" / f".vn-{os.getpid()}-part-x.tmp"

    def came(*texts: bytes) -> bool:
        seen = arrivals.Arrivals(str(people / "Ada.md"), str(ours))
        files = [ours if text == b"ours" else people / f"{text.decode()}.tmp" for text in texts]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(text)
        seen.look()
        for file in files:
            file.replace(people / "Ada.md")
        try:
            return seen.before_ours()
        finally:
            seen.close()

    assert not came(b"ours") and came(b"theirs", b"ours") and not came(b"ours", b"theirs")
    if sys.platform == "linux":
        assert came(b"theirs", b"ours", b"again"), "nor does a later save hide it"
    monkeypatch.setattr(arrivals, "_inotify", lambda folder: -1)
    assert not came(b"ours") and came(b"theirs", b"ours") and not came(b"ours", b"theirs")


def test_macos_exchanges_too_by_a_call_of_its_own(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Libc:
        def __init__(self, *_: object, **__: object) -> None:
            def renamex_np(old: bytes, new: bytes, flags: int) -> int:
                asked.append((old, new, flags))
                return 0

            self.renamex_np = renamex_np

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", Libc)
    disk._renameat2_of_libc.cache_clear()
    try:
        disk.exchange("one", "two")
        disk.rename_new("one", "two")
    finally:
        disk._renameat2_of_libc.cache_clear()
    assert asked == [(b"one", b"two", 2), (b"one", b"two", 4)]  # RENAME_SWAP, RENAME_EXCL


def test_a_save_that_is_under_way_is_waited_for(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note, saved = vault / "People" / "Ada.md", vault / "People" / ".Ada.md.new"
    note.write_bytes(b"## Log\n- a\n")
    os.utime(note, (1, 1))
    seen = []

    def editor(name: str, path: str) -> None:
        if name == "scan":
            seen.append(path)
            if len(seen) == 1:
                saved.write_bytes(b"## Log\n- a\n- theirs\n")
            elif saved.exists():
                saved.replace(note)

    monkeypatch.setattr(disk, "exchange", no_exchange)
    monkeypatch.setattr(disk, "on_call", editor)
    put(vault, Change("People/Ada.md", b"## Log\n- a\n", b"## Log\n- a\n- ours\n"))
    assert sorted(note.read_bytes().splitlines()[1:]) == [b"- a", b"- ours", b"- theirs"]
    assert len(held(vault)) == 2


def test_a_save_upon_our_text_while_it_is_taken_back_stays(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = vault / "People" / "Ada.md"
    replaced = []
    with note.open("r+b", buffering=0) as before:

        def editor(name: str, path: str) -> None:
            if name == "sync_folder" and path == str(note.parent):
                before.write(b"1")  # into the file that came out: ours is taken back
            elif name == "replace" and path == str(note):
                replaced.append(path)
                if len(replaced) == 2:
                    note.write_bytes(b"newest\n")  # into ours, at the very last moment

        monkeypatch.setattr(disk, "exchange", no_exchange)
        monkeypatch.setattr(disk, "on_call", editor)
        with pytest.raises(Refused, match=r"changed while we wrote; .*not put back: People/Ada.md"):
            put(vault, Change("People/Ada.md", b"one\n", b"two\n"))
    assert note.read_bytes() == b"newest\n"


def test_a_note_that_another_program_has_just_emptied_is_not_merged(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "People" / "Ada.md"
    monkeypatch.setattr(write, "_PATIENCE", 3)
    note.write_bytes(b"")
    with pytest.raises(Refused, match="changed since it was read"):
        put(vault, Change("People/Ada.md", b"one\n", b"one\ntwo\n"))
    assert note.read_bytes() == b""


def test_a_program_that_has_the_note_open_loses_nothing(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = vault / "People" / "Ada.md"
    with note.open("r+b", buffering=0) as editor:

        def save(name: str, path: str) -> None:
            if name == "sync_folder" and path == str(note.parent):
                editor.truncate(0)
                editor.write(b"in place\n")

        monkeypatch.setattr(disk, "on_call", save)
        with pytest.raises(Refused, match="changed while we wrote"):
            put(vault, Change("People/Ada.md", b"one\n", b"two\n"))
    assert held(vault) == {"People/Ada.md": b"in place\n", "Grace.md": b"old\r\n"}


def test_of_two_saves_the_newer_stands_in_the_note_and_the_older_is_reported(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "People" / "Ada.md"
    texts = iter([b"first\n", b"second\n"])

    def save(name: str, path: str) -> None:
        if name == "exchange" and (text := next(texts, None)):
            (vault / "saved").write_bytes(text)
            (vault / "saved").replace(note)

    monkeypatch.setattr(disk, "on_call", save)
    with pytest.raises(Refused, match=r"changed while we wrote; .*not put back: People/Ada.md"):
        put(vault, Change("People/Ada.md", b"one\n", b"two\n"))
    assert note.read_bytes() == b"second\n"
    assert sweep.sweep(str(vault), ["", "People"]) == []  # its owner lives: not ours to judge
    monkeypatch.setattr(sweep, "_dead", lambda pid: True)
    [kept] = sweep.sweep(str(vault), ["", "People"])
    assert kept.startswith("People/.vn-") and (vault / kept).read_bytes() == b"first\n"


def test_a_note_that_never_falls_quiet_is_refused(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = vault / "People" / "Ada.md"

    def keep_saving(name: str, path: str) -> None:
        if name == "stat" and path == str(note):
            note.write_bytes(b"one\n")

    monkeypatch.setattr(disk, "on_call", keep_saving)
    monkeypatch.setattr(write, "_QUIET", 3600)
    monkeypatch.setattr(write.time, "sleep", lambda seconds: None)
    with pytest.raises(Refused, match="changed while we wrote"):
        put(vault, Change("People/Ada.md", b"one\n", b"two\n"))


# --- names and links


def test_a_change_of_case_only_renames_the_note(vault: Path, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that ignores case: both names exist and are one file, the folder lists one."""
    real = disk.exists
    names = {str(vault / "People" / name) for name in ("Ada.md", "ada.md")}
    monkeypatch.setattr(disk, "exists", lambda path: real(path) or path in names)
    monkeypatch.setattr(disk, "same_file", lambda one, other: {one, other} <= names or one == other)
    put(vault, Change("People/ada.md", b"one\n", b"two\n", source="People/Ada.md"))
    assert os.listdir(vault / "People") == ["ada.md"]
    take_back(vault)
    assert held(vault)["People/Ada.md"] == b"one\n"


def test_two_hard_links_are_no_change_of_case(vault: Path) -> None:
    (vault / "People" / "ada.md").hardlink_to(vault / "People" / "Ada.md")
    with pytest.raises(Refused, match="there already"):
        put(vault, Change("People/ada.md", b"one\n", b"one\n", source="People/Ada.md"))
    assert sorted(os.listdir(vault / "People")) == ["Ada.md", "ada.md"]


def test_a_link_inside_the_vault_is_written_at_its_target(vault: Path) -> None:
    (vault / "Link.md").symlink_to("People/Ada.md")
    put(vault, Change("Link.md", b"one\n", b"two\n"))
    assert (vault / "Link.md").is_symlink() and (vault / "People" / "Ada.md").read_bytes() == b"two\n"
    for one in (Change("Link.md", b"two\n", None), Change("L.md", b"two\n", b"two\n", source="Link.md")):
        with pytest.raises(Refused, match="a link, not a note"):
            put(vault, one)


def test_links_that_leave_the_vault_are_never_written_through(vault: Path) -> None:
    outside = vault.parent / "outside"
    outside.mkdir()
    (outside / "Note.md").write_bytes(b"theirs\n")
    (vault / ".git").mkdir()
    links = {"Out.md": outside / "Note.md", "Folder": outside, "Up": vault.parent, "Hidden": vault / ".git"}
    links |= {"Loop": vault / "Loop", "Round.md": vault / "Round.md", "Etc": Path("/etc"), "Self": vault}
    for name, target in links.items():
        (vault / name).symlink_to(target)
    for path in ("Out.md", "Folder/Note.md", "Folder/New.md", "Up/vault2.md", "Hidden/config", "Loop/x.md", "Round.md"):
        with pytest.raises(Refused):
            change.resolve_in_vault(str(vault), path)
    assert change.resolve_in_vault(str(vault), "Self/Grace.md") == os.path.realpath(vault / "Grace.md")
    (vault.parent / "door").symlink_to(vault)
    assert change.resolve_in_vault(str(vault.parent / "door"), "a.md") == os.path.realpath(vault / "a.md")


UNSAFE = r"/etc/passwd ../x.md a/../../x.md a//b.md .obsidian/app.json a/.x.md a\b.md x. CON.md People/lpt1 -rf.md"


@pytest.mark.parametrize(
    "path",
    ["", "a\0.md", "a\n.md", "a\x9b.md", "x ", "a /b.md", "nul .md", "é" * 101, "\ud800.md", *UNSAFE.split()],
)
def test_names_that_are_not_safe_are_refused(vault: Path, path: str) -> None:
    with pytest.raises(Refused):
        change.resolve_in_vault(str(vault), path)


def test_awkward_names_that_exist_already_stay_editable(vault: Path) -> None:
    for name in ("Con.md", "Note. ", "-x.md", os.fsdecode(b"caf\xe9.md")):
        (vault / name).write_bytes(b"1\n")
        put(vault, Change(name, b"1\n", b"2\n"))
        assert (vault / name).read_bytes() == b"2\n"
        take_back(vault)
        assert (vault / name).read_bytes() == b"1\n"


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("linked") / "vault"
    (root / "in").mkdir(parents=True)
    for name, target in {"out": "..", "etc": "/etc", "loop": "loop", "to": "in", "null": "nowhere/x"}.items():
        (root / name).symlink_to(target)
    return os.path.realpath(root)


CHARS = st.text(st.characters(codec=None, categories=None), max_size=12)
PARTS = st.sampled_from(["..", ".", "", "in", "out", "etc", "loop", "to", "null", "x.md", "~", "a" * 300, "COM1", "C:"])


@given(st.one_of(CHARS, st.lists(PARTS | CHARS, max_size=5).map("/".join)))
@example("out/vault/x.md")
@example("loop/x.md")
@example("to/x.md")
@example("null/y.md")
def test_any_path_lies_inside_the_vault_or_is_refused(linked: str, path: str) -> None:
    try:
        found = change.resolve_in_vault(linked, path)
    except Refused:
        return
    assert found.startswith(linked + "/") and os.path.realpath(found) == found
    assert not any(part.startswith(".") for part in found[len(linked) + 1 :].split("/"))


# --- diff and sweep


def test_the_diff_shows_what_changes() -> None:
    assert change.as_diff(Change("P/A.md", b"a\nb\nc", b"a\nx\nc")) == (
        "--- a/P/A.md\n+++ b/P/A.md\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n\\ No newline at end of file\n"
    )
    assert change.as_diff(Change("A.md", None, b"a\n")) == "--- /dev/null\n+++ b/A.md\n@@ -0,0 +1 @@\n+a\n"
    assert change.as_diff(Change("A.md", b"a\n", None)) == "--- a/A.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    assert change.as_diff(Change("A.md", None, b"")) == "--- /dev/null\n+++ b/A.md\n"
    assert change.as_diff(Change("A.md", b"a\n", b"a\n")) == ""
    assert change.as_diff(Change("B.md", b"a\n", b"a\n", source="A.md")) == "rename from A.md\nrename to B.md\n"


def test_the_diff_shows_line_ends_only_where_they_differ() -> None:
    assert "+y\n" in change.as_diff(Change("A.md", b"a\r\nx\r\n", b"a\r\ny\r\n"))
    assert "-x^M\n+x\n" in change.as_diff(Change("A.md", b"a\r\nx\r\n", b"a\r\nx\n"))
    assert "-x\n+y\n" in change.as_diff(Change("A.md", b"a\rx\r", b"a\ry\r"))
    assert "-a\n+a\n\\ No newline at end of file\n" in change.as_diff(Change("A.md", b"a\n", b"a"))
    assert "+\\xff\x85z\n" in change.as_diff(Change("A.md", b"", b"\xff\xc2\x85z\n"))


def test_sweep_removes_only_what_is_known_or_stands_elsewhere(vault: Path) -> None:
    with subprocess.Popen(["true"]) as ended:
        dead = ended.pid
    before, after = (sweep.hashed(text) for text in (b"one\n", b"two\n"))
    texts = {f".vn-{dead}-part-1.tmp": b"half", f".vn-{dead}-{before}-{after}-1.tmp": b"one\n"}
    texts |= {f".vn-{dead}-{before}-{after}-2.tmp": b"two\n", f".vn-{dead}-{before}-{after}-3.tmp": b""}
    texts |= {f".vn-{dead}-{before}-{after}-4.tmp": b"saved\n"}
    stay = {f".vn-{dead}-{before}-{after}-5.tmp": b"another's\n", f".vn-{os.getpid()}-part-1.tmp": b"alive"}
    stay |= {".vn-x-part-1.tmp": b"?", ".vn-notes.tmp": b"?", f".vn-{10**30}-part-1.tmp": b"?", "Saved.md": b"saved\n"}
    for name, text in (texts | stay).items():
        (vault / "People" / name).write_bytes(text)
    assert sweep.sweep(str(vault), ["", "People", "No such"]) == [f"People/.vn-{dead}-{before}-{after}-5.tmp"]
    assert sorted(os.listdir(vault / "People")) == sorted([*stay, "Ada.md"])
