"""When the next contact with a person is due, by their tier or cadence, and what their silence says.

The rules in words: docs/strategies/communication.md. They are carried out for everybody at once (`pulse.standings`).
"""

from datetime import date
from functools import lru_cache

from vaultnet.dates import show_day, span
from vaultnet.index import pulse
from vaultnet.people.desk import Desk, Reason

# drift: at least so many gaps, over so many days, and a silence longer than twice the usual gap and than this more
DRIFT_GAPS, DRIFT_SPAN, DRIFT_GRACE = 3, 21, 14
SILENCE_IS_AN_ANSWER = 2  # outgoing lines in a row without an answer


class Standing(pulse.StandingRow):
    """Where contact with a person stands on the desk's day, and what follows from it."""

    __slots__ = ()

    @property
    def overdue(self) -> int:
        """Days past the next contact day; negative while it is to come, 0 for people without a rhythm."""
        return self.silence - self.cadence if self.last and self.cadence is not None else 0

    def next(self, today: date) -> str:
        """The next contact day, ISO; "" for people without a rhythm, or left alone; today where no contact is noted yet."""
        if self.cadence is None or self.alone:
            return ""
        return _iso(_ordinal(self.last) + self.cadence) if self.last else today.isoformat()

    def reason(self, today: date) -> tuple[str, str, int]:
        """Why something is due: the words, and the path and line they rest on. Only where `why` says something."""
        if self.why == "due":
            words = _due_words(self.last, today, self.tier, self.cadence or 0)
            return (words, self.last_path, self.last_line) if self.last else (words, self.path, 1)
        if self.why == "reply":
            came = _show_day(self.came, today)
            line = self.last_word or "line"
            theirs = f"{came}'s {line} from them" if came in ("today", "yesterday") else f"their {line} of {came}"
            return f"{theirs} has no answer yet", self.came_path, self.came_line
        often = _span(round(self.median))
        words = f"you used to speak about every {often}; last {_show_day(self.last, today)}"
        return words, self.last_path, self.last_line

    def reasons(self, today: date) -> tuple[Reason, ...]:
        """The same as reasons of an answer; none where nothing is due."""
        return (Reason(*self.reason(today)),) if self.why else ()


def standing(desk: Desk, person: int) -> Standing:
    """Where contact with one person stands today."""
    (row,) = pulse.standings(desk.index, _rules(desk, 0), person)
    return Standing._make(row)


def standings(desk: Desk, within: int = 0) -> list[Standing]:
    """Everybody with whom something is due today, or within so many days: replies first, then the longest overdue."""
    return list(map(Standing._make, pulse.standings(desk.index, _rules(desk, within))))


def _rules(desk: Desk, within: int) -> dict[str, object]:
    return {"day": desk.day, "today": desk.today.toordinal(), "ahead": within, "answer": SILENCE_IS_AN_ANSWER,
            "gaps": DRIFT_GAPS, "span": DRIFT_SPAN, "grace": DRIFT_GRACE}  # fmt: skip


# the same few hundred days and rhythms come again for thousands of people
@lru_cache(4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@lru_cache(4096)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(1024)
def _often(tier: str, cadence: int) -> str:
    return f"{tier} tier, every {span(cadence)}" if tier else f"every {span(cadence)}"


_span = lru_cache(4096)(span)
_show_day = lru_cache(4096)(show_day)


def _due_words(last: str, today: date, tier: str, cadence: int) -> str:
    often = _often(tier, cadence)
    if not last:
        return f"no contact noted yet ({often})"
    silence = today.toordinal() - _ordinal(last)
    if silence < cadence:
        return f"last contact {_show_day(last, today)}, next in {_span(cadence - silence)} ({often})"
    return f"last contact {_show_day(last, today)}, {_span(silence)} ago ({often})"
