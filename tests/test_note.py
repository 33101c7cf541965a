import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultnet.errors import Fault
from vaultnet.facts import Reading
from vaultnet.note import Note, broken_note, read_note


def note(text: str, path: str = "People/Ada Lovelace.md", reading: Reading = Reading()) -> Note:  # noqa: B008
    return read_note(path, text, reading)


def log(*lines: str, path: str = "People/Ada Lovelace.md", front: str = "") -> Note:
    head = f"---\n{front}\n---\n" if front else ""
    return note(head + "## Log\n" + "\n".join(lines) + "\n", path)


def contacts(read: Note) -> list[tuple[str, str]]:
    """(date, word) of every entry that counts."""
    return [(row.entry.date, row.entry.word) for row in read.entries if row.contact]


def counts(line: str, path: str = "People/Ada Lovelace.md", front: str = "") -> bool:
    return bool(contacts(log(line, path=path, front=front)))


def codes(read: Note) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in read.findings]


DAILY, EVENT = "Daily/2026-11-22.md", "Events/2026-11-22 Coffee.md"

# Where entries stand ------------------------------------------------------------------------------------------------


def test_list_items_in_a_log_section_are_entries_and_prose_is_not() -> None:
    read = note("## Log\nprose 2026-11-22 call: x\n- 2026-11-22 call: x\n* 2026-11-21 call: y\n1. 2026-11-20 call: z\n")
    assert contacts(read) == [("2026-11-22", "call"), ("2026-11-21", "call"), ("2026-11-20", "call")]
    assert [row.entry.line for row in read.entries] == [3, 4, 5]


@pytest.mark.parametrize("heading", ["## Log", "# log", "### LOG", "## Log ##", "##  Log  "])
def test_the_log_section_may_be_of_any_level_and_case(heading: str) -> None:
    assert contacts(note(f"{heading}\n- 2026-11-22 call: x\n")) == [("2026-11-22", "call")]


@pytest.mark.parametrize("heading", ["## Notes", "## Logbook", "Log", "##Log", "## The log", "    ## Log"])
def test_items_elsewhere_in_a_persons_note_are_no_entries(heading: str) -> None:
    assert note(f"{heading}\n- 2026-11-22 call: x\n").entries == []


def test_the_section_ends_at_the_next_heading() -> None:
    read = note("## Log\n- 2026-11-22 call: x\n## Notes\n- 2026-11-21 call: y\n## Log\n- 2026-11-20 call: z\n")
    assert [date for date, _ in contacts(read)] == ["2026-11-22", "2026-11-20"]


def test_lines_count_in_the_file_with_frontmatter_and_windows_line_ends() -> None:
    text = "---\ntype: person\n---\n\n## Log\n- 2026-11-22 call: x\n"
    for written in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text):
        read = note(written)
        assert [row.entry.line for row in read.entries] == [6]
        assert read.text.split("\n")[5] == "- 2026-11-22 call: x"


def test_indented_lines_belong_to_the_item_above() -> None:
    read = log("- 2026-11-22 call: x", "  - 2026-11-21 call: y", "\t- 2026-11-20 call: z", "- 2026-11-19 call: w")
    assert [date for date, _ in contacts(read)] == ["2026-11-22", "2026-11-19"]


def test_a_log_that_is_indented_as_a_whole_is_read() -> None:
    assert contacts(log("  - 2026-11-22 call: x", "  - 2026-11-21 call: y")) == [
        ("2026-11-22", "call"),
        ("2026-11-21", "call"),
    ]


def test_an_indented_task_is_a_task_all_the_same() -> None:
    read = log("- 2026-11-22 call: x", "    - [ ] send it #promise 📅 2026-12-01")
    assert [(row.line, row.task.due) for row in read.tasks] == [(3, "2026-12-01")]


def test_a_date_heading_dates_the_items_under_it() -> None:
    read = note(
        "## Log\n### 2026-11-22\n- call: x\n- it was fine\n- 2026-11-20 call: own date\n### [[2026-11-21]]\n- email in: y\n"
        "### Later\n- call: no date\n"
    )
    assert contacts(read) == [
        ("2026-11-22", "call"),
        ("2026-11-22", ""),
        ("2026-11-20", "call"),
        ("2026-11-21", "email"),
    ]


