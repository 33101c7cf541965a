"""Floor 2: `read_note(path, text, reading) -> Note`. Any text gives a Note; what is wrong with it becomes findings.

Here the shapes of floor 1 meet the rules of docs/format.md: which type a note has, what its keys mean, which of its lines
are contact. Nothing here knows today's date: what depends on it is decided when a question is asked.
"""

from bisect import bisect
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.errors import ERROR, HINT, Fault, Finding
from vaultnet.facts import event_kind, fact_faults, read_facts, type_of
from vaultnet.text.body import region_faults
from vaultnet.text.frontmatter import conflict_line, item_lines, read_front
from vaultnet.text.lines import (
    EMBED,
    FIELD_LINE,
    LINE,
    STARTS,
    Entry,
    field_spans,
    inline_fields,
    leading_links,
    looks_dated,
    looks_due,
    mask,
    read_entry,
    section_name,
    tags,
    without_fields,
)
from vaultnet.text.links import link_key, link_targets, unlinked
from vaultnet.text.names import original_of, stem, topic_key
from vaultnet.text.plain import Value
from vaultnet.text.tasks import Task, read_task
from vaultnet.words import CONTACT_VERBS, NEED_KEYS, PRIVATE_KINDS, TOPIC_KEYS, UNHELD, Reading

_HINTS = frozenset({"unquoted-link", "loose-date"})
_SECTIONS = frozenset({"log", "ask", "career"})


class LinkRow(NamedTuple):
    """A link of a note. `role`: the frontmatter key it stands in, ".key" in an inline field, "who" in an entry's HEAD,
    "task" in a task, else ""."""

    line: int
    key: str
    role: str


class EntryRow(NamedTuple):
    """An entry and what it counts for: `contact` 1 where it is contact with those it names (with `own` the note's person)."""

    entry: Entry
    contact: int
    own: int
    fields: dict[str, str]


class TaskRow(NamedTuple):
    """A task, its line, and the date on which, once kept, it was contact ("" = never)."""

    line: int
    task: Task
    contact: str


class Note(NamedTuple):
    """One Markdown file as vaultnet reads it.

    `fields` is the frontmatter as read, `facts` the same under vaultnet's own keys with the types these ask for, `lines`
    the line of each of its keys; `names` are further names; `terms` are (kind, key, text, line) of tags and topics.
    """

    path: str
    name: str
    type: str
    kind: str
    date: str
    status: str
    gathers: int
    fields: dict[str, Value]
    facts: dict[str, Value]
    names: tuple[str, ...]
    links: list[LinkRow]
    entries: list[EntryRow]
    tasks: list[TaskRow]
    terms: list[tuple[str, str, str, int]]
    findings: list[Finding]
    text: str


MOST_FINDINGS = 500  # of one note that are told; who has more mends these first


