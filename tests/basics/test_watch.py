"""The watcher, on real folders with real events: whatever is done to the notes, the index ends as if made anew.

Nothing here is timed tightly: what should come is waited for, with patience for a busy machine. `every=3600` means that
no scan by the clock can hide a hint that was lost.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watching import NEVER, NEW, PATIENCE, Start, Watching, in_place, small_vault, write

from vaultnet.basics import watch as module
from vaultnet.basics.watch import Hint, Hints
from vaultnet.index.sync import open_index
from vaultnet.vault.config import read_config


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return small_vault(tmp_path, monkeypatch)


@pytest.fixture
def start(vault: Path) -> Iterator[Start]:
    begun: list[Watching] = []

    def begin(every: float = NEVER, root: Path = vault) -> Watching:
        begun.append(Watching(root, every))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


# --- the ways to save -----------------------------------------------------------------------------------------------


def by_rename(note: Path) -> None:
    write(note.with_name("Ada.md.tmp"), NEW).replace(note)


def by_hidden_rename(note: Path) -> None:
    write(note.with_name(".vn-1-part-2.tmp"), NEW).replace(note)


def from_outside(note: Path) -> None:
    write(note.parents[2] / "draft", NEW).replace(note)


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


# --- the command ------------------------------------------------------------------------------------------


def test_a_vault_reached_by_a_link_is_watched(vault: Path, start: Start) -> None:
    link = vault.parent / "link"
    link.symlink_to(vault)
    watching = start(root=link)
    write(vault / "Top.md")
    assert watching.told("added Top.md")
    assert watching.left() == []


def test_a_note_that_is_a_link_changes_with_the_note_it_leads_to(vault: Path, start: Start) -> None:
    (vault / "Favourite.md").symlink_to("People/Ada.md")
    watching = start()
    by_rename(vault / "People" / "Ada.md")
    assert watching.told("changed People/Ada.md", "changed Favourite.md")
    (vault / "Second.md").symlink_to("People/Ada.md")
    assert watching.told("added Second.md")
    write(vault / "People" / "Ada.md", NEW + "\nmore\n")
    assert watching.told("changed Second.md")
    (vault / "Favourite.md").unlink()
    assert watching.told("removed Favourite.md")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_that_it_watches_prints_lines_and_ends_well(vault: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        (sys.executable, "-m", "vaultnet", "--vault", str(vault), "watch"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
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