def test_a_date_heading_of_the_logs_own_level_ends_the_log() -> None:
    assert contacts(note("## Log\n## 2026-11-22\n- call: x\n")) == []


def test_an_item_without_any_date_is_no_contact() -> None:
    read = log("- call: x", "- free text")
    assert contacts(read) == []
    assert [(row.entry.word, row.entry.date) for row in read.entries] == [("call", "")]


def test_what_looks_like_a_date_and_is_none_is_a_finding_on_its_line() -> None:
    read = log("- 2026-02-30 saw her", "- 2026-11-22 call: x", "- 2026-2-3 saw her")
    assert codes(read) == [("date", 2), ("date", 4)]
    assert read.findings[0].message == '"2026-02-30" is not a date'
    assert read.findings[0].source == "- 2026-02-30 saw her"
    assert read.findings[0].hint


# What is contact, and what is not ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        *(
            f"- 2026-11-22 {word}: x"
            for word in ("call", "video", "meeting", "met", "coffee", "lunch", "dinner", "email")
        ),
        *(f"- 2026-11-22 {word}: x" for word in ("message", "linkedin", "letter", "event", "intro")),
        *(f"- 2026-11-22 {word}: x" for word in ("gave", "got", "thanked", "gave introduction", "got advice")),
        "- 2026-11-22 email out: x",
        "- 2026-11-22 we walked through the park",
        "- [[2026-11-22]] we walked",
        "- 2026-11-22 Pricing: the new list",
        "- 2026-11-22 call",
    ],
)
def test_channels_favors_and_dated_free_text_in_a_persons_own_log_are_contact(line: str) -> None:
    read = log(line)
    assert [date for date, _ in contacts(read)] == ["2026-11-22"]
    assert [row.own for row in read.entries] == [1]


@pytest.mark.parametrize(
    "line",
    [
        "- 2026-11-22 news: became CTO",
        "- 2026-11-22 insight: HBM eases",
        "- ? how did you hire",
        "- [ ] 2026-11-22 call her",
        "- [x] 2026-11-22 call her ✅ 2026-11-22",
        "> - 2026-11-22 call: x",
        "`- 2026-11-22 call: x`",
        "- `2026-11-22 call: x`",
        "%% - 2026-11-22 call: x %%",
        "<!-- - 2026-11-22 call: x -->",
        "```\n- 2026-11-22 call: x\n```",
        "%% vaultnet:begin brief %%\n- 2026-11-22 call: x\n%% vaultnet:end brief %%",
        "- call: x [acted:: 2026-11-22]",
        "prose about 2026-11-22",
    ],
)
def test_news_questions_tasks_quotes_code_comments_and_regions_are_no_contact(line: str) -> None:
    assert not counts(line)


def test_in_an_organizations_log_a_line_needs_a_channel_or_verb_and_a_person() -> None:
    path = "Organizations/Acme.md"
    read = log("- 2026-11-22 call with [[Ada]]: x", "- 2026-11-21 founded", "- 2026-11-20 got advice: x", path=path)
    assert contacts(read) == [("2026-11-22", "call")]
    assert [row.own for row in read.entries] == [0, 0, 0]


def test_in_a_daily_note_a_line_anywhere_counts_but_needs_a_channel_or_verb() -> None:
    read = note(
        "- Coffee with [[Grace Hopper]]: compilers\n- read a book\n- 2026-11-20 call [[Ada]]: late note\n", DAILY
    )
    assert contacts(read) == [("2026-11-22", "coffee"), ("2026-11-20", "call")]
    assert [row.entry.who for row in read.entries] == [("grace hopper",), ("ada",)]


def test_a_favor_outside_a_persons_log_counts_only_for_those_it_names() -> None:
    read = note("- gave introduction: [[A]] to [[B]]\n- got advice from [[C]]: x\n", DAILY)
    assert [(row.entry.who, row.contact) for row in read.entries] == [((), 0), (("c",), 1)]