def read_note(path: str, text: str, reading: Reading) -> Note:
    """The note that stands at a vault-relative path. Never raises; line numbers count from 1 in the file."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = read_front(text)
    faults = list(front.faults)
    body = mask(text[front.body :]) if front.body else mask(text)
    linked = mask(text[front.body :], regions=False) if "vaultnet:begin" in text else body
    body_tags = [(tag, offset) for tag, offset in tags(body)] if "#" in body else []
    fields = front.fields
    name = stem(path)
    type_ = type_of(fields, path, [tag for tag, _ in body_tags], reading)
    if "onflict" in name and original_of(name):
        type_ = "sync-copy"
        hint = "compare the two notes, keep what is right in one, and delete the other"
        faults.append(Fault("sync-copy", 1, "a copy that a sync program left: the same note stands twice", hint))
    if "::" in body:
        fields = _with_body_fields(fields, body)
    facts, lines, unquoted = read_facts(fields, front.lines, type_, reading)
    faults += unquoted
    date, status = _date_and_status(type_, name, facts)
    kind = event_kind(fields, facts) if type_ == "event" else ""
    faults += fact_faults(type_, facts, lines, reading)
    scan = _Scan(type_, date, kind, status, reading, front.body_line, faults)
    scan.name = link_key(name)
    scan.read(body)
    head = text[: front.body].split("\n") if fields else []  # of a bomb nothing is taken apart
    links = _field_links(facts, lines, head)
    if type_ == "project":
        links += _role_links(scan.entries, links)
    links += _body_links(linked, front.body_line, {row.line for row in scan.tasks}, scan.who)
    terms = _terms(facts, lines, head, body, body_tags, front.body_line)
    if "vaultnet:" in text:
        faults += region_faults(text)
    if "<<<<<<<" in body and not any(fault.code == "conflict" for fault in faults):
        at = conflict_line(body)
        if at:
            hint = "choose one side of the merge and take the marker lines out"
            faults.append(Fault("conflict", at + front.body_line - 1, "a git conflict marker", hint))
    gathers = int(bool(date) and type_ == "event" and kind in PRIVATE_KINDS and status not in UNHELD)
    return Note(path, name, type_, kind, date, status, gathers, front.fields, facts, _names(name, facts), links,
                scan.entries, scan.tasks, terms, findings_of(path, text, faults), text)  # fmt: skip


def findings_of(path: str, text: str, faults: list[Fault]) -> list[Finding]:
    """Faults of a note as findings, each with the text of its line, in the order of the lines; of thousands the first."""
    if not faults:
        return []
    lines = text.split("\n")
    found = []
    ordered = sorted(set(faults), key=lambda f: (f.line, f.code, f.message))
    if len(ordered) > MOST_FINDINGS:
        left, after = len(ordered) - MOST_FINDINGS, ordered[MOST_FINDINGS]
        ordered[MOST_FINDINGS:] = [after._replace(message=f"{after.message}; and {left - 1:,} findings more below")]
    for fault in ordered:
        source = lines[fault.line - 1][:200] if 0 < fault.line <= len(lines) else ""
        severity = HINT if fault.code in _HINTS else ERROR
        found.append(Finding(fault.code, severity, path, fault.line or 1, fault.message, fault.hint, source))
    return found


def broken_note(path: str, fault: Fault, reading: Reading) -> Note:
    """A file that could not be read at all: indexed by its name and folder, with the finding."""
    finding = Finding(fault.code, ERROR, path, fault.line or 1, fault.message, fault.hint)
    type_ = type_of({}, path, [], reading)
    return Note(path, stem(path), type_, "", "", "", 0, {}, {}, (), [], [], [], [], [finding], "")


def _names(name: str, facts: dict[str, Value]) -> tuple[str, ...]:
    names = [unlinked(str(alias)) for alias in _list(facts.get("aliases"))]
    own = facts.get("name")
    if isinstance(own, str) and own:
        names.append(own)
    return tuple(dict.fromkeys(n for n in names if n and n != name))


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _date_and_status(type_: str, name: str, facts: dict[str, Value]) -> tuple[str, str]:
    status = facts.get("status")
    status = status.strip().lower() if isinstance(status, str) else ""
    key = {"event": "date", "request": "due", "follow-up": "due", "goal": "by", "insight": "date", "agenda": "date",
           "project": "start"}.get(type_)  # fmt: skip
    value = facts.get(key) if key else None
    date = read_date(value) if isinstance(value, str) else None
    if date is None and type_ in ("daily", "event"):
        date = read_date(name[:10])
    return date or "", status


def _with_body_fields(fields: dict[str, Value], body: str) -> dict[str, Value]:
    """`key:: value` on a line of its own is a field of the note; frontmatter wins."""
    more: dict[str, Value] = {}
    for line in body.split("\n"):
        found = FIELD_LINE.match(line) if "::" in line else None
        if found and found[1].strip() not in fields:
            more.setdefault(found[1].strip(), found[2].strip())
    return {**more, **fields} if more else fields


class _Scan:
    """One walk over a body's headings and list items; collects entries and tasks, and the role of links by line."""

    def __init__(
        self, type_: str, date: str, kind: str, status: str, reading: Reading, first: int, faults: list[Fault]
    ):
        self.type, self.date, self.kind, self.reading, self.first, self.faults = (
            type_,
            date,
            kind,
            reading,
            first,
            faults,
        )
        self.entries: list[EntryRow] = []
        self.tasks: list[TaskRow] = []
        self.who: set[tuple[int, str]] = set()
        self.dated = type_ in ("daily", "event") and bool(date)
        self.held = status not in UNHELD
        self.name = ""

    def read(self, body: str) -> None:
        section, level, heading_date, indent = "", 0, "", -1
        for number, line in enumerate(body.split("\n"), self.first):
            if not line or line[0] not in STARTS:
                continue
            found = LINE.match(line)
            if found is None:
                continue
            dent, hashes, heading, item = found.groups()
            if hashes:
                if dent:
                    continue
                heading_date = read_date(heading.strip("[] ")[:10]) or ""
                # a section goes on below its own sub-headings: `### 2026-11-22`, `### Earlier`
                if section not in _SECTIONS or len(hashes) <= level:
                    section, level = section_name(heading), len(hashes)
                indent = -1
                continue
            if item[0] == "[" and len(item) > 3 and item[2] == "]" and item[3] in " \t":
                self._task(number, line, heading_date)
                continue
            width = len(dent.expandtabs(4))
            if indent < 0 or width < indent:
                indent = width
            if width == indent:
                self._item(number, item, section, heading_date)

    def _task(self, number: int, line: str, heading_date: str) -> None:
        task = read_task(line, heading_date or (self.date if self.dated else ""))
        if task is None:
            return
        on = ""
        if task.side and task.status in "xX":
            on = task.done or (self.date if self.dated and self.held else "")
        self.tasks.append(TaskRow(number, task, on))
        for bad in task.bad:
            message = f'"{bad}" is not a date'
            self.faults.append(Fault("date", number, message, "write the task's date as YYYY-MM-DD"))
        if task.loose and task.open:
            message = f'"by {task.loose}" has no day to count from'
            self.faults.append(
                Fault("loose-date", number, message, "write the date, or the day it was promised: ➕ DATE")
            )
        elif task.open and not task.due and (worn := looks_due(task.text, sided=bool(task.side))):
            self.faults.append(Fault("loose-date", number, f'"{worn}" is not read as a date', "write 📅 YYYY-MM-DD"))

    def _item(self, number: int, item: str, section: str, heading_date: str) -> None:
        if section == "log" or self.dated:
            self._entry(number, item, heading_date or (self.date if self.dated else ""), section)
        elif section == "ask":
            if item.startswith("? "):
                self.entries.append(EntryRow(Entry(number, "", "?", "", "", (), "", item[2:].strip()), 0, 0, {}))
        elif section == "career":
            when, _, text = item.partition(" ")
            if when[:4].isdigit():
                self.entries.append(
                    EntryRow(Entry(number, when, "career", "", "", (), "", without_fields(text.strip())), 0, 0, {})
                )
        elif self.type == "project" and item.startswith("[["):
            self._role(number, item)

    def _role(self, number: int, item: str) -> None:
        """A project's `- [[Ada Lovelace]] and [[Grace Hopper]] reviewers [credited:: 2026-05-01]`: who did what."""
        who, text = leading_links(item)
        if who:
            self.who |= {(number, one) for one in who}
            said = without_fields(text).strip(" :,-–—")
            self.entries.append(EntryRow(Entry(number, "", "role", "", "", who, "", said), 0, 0, inline_fields(item)))

    def _entry(self, number: int, item: str, date: str, section: str) -> None:
        if item.startswith("? "):
            self.entries.append(EntryRow(Entry(number, "", "?", "", "", (), "", item[2:].strip()), 0, 0, {}))
            return
        entry = read_entry(number, item, date, self.reading.channels)
        own_date = entry.date != date
        if not entry.word and entry.text.startswith(("? ", "~~")):  # a question, or struck out: nothing happened
            if entry.text[0] == "?":
                question = Entry(number, "", "?", "", "", (), "", entry.text[2:].strip())
                self.entries.append(EntryRow(question, 0, 0, {}))
            return
        if not entry.word and not (section == "log" and entry.date):
            worn = looks_dated(item)
            if worn and not entry.date and section == "log":
                message = f'"{worn}" is not a date'
                self.faults.append(Fault("date", number, message, "begin the line with YYYY-MM-DD"))
            return
        for who in entry.who:
            self.who.add((number, who))
        own = int(self.type == "person" and section == "log")
        if own and entry.word in ("news", "insight") and entry.who and self.name not in entry.who:
            own = 0  # `[[Hal]] news: moved` in Jan's log is Hal's news
        counts = entry.word not in ("news", "insight") if entry.word else bool(own)
        if not entry.date or (self.dated and not self.held and not own_date and entry.date == self.date):
            counts = False
        if not entry.certain or (entry.word in CONTACT_VERBS and not entry.who and not own):
            counts = False
        if (
            not entry.word and not EMBED.sub("", entry.text).strip()
        ):  # a picture is put into the log: nobody was spoken to
            counts = False
        self.entries.append(EntryRow(entry, int(counts), own, inline_fields(item)))


