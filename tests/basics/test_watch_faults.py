"""What goes wrong around the watcher ends nothing, is told once, and leaves an index as if made anew."""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from watching import NEVER, Start, Watching, in_place, small_vault, wait_until, write

from vaultnet.basics import watch as module
from vaultnet.basics.watch import Hint
from vaultnet.index import live
from vaultnet.index.store import connect, index_path


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


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event is lost."""
    monkeypatch.setattr(module, "hint_of", lambda *_: None)


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

        patched.setattr(live, "sync_paths", fail)
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
    monkeypatch.setattr(live, "BUSY_MS", 20)
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