def test_in_an_event_note_met_lines_are_contact_on_its_date_even_without_a_note() -> None:
    read = note("---\nkind: conference\n---\n- met [[Jonas Weber]] (Siemens): on-call\n- great talk\n", EVENT)
    assert contacts(read) == [("2026-11-22", "met")]
    assert read.entries[0].entry.who == ("jonas weber",)


def test_links_in_the_head_took_part_and_links_in_the_text_are_mentions() -> None:
    read = log("- 2026-11-22 call with [[Bob Ng|Bob]]: about [[Eve]] and [[Acme]]", "- met the others of [[Zoe]]: no")
    assert {(row.key, row.role) for row in read.links} == {("bob ng", "who"), ("eve", ""), ("acme", ""), ("zoe", "who")}


# Events -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "gathers"),
    [
        *((f"kind: {kind}", 1) for kind in ("meeting", "one-on-one", "mentoring", "call", "coffee", "lunch", "dinner")),
        ("people: x", 1),
        ("type: meeting", 1),
        *((f"kind: {kind}", 0) for kind in ("conference", "meetup", "workshop", "seminar", "webinar")),
        ("type: conference", 0),
        ("status: cancelled", 0),
        ("status: Planned", 0),
        ("status: held", 1),
        ("status: done", 1),
    ],
)
def test_a_private_event_held_is_contact_with_its_people_and_others_are_not(front: str, gathers: int) -> None:
    assert note(f"---\n{front}\n---\n", EVENT).gathers == gathers


def test_an_event_without_a_date_gathers_nobody() -> None:
    read = note("---\nkind: coffee\n---\n- met [[Ada]]: x\n", "Events/Coffee.md")
    assert (read.gathers, contacts(read)) == (0, [])


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_lines_of_an_event_not_held_are_no_contact_unless_they_have_a_day_of_their_own(status: str) -> None:
    read = note(f"---\nstatus: {status}\n---\n- met [[Ada]]: x\n- 2026-11-20 email out [[Ada]]: invited her\n", EVENT)
    assert contacts(read) == [("2026-11-20", "email")]


def test_an_events_date_is_its_date_key_else_the_beginning_of_its_name() -> None:
    assert note("---\ndate: 2026-10-01\n---\n", EVENT).date == "2026-10-01"
    assert note("", EVENT).date == "2026-11-22"
    assert note("---\ndate: 2026-02-30\n---\n", EVENT).date == "2026-11-22"
    assert note("---\ndate: 2026-10-01T09:30\n---\n", "Events/x.md").date == "2026-10-01"
    assert note("", "Events/Summit.md").date == ""


@pytest.mark.parametrize(
    ("path", "key"),
    [("Requests/x.md", "due"), ("Follow-ups/x.md", "due"), ("Goals/x.md", "by"), ("Insights/x.md", "date"),
     ("Projects/x.md", "start")],
)  # fmt: skip
def test_the_date_of_other_notes_is_the_key_that_they_are_sorted_by(path: str, key: str) -> None:
    assert note(f"---\n{key}: 2026-12-01\n---\n", path).date == "2026-12-01"
    assert note(f"---\nstatus: Open \n{key}: 2026-12-01\n---\n", path).status == "open"


def test_people_and_targets_of_an_event_are_links_with_that_role() -> None:
    read = note('---\npeople:\n  - "[[Ada]]"\n  - "[[Bob|B]]"\ntargets: "[[Eve]]"\n---\n', EVENT)
    assert [(row.key, row.role, row.line) for row in read.links] == [
        ("ada", "people", 3),
        ("bob", "people", 4),
        ("eve", "targets", 5),
    ]


# Tasks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("- [x] x #promise ✅ 2026-11-09", "2026-11-09"),
        ("- [X] x #waiting ✅ 2026-11-09", "2026-11-09"),
        ("- [x] x #promise", ""),
        ("- [ ] x #promise 📅 2026-11-09", ""),
        ("- [-] x #promise ❌ 2026-11-09", ""),
        ("- [x] x ✅ 2026-11-09", ""),
        ("- [/] x #promise ✅ 2026-11-09", ""),
    ],
)
def test_a_ticked_promise_is_contact_on_its_done_date_and_no_other_task_ever_is(line: str, on: str) -> None:
    assert [row.contact for row in log(line).tasks] == [on]