def _field_links(facts: dict[str, Value], lines: dict[str, int], head: list[str]) -> list[LinkRow]:
    rows = []
    for key, value in facts.items():
        for one, line in item_lines(value, head, lines.get(key, 1)):
            if isinstance(one, str) and "[[" in one:
                rows += [LinkRow(line, target, key) for _, target in link_targets(one)]
    return rows


def _role_links(entries: list[EntryRow], known: list[LinkRow]) -> list[LinkRow]:
    """Those who have a part in a project by a line of its Roles belong to its people, whether or not the key names them."""
    named = {link.key for link in known if link.role == "people"}
    parts = ((who, row.entry.line) for row in entries if row.entry.word == "role" for who in row.entry.who)
    first = dict(reversed([(who, line) for who, line in parts if who not in named]))
    return [LinkRow(line, who, "people") for who, line in first.items()]


def _body_links(body: str, first: int, tasks: set[int], who: set[tuple[int, str]]) -> list[LinkRow]:
    """The links of a body with what they are there: in an inline field, a task's line, an entry's HEAD, or mentions."""
    if "[[" not in body and "](" not in body:
        return []
    rows: dict[tuple[int, str, str], None] = {}
    fields = field_spans(body)
    number, position = first, 0
    for offset, target in link_targets(body):
        if offset < position:  # Markdown links come after the wikilinks: count anew
            number, position = first, 0
        number += body.count("\n", position, offset)
        position = offset
        role = "task" if number in tasks else "who" if (number, target) in who else ""
        if fields:  # `[for:: "[[Ada]]"]`: the field says what the link is
            start, end, name = fields[max(0, bisect(fields, (offset,)) - 1)]
            role = f".{name}" if start < offset < end else role
        rows[number, target, role] = None
    return [LinkRow._make(row) for row in rows]


def _terms(
    facts: dict[str, Value],
    lines: dict[str, int],
    head: list[str],
    body: str,
    body_tags: list[tuple[str, int]],
    first: int,
) -> list[tuple[str, str, str, int]]:
    rows: dict[tuple[str, str, str, int], None] = {}
    for kind in (*TOPIC_KEYS, *NEED_KEYS, "tags"):
        for value, line in item_lines(_list(facts.get(kind)), head, lines.get(kind, 1)):
            text = unlinked(str(value)).strip()
            if text:
                topic = text.lower().lstrip("#").startswith("topic/")
                short = "topics" if topic else "tag" if kind == "tags" else kind
                rows[short, topic_key(text), text.lstrip("#"), line] = None
    number, position = first, 0
    for tag, offset in body_tags:
        number += body.count("\n", position, offset)
        position = offset
        kind = "topics" if tag.lower().startswith("topic/") else "tag"
        rows[kind, topic_key(tag), tag, number] = None
    return list(rows)
