"""The long proofs of `tests/proofs` in short, so that they hold between the times when `make proofs` runs them whole."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROOFS = Path(__file__).parents[1] / "proofs"
sys.path.append(str(PROOFS))

import bombs  # noqa: E402
import disk as full_disk  # noqa: E402
import edits  # noqa: E402
import faults  # noqa: E402
import fuzz  # noqa: E402
import harness  # noqa: E402
import hostile  # noqa: E402
import kills  # noqa: E402
import machine  # noqa: E402
import race  # noqa: E402
import watch_limits  # noqa: E402
from every_command import WRITES, unclassified, writing  # noqa: E402

from vaultnet.vault import write  # noqa: E402

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the proof is written for Linux")
SET = [("set", ("set", "mara", "location=Ghent"))]


@pytest.fixture(autouse=True)
def as_a_proof(monkeypatch: pytest.MonkeyPatch) -> "object":
    """The surroundings that a proof has, and the working folder given back."""
    monkeypatch.chdir(PROOFS)
    monkeypatch.setattr(write, "_GRACE", write._GRACE)
    for proof, name in ((edits, "AT_MOST_MS"), (bombs, "AT_MOST_MS"), (fuzz, "AT_MOST_S")):
        monkeypatch.setattr(proof, name, 20 * getattr(proof, name))  # times are for the proofs: a test only sees a hang
    with harness.surroundings():
        yield


def held(figure: Callable[..., str], *args: object) -> str:
    """The figure's words, if it is reached."""
    try:
        return figure(*args)
    except harness.Falls as seen:
        pytest.fail(str(seen))


def test_edits_change_the_value_and_nothing_else() -> None:
    assert "0 bytes changed outside the value" in held(edits.figure, 12, False)


@LINUX
def test_a_command_killed_anywhere_loses_nothing() -> None:
    assert "0 bytes lost" in held(kills.figure, 6, SET, 7)


@LINUX
def test_a_file_call_that_fails_loses_nothing_and_is_told() -> None:
    assert "every cause named" in held(faults.figure, 11, [*SET, ("move", ("move", "mara", "Mara Okafor-Lind"))])


def test_of_every_command_it_is_said_whether_it_writes() -> None:
    assert not unclassified(), "give it --dry-run and a call in WRITES, or a call in READS, in tests/every_command.py"


def test_mutated_notes_and_indexes_break_nothing() -> None:
    assert "0 tracebacks" in held(fuzz.figure, 50)


@LINUX
def test_bombs_are_refused() -> None:
    assert "each refused" in held(bombs.figure, 2, 1)


@LINUX
def test_a_full_disk_and_a_damaged_index_lose_nothing() -> None:
    assert "every cause named" in held(full_disk.figure, 1, SET)


@LINUX
def test_every_command_on_a_hostile_vault_is_harmless() -> None:
    assert "0 writes outside the vault" in held(hostile.figure, 4, 3)


@LINUX
def test_no_save_of_another_program_is_lost() -> None:
    assert held(race.figure, 60).count(", 0 unreported") == 4


def test_the_index_equals_a_rebuild_after_anything_for_the_next_command_and_for_a_watcher() -> None:
    told = held(machine.figure, 4)
    assert "equals a rebuild every time" in told
    assert int(re.findall(r"(\d+) looks of a watcher", told)[0]) >= 5


def test_a_watcher_with_few_watches_is_judged_by_five_seconds() -> None:
    assert watch_limits.falls_short(watch_limits.FOLDERS, 4.9, 1, [], alive=False) == 0
    assert watch_limits.falls_short(watch_limits.FOLDERS, 5.1, 1, [], alive=False) == 1
    assert watch_limits.falls_short(watch_limits.FOLDERS - 1, 1.0, 1, [], alive=False) == 1


@LINUX
def test_a_watcher_with_few_watches_follows_in_time() -> None:
    if (code := watch_limits.main()) == harness.LEFT_OUT:
        pytest.skip("`unshare -Ur` is not allowed here")
    assert code == 0


def test_a_figure_that_is_not_reached_is_told() -> None:
    with pytest.raises(harness.Falls):
        harness.hold(False, "seen")


@pytest.mark.parametrize("name", sorted(writing()))
def test_every_command_that_writes_has_a_call_for_the_proofs(name: str) -> None:
    assert WRITES.get(name), f"add a call of `{name}` to WRITES in tests/every_command.py"