def test_a_ticked_promise_without_a_date_counts_on_its_notes_date() -> None:
    assert [row.contact for row in note("- [x] x [[Ada]] #promise\n", DAILY).tasks] == ["2026-11-22"]
    assert [row.contact for row in note("- [x] x [[Ada]] #promise ✅ 2026-11-25\n", EVENT).tasks] == ["2026-11-25"]
    assert [row.contact for row in note("- [x] x [[Ada]]\n", DAILY).tasks] == [""]


def test_tasks_are_read_wherever_they_stand_and_their_links_have_that_role() -> None:
    read = note(
        "- [ ] ask [[Ada]] 📅 2026-12-01\n## Notes\n> - [ ] quoted\n1. [ ] numbered\n```\n- [ ] code\n```\n", "x.md"
    )
    assert [(row.line, row.task.text) for row in read.tasks] == [(1, "ask [[Ada]]"), (4, "numbered")]
    assert [(row.key, row.role) for row in read.links] == [("ada", "task")]


def test_a_tasks_bad_date_is_a_finding() -> None:
    assert codes(log("- [ ] x 📅 2026-02-30")) == [("date", 2)]


# Sections besides the log ---------------------------------------------------------------------------------------------


def test_questions_stand_under_ask_or_among_the_entries() -> None:
    read = note("## Ask\n- ? how did you hire\n- no question\n## Log\n- ? and why\n- 2026-11-22 call: x\n")
    assert [(row.entry.word, row.entry.text, row.contact) for row in read.entries] == [
        ("?", "how did you hire", 0),
        ("?", "and why", 0),
        ("call", "x", 1),
    ]


def test_career_lines_are_kept_and_are_no_contact() -> None:
    read = note("## Career\n- 2024-03 CTO, [[Acme]]\n- earlier somewhere\n")
    assert [(row.entry.word, row.entry.date, row.entry.text, row.contact) for row in read.entries] == [
        ("career", "2024-03", "CTO, [[Acme]]", 0)
    ]


def test_a_projects_items_that_begin_with_a_link_are_roles() -> None:
    read = note("- [[Ada Lovelace|Ada]] reviewer [credited:: 2026-05-01]\n- about [[Bob]]\n", "Projects/X.md")
    (row,) = read.entries
    assert (row.entry.word, row.entry.who, row.entry.text, row.contact) == ("role", ("ada lovelace",), "reviewer", 0)
    assert row.fields == {"credited": "2026-05-01"}
    assert {(link.key, link.role) for link in read.links} == {
        ("ada lovelace", "who"), ("ada lovelace", "people"), ("bob", "")}  # fmt: skip


def test_the_items_of_a_list_have_a_line_each_where_each_stands_on_one() -> None:
    assert _lines("expertise:\n  - looms\n  - engines") == [("looms", 4), ("engines", 5)]
    assert _lines("expertise:\n- looms\n- engines") == [("looms", 4), ("engines", 5)]
    assert _lines("expertise: [looms, engines]") == [("looms", 3), ("engines", 3)]
    assert _lines("expertise:\n  - looms\n  # a remark\n  - engines") == [("looms", 3), ("engines", 3)]


def _lines(fields: str) -> list[tuple[str, int]]:
    read = note(f"---\ntype: person\n{fields}\n---\n")
    return [(text, line) for kind, _, text, line in read.terms if kind == "expertise"]


# Names, topics, inline fields -----------------------------------------------------------------------------------------


def test_further_names_are_the_aliases_and_the_name_key() -> None:
    read = note('---\nname: Augusta Ada King\naliases:\n  - Ada\n  - "[[Countess]]"\n  - Ada Lovelace\n  - Ada\n---\n')
    assert read.name == "Ada Lovelace"
    assert read.names == ("Ada", "Countess", "Augusta Ada King")


