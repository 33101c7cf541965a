"""A few words of thanks to be finished, alone or in a follow-up note; nothing is asked in them."""

from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.commitment import commitments_of
from vaultnet.people.confided import discreet
from vaultnet.people.desk import Desk
from vaultnet.people.person import first_name, link_to
from vaultnet.people.request import requests_of
from vaultnet.show.draft import free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.links import wikilink
from vaultnet.vault.change import Change

DRAFT = "giving/thanks.md.j2"
REGION = "briefing"
REASON = "thanks"
CLOSED = ("done", "dropped")

Values = list[dict[str, str]]


def draft_of(desk: Desk, person: PersonRow, thanks: Values) -> str:
    """The draft, to be copied."""
    return render(desk, DRAFT, {"first_name": first_name(person.name), "thanks": thanks, "heading": False}).strip()


def thanks_note(desk: Desk, person: PersonRow, thanks: Values, due: str) -> tuple[Change | None, str]:
    """A follow-up note with the draft, and its path; no change where one is open already."""
    from vaultnet.text.edit import set_region

    for note in ask.notes_of_type(desk.index, "follow-up"):
        if note.status not in CLOSED and f"Thanks {person.name}" in note.name:
            return None, note.path
    path, _ = free_path(desk, "follow-up", f"{due} Thanks {person.name}")
    fields: Fields = {"type": "follow-up", "person": link_to(desk, person), "created": desk.day, "due": due,
                      "status": "open", "reason": REASON}  # fmt: skip
    values = {"first_name": first_name(person.name), "thanks": thanks, "heading": True}
    change = new_note(desk, DRAFT, path, fields, values)
    page = render(desk, "giving/briefing.md.j2", {"thanks": thanks, "another": _another(desk, person)})
    text = set_region((change.after or b"").decode(), REGION, page)
    return change._replace(after=text.encode()), path


def _another(desk: Desk, person: PersonRow) -> list[str]:
    """What is open with them and belongs into another message: whoever thanks asks for nothing."""
    theirs = [one for one in commitments_of(desk, person.id) if one.side == "theirs"]
    waiting = [f"you wait for: {one.linked_words}" for one in discreet(desk, person.id, theirs, lambda one: one.text)]
    asked = [f"you asked: {wikilink(one.note.name)}" for one in requests_of(desk, person.id)
             if one.open and one.direction == "outgoing" and one.person == person.id]  # fmt: skip
    return [*waiting, *asked]
