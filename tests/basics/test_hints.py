"""The bookkeeping of hints, without a clock: what is due when, and what an event hints at."""

import pytest

from vaultnet.basics.watch import ALL, BURST, NOW, WRITING, Hint, Hints, hint_of


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