def test_topics_are_the_topic_keys_and_topic_tags() -> None:
    read = note(
        '---\nexpertise: [AI chips]\ninterests: "[[Rowing]]"\ntags: [topic/hbm, friend]\n---\nSee #topic/On_Call and #x\n'
    )
    assert [(kind, key) for kind, key, _, _ in read.terms] == [
        ("expertise", "ai-chips"),
        ("interests", "rowing"),
        ("topics", "hbm"),
        ("tag", "friend"),
        ("topics", "on-call"),
        ("tag", "x"),
    ]
    assert [line for *_, line in read.terms] == [2, 3, 4, 4, 6, 6]


def test_inline_fields_on_a_list_item_belong_to_the_item() -> None:
    read = log("- 2026-11-20 got advice: x [acted:: 2026-12-03] (reported:: 2026-12-10)")
    assert read.entries[0].fields == {"acted": "2026-12-03", "reported": "2026-12-10"}
    assert "acted" not in read.facts


def test_a_field_line_in_the_body_belongs_to_the_note_and_frontmatter_wins() -> None:
    read = note("---\ntier: close\n---\ntier:: casual\nlocation:: Berlin\nsee location:: Rome\n`title:: x`\n")
    assert (read.facts["tier"], read.facts["location"]) == ("close", "Berlin")
    assert "title" not in read.facts


@pytest.mark.parametrize("key", ["org", "company"])
def test_frontmatter_wins_over_a_field_line_by_another_name_too(key: str) -> None:
    assert note(f"---\norganization: Acme\n---\n{key}:: Other\n").facts["organization"] == ["Acme"]


# Findings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "code", "told"),
    [
        ("birthday: 2024-02-30", "date", 'birthday "2024-02-30" is not a date'),
        ("birthday: soon", "date", 'birthday "soon" is not a date'),
        ("snooze_until: later", "date", 'snooze_until "later" is not a date'),
        ("cadence: often", "cadence", 'cadence "often" is no length of time'),
        ("cadence: 0", "cadence", 'cadence "0" is no length of time'),
        ("cadence: true", "cadence", 'cadence "True" is no length of time'),
        ("tier: best", "tier", 'tier "best" is not known'),
    ],
)
def test_a_value_that_is_not_what_its_key_asks_for_is_a_finding(front: str, code: str, told: str) -> None:
    read = note(f"---\ntype: person\n{front}\n---\n")
    (finding,) = read.findings
    assert (finding.code, finding.line, finding.severity, finding.path) == (code, 3, "error", "People/Ada Lovelace.md")
    assert finding.message.startswith(told)
    assert finding.source == front
    assert finding.hint


@pytest.mark.parametrize(
    "front",
    ["birthday: 1990-04-17", "birthday: 04-17", "birthday: --04-17", "birthday:", 'birthday: ""', "cadence: 45", "cadence: 6w",
     "cadence: monthly", "cadence:", "tier: inner", "tier: Close", "tier:", "snooze_until: 2026-12-01", "met: 2020-01-01"],
)  # fmt: skip
def test_well_formed_values_are_no_findings(front: str) -> None:
    assert note(f"---\n{front}\n---\n").findings == []


def test_tiers_of_the_configuration_replace_the_usual_ones() -> None:
    reading = Reading(tiers={"best": 7})
    assert note("---\ntier: best\n---\n", reading=reading).findings == []
    assert [f.code for f in note("---\ntier: close\n---\n", reading=reading).findings] == ["tier"]


def test_findings_come_in_the_order_of_their_lines_and_one_fault_hides_no_other() -> None:
    read = note(
        "---\nbirthday: x\ntier: y\norganization: [[Acme]]\ntier: z\n---\n## Log\n- 2026-02-30 x\n- 2026-11-22 call: x\n"
    )
    assert codes(read) == [("date", 2), ("tier", 3), ("unquoted-link", 4), ("duplicate-key", 5), ("date", 8)]
    assert contacts(read) == [("2026-11-22", "call")]


def test_only_hints_are_hints() -> None:
    read = note("---\norganization: [[Acme]]\ntier: z\n---\n")
    assert [(f.code, f.severity) for f in read.findings] == [("unquoted-link", "hint"), ("tier", "error")]


def test_a_note_whose_frontmatter_cannot_be_read_keeps_its_name_folder_and_body() -> None:
    read = note("---\na: b: c\n---\n## Log\n- 2026-11-22 call: x\n")
    assert (read.name, read.type, contacts(read)) == ("Ada Lovelace", "person", [("2026-11-22", "call")])
    assert codes(read) == [("yaml", 2)]


