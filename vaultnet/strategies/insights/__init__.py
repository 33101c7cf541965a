"""Sharing insights: what people said, by topic and time, where they agree and differ; what may be passed on, and to whom.

Reads `insight:` lines (`#topic/x`, `[confidence:: ]`, `[stance:: ]`, `[share:: yes]`, `[shared_with:: [[Name]]]`), insight
notes (`source, date, topics, confidence, stance, share, shared_with`), `news:` lines of the `me` note. Answers: what was
said on a topic, by whom, how sure, who changed their mind (`insight`); what may be passed on, to whom it would matter, who
has heard it (`share`); who knows something (`who`).
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vaultnet.errors import Finding
    from vaultnet.index.pulse import PersonRow
    from vaultnet.people.candidate import Candidate, Want
    from vaultnet.people.desk import Desk, Line

TITLE = "Sharing insights"
ORDER = 60
_KEY = re.compile(r"^confidence:", re.M)


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: the hooks need nothing of the terminal."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.insights.insight import insight
    from vaultnet.strategies.insights.share import share

    return [insight, share]


def candidates(desk: "Desk", want: "Want") -> "list[Candidate]":
    """Who knows something: by expertise, and by what they said on it."""
    from vaultnet.strategies.insights.knowing import knowing

    return knowing(desk, want) if want.to == "know" else []


def brief(desk: "Desk", person: "PersonRow") -> "list[Line]":
    """The last thing they said on a topic of mine."""
    from vaultnet.strategies.insights.knowing import last_said

    return last_said(desk, person)


def check(desk: "Desk") -> "list[Finding]":
    """Insights that say nothing, and confidence that is neither low, medium nor high."""
    from vaultnet.errors import HINT, Finding
    from vaultnet.index import insights as rows
    from vaultnet.people.insight import LEVELS, body_text, insights

    found = []
    bodies = dict(rows.bodies(desk.index))
    for one in insights(desk):
        body = bodies.get(one.path, "") if one.whole else ""
        if not (body_text(body) if one.whole else one.words.strip("\"'“”„«» ")):
            hint = "write what was said, in their words" if one.whole else 'write it after the colon: insight: "..."'
            found.append(Finding("insight-empty", HINT, one.path, one.line, "the insight says nothing", hint))
        if one.confidence and one.confidence not in LEVELS:
            key = _KEY.search(body)
            line = body.count("\n", 0, key.start()) + 1 if key else one.line
            message = f'confidence "{one.confidence}" is not known'
            found.append(Finding("confidence", HINT, one.path, line, message, f"one of {', '.join(LEVELS)}"))
    return found
