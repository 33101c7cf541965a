"""The watcher, on real folders with real events: whatever is done to the notes, the index ends as if made anew.

Nothing here is timed tightly: what should come is waited for, with patience for a busy machine. `every=3600` means that
no scan by the clock can hide a hint that was lost.
"""

import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from indexes import difference, dump, rebuilt

from vaultnet.basics import watch as module
from vaultnet.basics.hints import ALL, BURST, NOW, WRITING, Hint, Hints, hint_of
from vaultnet.index.store import connect, index_path
from vaultnet.index.sync import open_index
from vaultnet.vault.config import read_config

PATIENCE = 20.0
NEVER = 3600.0


def wait_until(what: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Whether it came true before our patience ended."""
    end = time.monotonic() + patience
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def write(path: Path, text: str = "") -> Path:
    """Make a note, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"# {path.stem}\n\nA friend of [[Ada]].\n")
    return path


class Watching:
    """A watcher at work in a thread."""

    def __init__(self, root: Path, every: float = NEVER) -> None:
        self.root = root
        self.lines: list[str] = []
        self.warnings: list[str] = []
        self.failed: list[BaseException] = []
        self.stop = threading.Event()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(every,), daemon=True)
        self.thread.start()
        assert self.ready.wait(PATIENCE), self.failed or self.warnings

    def _run(self, every: float) -> None:
        try:
            module.watch(
                str(self.root), read_config(str(self.root)), tell=self.lines.append, warn=self.warnings.append,
                stop=self.stop, reconcile_seconds=every, ready=lambda _: self.ready.set(),
            )  # fmt: skip
        except BaseException as error:
            self.failed.append(error)

    def told(self, *lines: str) -> bool:
        """Whether all these lines are told, sooner or later."""
        return wait_until(lambda: set(lines) <= set(self.lines))

    def left(self) -> list[str]:
        """What tells the index apart from one made anew, once that is nothing or our patience ends."""
        rows = ["not looked yet"]

        def same() -> bool:
            wanted = rebuilt(str(self.root), read_config(str(self.root)))
            try:
                with closing(connect(index_path(str(self.root)))) as connection:
                    rows[:] = difference(dump(connection), wanted)[:20]
            except sqlite3.DatabaseError as error:
                rows[:] = [repr(error)]
            return not rows

        wait_until(same)
        return rows

    def end(self) -> None:
        """Stop, which must succeed in any case."""
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        assert not self.failed


Start = Callable[..., Watching]


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "TICK", 0.05)  # only so that the tests end sooner
    root = tmp_path / "vault"
    write(root / "People" / "Ada.md", "---\ntype: person\naliases: [Countess]\n---\n\n- 2026-01-05 call: engines\n")
    for number in range(12):
        write(
            root / "People" / "Old" / f"P{number}.md",
            f"# P{number}\n\n- [ ] write to [[Ada]] by 2026-02-0{number % 9}\n",
        )
    for number in range(25):
        write(root / "Meetings" / f"2026-01-{number + 1:02} Talk.md", f"- 2026-01-05 met [[P{number % 12}]], [[Ada]]\n")
    return root