def test_an_unclosed_frontmatter_is_an_error_and_the_body_is_read() -> None:
    read = note("---\ntype: person\n## Log\n- 2026-11-22 call: x\n")
    assert codes(read) == [("unclosed", 1)]
    assert contacts(read) == [("2026-11-22", "call")]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_conflict_markers_are_found_in_the_frontmatter_and_in_the_body(eol: str) -> None:
    marks = "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n"
    assert codes(note(f"---\n{marks}---\nx\n".replace("\n", eol))) == [("conflict", 2)]
    assert codes(note(f"---\na: 1\n---\nx\n{marks}".replace("\n", eol))) == [("conflict", 5)]
    assert codes(note(f"```\n{marks}```\n".replace("\n", eol))) == []


@pytest.mark.parametrize(
    "name",
    ["Ada (conflicted copy)", "Ada (Bob's conflicted copy 2026-11-22)", "Ada.sync-conflict-20260101-120000-ABCDEFG",
     "Ada (Conflicted Copy 2)"],
)  # fmt: skip
def test_a_copy_that_a_sync_program_left_is_a_finding_and_no_second_person(name: str) -> None:
    read = note("---\ntype: person\n---\n", f"People/{name}.md")
    assert read.type == "sync-copy"
    assert codes(read) == [("sync-copy", 1)]


@pytest.mark.parametrize("name", ["Ada 2", "Ada-LAPTOP", "Conflict resolution", "Ada (copy)", "sync-conflict"])
def test_other_names_that_sound_like_copies_are_ordinary_notes(name: str) -> None:
    assert note("---\ntype: person\n---\n", f"People/{name}.md").type == "person"


def test_damaged_region_markers_are_a_finding() -> None:
    assert codes(note("x\n%% vaultnet:begin brief %%\ny\n")) == [("region", 2)]


def test_a_file_that_could_not_be_read_is_a_note_with_its_finding() -> None:
    read = broken_note("People/Ada.md", Fault("encoding", 3, "the text is UTF-16", "save it as UTF-8"), Reading())
    assert (read.name, read.type, codes(read)) == ("Ada", "person", [("encoding", 3)])


# Links in the body ----------------------------------------------------------------------------------------------------


def test_every_link_has_the_line_it_stands_on() -> None:
    read = note(
        '---\norganization: "[[Acme]]"\n---\n[[A]] and [[B]]\n\n[m](Dir/My%20Note.md)\n[[A]]\n![[C]]\n`[[D]]`\n'
    )
    assert [(row.line, row.key, row.role) for row in read.links] == [
        (2, "acme", "organization"),
        (4, "a", ""),
        (4, "b", ""),
        (7, "a", ""),
        (8, "c", ""),
        (6, "dir/my note", ""),
    ]


@given(st.text(st.sampled_from("-[] x*#>`%:\n\t2016call@!é📅✅ 0d|(),<=~"), max_size=120))
def test_every_row_stands_on_a_line_of_the_text(body: str) -> None:
    for path in ("People/x.md", DAILY, EVENT, "Projects/x.md"):
        read = note("---\ntype: " + path.split("/")[0].lower().rstrip("s") + "\n---\n## Log\n" + body, path)
        last = read.text.count("\n") + 1
        rows = [row.entry.line for row in read.entries] + [row.line for row in read.tasks]
        rows += [row.line for row in read.links] + [line for *_, line in read.terms] + [f.line for f in read.findings]
        assert all(1 <= line <= last for line in rows)
        assert len({row.entry.line for row in read.entries}) == len(read.entries)
        assert len({row.line for row in read.tasks}) == len(read.tasks)


def test_of_thousands_of_faults_in_one_note_the_first_are_told_and_how_many_are_left() -> None:
    note = read_note("People/A.md", "%% vaultnet:end x %%\n" * 2000, Reading())
    assert len(note.findings) == 501 and note.findings[499].line == 500
    assert note.findings[500].line == 501 and note.findings[500].message.endswith("and 1,499 findings more below")
