"""A nudge: the draft of a kind reminder of what I wait for. At most every two weeks, and they are taken to be busy."""

from vaultnet.dates import show_day, weekday_day
from vaultnet.errors import Refused, UsageFault
from vaultnet.index import pulse
from vaultnet.people.brief import brief_of
from vaultnet.people.commitment import Commitment, commitments
from vaultnet.people.item import find_item
from vaultnet.people.person import first_name, link_to, refuse_left_alone
from vaultnet.show.console import Call
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.edit import replace_line, set_region
from vaultnet.text.tasks import nudge as nudged
from vaultnet.text.tasks import read_task

REGION = "briefing"


def nudge(call: Call, said: str, dry_run: bool, print_path: bool) -> None:
    """A follow-up note whose draft reminds somebody of what I wait for, and the day of it on the task's line."""
    desk = call.desk
    waiting = [one for one in commitments(desk) if one.side == "theirs"]
    one = find_item(waiting, said, "open thing you wait for", "vaultnet promise --waiting")
    if not one.person:
        raise UsageFault("the line names nobody who has a note", path=one.path, line=one.line,
                         hint="link the person in it, then a note can be drafted")  # fmt: skip
    (person,) = pulse.people(desk.index, (one.person,))
    refuse_left_alone(person, desk.day)
    if one.again_from > desk.day:
        told = f"you asked {person.name} about it {show_day(one.nudged, desk.today)}"
        hint = f"they may be busy: ask again from {weekday_day(one.again_from, desk.today)} on, or call"
        raise Refused(told, path=one.path, line=one.line, hint=hint)
    path, _ = free_path(desk, "follow-up", f"{desk.day} {person.name}", "nudge")
    fields: Fields = {"type": "follow-up", "person": link_to(desk, person), "created": desk.day, "due": desk.day,
                      "status": "open", "reason": f"waiting: {one.words}"}  # fmt: skip
    values: dict[str, object] = {
        "name": person.name,
        "first_name": first_name(person.name),
        "what": _without_name(one.words, person.name),
        "due": weekday_day(one.due, desk.today) if one.due else "",
        "since": weekday_day(one.created, desk.today) if one.created else "",
        "lines": [{"label": said.label, "text": said.text} for said in brief_of(desk, person)],
    }
    page = render(desk, "reliability/briefing.md.j2", values)
    made = new_note(desk, "reliability/nudge.md.j2", path, fields, values)
    made = made._replace(after=set_region((made.after or b"").decode(), REGION, page).encode())

    def edit(text: str) -> str:
        line = open_line(text, one)
        return replace_line(text, one.line, line, [nudged(line, desk.day)])

    answer = {"id": one.id, "name": person.name, "text": one.words, "path": path, "nudged": desk.day}
    carry_out(desk, call.settings, [made, edit_note(desk, one.path, edit)], f"a nudge for {person.name}: {one.words}",
              dry_run=dry_run, print_path=print_path, answer=answer)  # fmt: skip


def _without_name(words: str, name: str) -> str:
    """What they wanted to do, without saying to them who they are: `sends the deck`."""
    for said in (name, first_name(name)):
        if words.startswith(f"{said} "):
            return words[len(said) + 1 :]
    return words


def open_line(text: str, one: Commitment) -> str:
    """The task's line as it stands in the note now. Refused where it is no open task any more."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = lines[one.line - 1] if one.line <= len(lines) else ""
    task = read_task(line)
    if task is None or not task.open:
        raise Refused("the line is no open task any more", line=one.line, source=line, hint="run the command again")
    return line