@pytest.fixture
def start(vault: Path) -> Iterator[Start]:
    begun: list[Watching] = []

    def begin(every: float = NEVER, root: Path = vault) -> Watching:
        begun.append(Watching(root, every))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event is lost."""
    monkeypatch.setattr(module, "hint_of", lambda *_: None)


# --- the ways to save -----------------------------------------------------------------------------------------------

NEW = "---\ntype: person\naliases: [Enchantress]\n---\n\n- 2026-02-07 coffee with [[P3]]: looms\n"


def by_rename(note: Path) -> None:
    write(note.with_name("Ada.md.tmp"), NEW).replace(note)


def by_hidden_rename(note: Path) -> None:
    write(note.with_name(".vn-1-part-2.tmp"), NEW).replace(note)


def from_outside(note: Path) -> None:
    write(note.parents[2] / "draft", NEW).replace(note)


def in_place(note: Path) -> None:
    note.write_text(NEW)


def as_obsidian(note: Path) -> None:
    note.write_text(NEW)
    write(note.parents[1] / ".obsidian" / "workspace.json", "{}")


def as_vs_code(note: Path) -> None:
    with note.open("r+") as file:
        file.truncate()
        file.flush()
        time.sleep(0.02)
        file.write(NEW)
        file.flush()
        os.fsync(file.fileno())


def as_vim(note: Path) -> None:
    """The trace of reliability.md 2.3: swap files, a probe called 4913, the old note moved away, a new one written."""
    swap, probe, backup = note.with_name(".Ada.md.swp"), note.with_name("4913"), note.with_name("Ada.md~")
    write(swap, "b0VIM")
    probe.touch()
    probe.unlink()
    note.rename(backup)
    with note.open("w") as file:
        file.write(NEW[:10])
        file.flush()
        file.write(NEW[10:])
        file.flush()
        os.fsync(file.fileno())
    backup.unlink()
    swap.unlink()


WAYS = [by_rename, by_hidden_rename, from_outside, in_place, as_obsidian, as_vs_code, as_vim]


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_a_saved_note_is_a_changed_note_however_it_is_saved(
    vault: Path, start: Start, save: Callable[[Path], None]
) -> None:
    watching = start()
    save(vault / "People" / "Ada.md")
    assert watching.told("changed People/Ada.md")
    assert watching.left() == []
    assert set(watching.lines) == {"changed People/Ada.md"}
    assert watching.warnings == []


def test_one_save_gives_few_hints_and_reading_gives_none(
    vault: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[Hint] = []

    class Counted(Hints):
        def add(self, hint: Hint, now: float) -> None:
            hints.append(hint)
            super().add(hint, now)

    monkeypatch.setattr(module, "Hints", Counted)
    watching = start()
    hints.clear()  # the first tick asks for a scan
    as_vim(vault / "People" / "Ada.md")
    assert watching.told("changed People/Ada.md")
    assert watching.left() == []
    time.sleep(0.3)
    assert len(hints) <= 20
    seen = len(hints)
    open_index(str(vault), read_config(str(vault)))[0].close()
    for path in vault.rglob("*.md"):
        path.read_bytes()
    time.sleep(0.5)
    assert hints[seen:] == []


def test_a_change_is_told_even_when_another_command_indexed_it_first(vault: Path, start: Start) -> None:
    watching = start()
    for number in range(5):
        write(vault / "People" / f"New{number}.md")
        open_index(str(vault), read_config(str(vault)))[0].close()
    assert watching.told(*(f"added People/New{number}.md" for number in range(5)))
    assert watching.left() == []


def test_notes_come_are_renamed_and_go(vault: Path, start: Start) -> None:
    watching = start()
    note = write(vault / "People" / "Grace.md")
    assert watching.told("added People/Grace.md")
    note.rename(vault / "Élodie.md")
    assert watching.told("removed People/Grace.md", "added Élodie.md")
    (vault / "Élodie.md").unlink()
    assert watching.told("removed Élodie.md")
    assert watching.left() == []


def test_what_is_no_note_is_not_told(vault: Path, start: Start) -> None:
    watching = start()
    for path in (".obsidian/x.md", "templates/person.md", "People/.hidden.md", "People/picture.png", ".git/a/b.md"):
        write(vault / path)
    write(vault / "Last.md")
    assert watching.told("added Last.md")
    assert watching.left() == []
    assert watching.lines == ["added Last.md"]


# --- folders and bursts ---------------------------------------------------------------------------------------------


def test_a_renamed_folder_takes_its_notes_along(vault: Path, start: Start) -> None:
    watching = start()
    (vault / "People" / "Old").rename(vault / "People" / "Friends")
    assert watching.told("removed People/Old/P0.md", "added People/Friends/P11.md")
    assert watching.left() == []
    in_place(vault / "People" / "Friends" / "P3.md")
    assert watching.told("changed People/Friends/P3.md")
    assert watching.left() == []


def test_a_folder_moved_out_is_gone_and_is_heard_again_when_it_is_back(vault: Path, start: Start) -> None:
    watching = start()
    away = vault.parent / "away"
    (vault / "People" / "Old").rename(away)
    assert watching.told("removed People/Old/P0.md", "removed People/Old/P11.md")
    assert watching.left() == []
    away.rename(vault / "People" / "Old")
    assert watching.told("added People/Old/P0.md", "added People/Old/P11.md")
    in_place(vault / "People" / "Old" / "P3.md")
    assert watching.told("changed People/Old/P3.md")
    assert watching.left() == []
    assert watching.warnings == []


def test_a_note_moved_out_does_not_delay_the_others(vault: Path, start: Start) -> None:
    watching = start()
    took = []
    for number in range(4):
        (vault / "People" / "Old" / f"P{number}.md").rename(vault.parent / "trash.md")
        begun = time.monotonic()
        write(vault / f"Next{number}.md")
        assert watching.told(f"added Next{number}.md")
        took.append(time.monotonic() - begun)
    assert min(took) < 0.45  # watchdog's own way holds each of them back for at least 0.5 s
    assert watching.left() == []


def test_watchdog_still_has_the_delay_that_is_shortened() -> None:
    assert module.shorten_moves()


def test_a_burst_of_600_notes_is_told_in_full(vault: Path, start: Start) -> None:
    watching = start()
    for number in range(600):
        write(vault / f"Burst{number % 3}" / f"B{number}.md")
    assert watching.told(*(f"added Burst{number % 3}/B{number}.md" for number in range(600)))
    assert watching.left() == []
    assert not [line for line in watching.lines if line.startswith("removed")]


def test_a_checkout_of_another_branch_is_followed(vault: Path, start: Start) -> None:
    def git(*words: str) -> None:
        call = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *words)
        subprocess.run(call, cwd=vault, check=True, capture_output=True)

    git("init", "-q", "-b", "one")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "two")
    for number in range(12):
        in_place(vault / "People" / "Old" / f"P{number}.md")
    (vault / "Meetings" / "2026-01-01 Talk.md").unlink()
    write(vault / "Events" / "Fair.md")
    git("add", "-A")
    git("commit", "-qm", "two")
    watching = start()
    git("checkout", "-q", "one")
    assert watching.told("removed Events/Fair.md", "added Meetings/2026-01-01 Talk.md", "changed People/Old/P7.md")
    git("checkout", "-q", "two")
    assert watching.told("added Events/Fair.md", "removed Meetings/2026-01-01 Talk.md")
    assert watching.left() == []


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_vault_removed_and_made_again_is_watched_again(vault: Path, start: Start) -> None:
    watching = start()
    away = vault.parent / "away"
    shutil.copytree(vault, away)
    shutil.rmtree(vault)
    assert wait_until(lambda: any("is not there" in one for one in watching.warnings))
    shutil.copytree(away, vault)
    write(vault / "After.md")
    assert watching.told("added After.md")
    write(vault / "Later.md")
    assert watching.told("added Later.md")
    assert watching.left() == []


def test_another_folder_in_the_vaults_place_is_watched(vault: Path, start: Start) -> None:
    watching = start()
    other = vault.parent / "other"
    shutil.copytree(vault, other)
    write(other / "Other.md")
    vault.rename(vault.parent / "before")
    other.rename(vault)
    assert watching.told("added Other.md")
    write(vault / "Later.md")
    assert watching.told("added Later.md")
    assert watching.left() == []


def test_a_vault_emptied_at_once_is_refused_told_once_and_tried_again(vault: Path, start: Start) -> None:
    watching = start(every=0.2)
    away = vault.parent / "away"
    away.mkdir()
    for name in ("People", "Meetings"):
        (vault / name).rename(away / name)
    assert wait_until(lambda: any("vanished at once" in one for one in watching.warnings))
    time.sleep(0.8)
    assert len(watching.warnings) == 1
    assert watching.lines == []
    for name in ("People", "Meetings"):
        (away / name).rename(vault / name)
    write(vault / "After.md")
    assert watching.told("added After.md")
    assert watching.left() == []


def test_notes_deleted_one_by_one_are_refused_as_well_when_most_go_at_once(vault: Path, start: Start) -> None:
    watching = start()
    for path in sorted(vault.rglob("*.md")):
        path.unlink()
    assert wait_until(lambda: any("vanished at once" in one for one in watching.warnings) or len(watching.lines) == 38)


def test_an_exception_in_the_handler_is_told_and_ends_nothing(
    vault: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Hint:
        raise ZeroDivisionError("by zero")

    with monkeypatch.context() as patched:
        patched.setattr(module, "hint_of", fail)
        watching = start()
        for number in range(3):
            write(vault / f"Bad{number}.md")
        assert watching.told("added Bad0.md", "added Bad1.md", "added Bad2.md")
    write(vault / "Good.md")
    assert watching.told("added Good.md")
    assert len(watching.warnings) == 1 and "ZeroDivisionError" in watching.warnings[0]
    assert watching.left() == []


def test_an_exception_in_the_index_is_told_and_tried_again(
    vault: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY", 0.05)
    watching = start()
    with monkeypatch.context() as patched:

        def fail(*_: object) -> None:
            raise RecursionError("too deep")

        patched.setattr(module, "sync_paths", fail)
        write(vault / "New.md")
        assert watching.told("added New.md")  # by the scan that follows
    assert len(watching.warnings) == 1
    assert watching.left() == []


@pytest.mark.usefixtures("deaf")
def test_lost_events_are_made_up_for_by_a_scan(vault: Path, start: Start) -> None:
    watching = start()
    write(vault / "Lost.md")
    time.sleep(0.4)
    assert watching.lines == []
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    assert watching.told("added Lost.md")
    assert watching.left() == []


@pytest.mark.usefixtures("deaf")
def test_a_scan_comes_by_the_clock(vault: Path, start: Start) -> None:
    watching = start(every=0.2)
    in_place(vault / "People" / "Ada.md")
    assert watching.told("changed People/Ada.md")
    assert watching.left() == []


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("how", ["few watches", "no instance"])
def test_where_the_system_reports_too_little_the_scans_come_more_often(
    vault: Path, start: Start, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def refused(_: object) -> None:
        raise OSError(24, "inotify instance limit reached")

    monkeypatch.setattr(module, "DEAF_EVERY", 0.1)
    if how == "few watches":
        monkeypatch.setattr(module, "unwatched", lambda _: (3, 5))
    else:
        monkeypatch.setattr(module._Ears, "listen", refused)
    watching = start()
    for number in range(3):
        write(vault / f"New{number}.md")
        assert watching.told(f"added New{number}.md")
    assert len(watching.warnings) == 1
    assert "3 of 5 folders" in watching.warnings[0] or "instance limit" in watching.warnings[0]
    assert watching.left() == []


def test_every_folder_of_a_vault_is_watched(vault: Path, start: Start) -> None:
    start()
    assert module.unwatched(str(vault)) == (0, 4)
    (vault / "new" / "newer").mkdir(parents=True)
    assert wait_until(lambda: module.unwatched(str(vault)) == (0, 6))


def test_an_index_that_is_locked_is_written_when_it_is_free(
    vault: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_MS", 20)
    watching = start()
    with closing(connect(index_path(str(vault)))) as other:
        other.execute("begin immediate")
        write(vault / "Locked.md")
        assert wait_until(lambda: watching.warnings)
        assert "locked" in watching.warnings[0]
        other.execute("rollback")
    assert watching.told("added Locked.md")
    assert watching.left() == []


@pytest.mark.parametrize("how", ["removed", "damaged"])
def test_an_index_taken_away_or_damaged_is_made_anew(vault: Path, start: Start, how: str) -> None:
    watching = start()
    path = Path(index_path(str(vault)))
    for name in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
    if how == "removed":
        path.unlink()
    else:
        path.rename(path.with_name("old"))
        path.write_bytes(b"no database" * 1000)
    write(vault / "After.md")
    assert watching.told("added After.md")
    assert watching.left() == []
    assert watching.lines == ["added After.md"]


def test_new_settings_are_followed(vault: Path, start: Start) -> None:
    watching = start()
    write(vault / "vaultnet.toml", 'ignore = ["People/Old/*"]\n')
    write(vault / "Projects" / "Loom.md")
    assert watching.told("added Projects/Loom.md", "removed People/Old/P2.md")
    assert watching.left() == []
    write(vault / "vaultnet.toml", "ignore = 7\n")
    assert wait_until(lambda: watching.warnings)
    write(vault / "vaultnet.toml", '[folders]\nPeople = "organization"\n')
    assert watching.told("added People/Old/P2.md")
    assert watching.left() == []


def test_a_vault_reached_by_a_link_is_watched(vault: Path, start: Start) -> None:
    link = vault.parent / "link"
    link.symlink_to(vault)
    watching = start(root=link)
    write(vault / "Top.md")
    assert watching.told("added Top.md")
    assert watching.left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_that_it_watches_prints_lines_and_ends_well(vault: Path, number: signal.Signals) -> None:
    program = (
        "import sys, datetime; from vaultnet.people.desk import Desk; from vaultnet.basics.watch import watch_command;"
        "watch_command.main(args=[], obj=Desk(sys.argv[1], datetime.date(2026, 1, 1)))"
    )
    with subprocess.Popen(
        (sys.executable, "-c", program, str(vault)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            assert process.stderr.readline() == "watching vault: 38 notes (stop with Ctrl-C)\n"
            in_place(vault / "People" / "Ada.md")
            assert process.stdout.readline() == "changed People/Ada.md\n"
        finally:
            process.send_signal(number)
            rest = process.communicate(timeout=PATIENCE)
        assert (*rest, process.returncode) == ("", "", 0)


# --- the bookkeeping of hints, without a clock ----------------------------------------------------------------------


def test_a_closed_note_is_due_soon_and_waits_for_no_more_than_50_ms() -> None:
    hints = Hints()
    hints.add(Hint(NOW, ("a.md",)), 10.0)
    assert 10.0 < hints.due() <= 10.005
    for step in range(1, 60):
        hints.add(Hint(NOW, (f"{step % 7}.md",)), 10.0 + step / 1000)
    assert hints.due() == pytest.approx(10.05)
    assert hints.take(10.06) == ["0.md", "1.md", "2.md", "3.md", "4.md", "5.md", "6.md", "a.md"]
    assert hints.due() == float("inf")


def test_a_note_still_being_written_waits_until_it_is_closed_or_50_ms() -> None:
    hints = Hints()
    hints.add(Hint(WRITING, ("a.md",)), 10.0)
    hints.add(Hint(WRITING, ("b.md",)), 10.01)
    hints.add(Hint(WRITING, ("a.md",)), 10.02)
    assert hints.due() == pytest.approx(10.05)
    hints.add(Hint(NOW, ("b.md",)), 10.03)
    assert hints.take(hints.due() + 1e-6) == ["b.md"]
    assert hints.due() == pytest.approx(10.05)
    assert hints.take(10.051) == ["a.md"]


def test_many_notes_wait_for_quiet_and_end_in_a_scan() -> None:
    hints = Hints()
    for number in range(BURST + 1):
        hints.add(Hint(NOW, (f"{number}.md",)), 10.0 + number / 1000)
    assert hints.due() == pytest.approx(10.1 + 0.2)
    assert hints.take(10.31) is None
    assert hints.due() == float("inf")


def test_a_scan_comes_even_when_it_is_never_quiet_and_does_not_hold_up_a_note() -> None:
    hints = Hints()
    hints.add(Hint(ALL), 10.0)
    hints.add(Hint(NOW, ("a.md",)), 10.1)
    assert hints.due() < 10.11
    assert hints.take(10.11) == ["a.md"]
    for step in range(1, 100):
        hints.add(Hint(WRITING, ("b.md",)), 10.0 + step / 10)
    assert hints.take(20.0) is None


def test_hints_name_notes_and_nothing_else() -> None:
    def of(kind: str, *paths: str, folder: bool = False) -> Hint | None:
        return hint_of("/v", kind, folder, paths)

    assert of("closed", "/v/People/Ada.md", "") == Hint(NOW, ("People/Ada.md",))
    assert of("modified", "/v/Ada.md", "") == of("attrib", "/v/Ada.md") == Hint(WRITING, ("Ada.md",))
    assert of("moved", "/v/.a.tmp", "/v/Ada.md") == Hint(NOW, ("Ada.md",))
    assert of("moved", "/v/A.md", "/v/B.md") == Hint(NOW, ("A.md", "B.md"))
    for path in ("/v/.git/x.md", "/v/4913", "/v/Ada.md~", "/v/templates/a.md", "/v/.Ada.md.swp"):
        assert of("closed", path) is None
    assert of("created", "/v/.git/objects/1f", folder=True) is None
    assert of("moved", "/v/People", "/v/Friends", folder=True) == Hint(ALL)
    assert of("deleted", "/v", folder=True) == of("closed", "/v/vaultnet.toml") == of("closed", "/w/a.md") == Hint(ALL)
    assert of("closed", "/v/caf\udce9.md") == Hint(ALL)
