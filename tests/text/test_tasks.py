from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vaultnet.text.tasks import Task, complete, drop, move_due, new_task, nudge, read_task

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "tasks-demo-vault" / "vault"
ON = "2026-11-25"

PIECES = st.sampled_from(
    """- [ ] |  * [/] |1) [x] |send|[[Ada|A]]|#promise|#waiting|#a/b|📅 2026-12-01|📅2024-02-30|🗓\ufe0f 2026-12-02
    ⏳ 2026-11-30|🛫 2026-11-28|➕ 2026-11-01|✅ 2026-11-02|❌ 2026-11-03|⏫\ufe0f|🔽|🔁 every month|🔁 now
    🔁 every week on Monday when done|🆔 a1|⛔ a1, b2|🏁 delete|[due:: 2026-12-01]|(scheduled::2026-11-30)
    [completion:: 2026-11-02],|[was:: 2026-11-20]|[acted:: 2026-11-20]|[for:: "[[Ada]]"]|[priority:: high]
    [repeat:: every 2 days]|#promise by 2026-12-01
    #promise by friday|#waiting by 3 Dec|📅 [[2026-12-01]]|[nudged:: 2026-11-20]|by|📅|🔁|[|]|^b1|\t|\r|é|:: |(due""".replace(
        "\n    ", "|"
    ).split("|")
)
NOISE = st.text(max_size=60) | st.lists(PIECES, max_size=9).map(" ".join) | st.lists(PIECES, max_size=9).map("".join)
TASK_LINES = NOISE.map(lambda noise: "- [ ] " + noise.replace("\n", ""))
WORDS = st.lists(st.text("abcéz[]#^(:.,!? 📞", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)
ISO_DATES = st.dates().map(str)


@pytest.mark.parametrize(
    "line",
    ["", "- call Ada", "[ ] call Ada", "> - [ ] quoted", "- [ ]", "- [x](http://example.org)", "-[ ] call", "- [] call",
     "- [ab] call", "# [ ] call", "- ![[x]] call", "1 [ ] call", "\u200b\t- [ ] call", "- [[Ada]] sends the deck"],
)  # fmt: skip
def test_a_line_without_a_checkbox_in_a_list_item_is_no_task(line: str) -> None:
    assert read_task(line) is None


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "12)", "    -", "\t\t*"])
def test_every_list_marker_and_indentation_holds_a_task(marker: str) -> None:
    assert read_task(f"{marker} [/] call Ada") == Task("/", "call Ada")


@pytest.mark.parametrize(
    ("status", "is_open", "finished"), [(" ", 1, 0), ("/", 1, 0), ("?", 1, 0), ("x", 0, 1), ("X", 0, 1), ("-", 0, 0)]
)
def test_a_task_is_open_until_it_is_ticked_or_dropped(status: str, is_open: int, finished: int) -> None:
    task = read_task(f"- [{status}] call")
    assert task is not None
    assert (task.open, task.finished) == (bool(is_open), bool(finished))


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("➕ 2026-11-01", {"created": "2026-11-01"}),
        ("📅 2026-12-01", {"due": "2026-12-01"}),
        ("📅2026-12-01", {"due": "2026-12-01"}),
        ("📆 2026-12-01", {"due": "2026-12-01"}),
        ("🗓\ufe0f 2026-12-01", {"due": "2026-12-01"}),
        ("⏳ 2026-12-01", {"scheduled": "2026-12-01"}),
        ("⌛\ufe0f 2026-12-01", {"scheduled": "2026-12-01"}),
        ("🛫 2026-12-01", {"start": "2026-12-01"}),
        ("✅ 2026-12-01", {"done": "2026-12-01"}),
        ("❌ 2026-12-01", {"cancelled": "2026-12-01"}),
        ("🔺", {"priority": "highest"}),
        ("⏫\ufe0f", {"priority": "high"}),
        ("🔼", {"priority": "medium"}),
        ("🔽", {"priority": "low"}),
        ("⏬", {"priority": "lowest"}),
        ("🔁 every week on Monday, Friday", {"recurrence": "every week on Monday, Friday"}),
        ("🆔 Is-A-Valid_ID", {"id": "Is-A-Valid_ID"}),
        ("⛔\ufe0f dcf64c, 0h17ye", {"depends": "dcf64c,0h17ye"}),
        ("🏁 delete", {"on_completion": "delete"}),
        ("[due:: 2026-12-01]", {"due": "2026-12-01"}),
        ("(due:: 2026-12-01)", {"due": "2026-12-01"}),
        ("[  due::2026-12-01  ]", {"due": "2026-12-01"}),
        ("[due:: 2026-12-01],", {"due": "2026-12-01"}),
        ("[scheduled:: 2026-12-01]", {"scheduled": "2026-12-01"}),
        ("[start:: 2026-12-01]", {"start": "2026-12-01"}),
        ("[created:: 2026-12-01]", {"created": "2026-12-01"}),
        ("[completion:: 2026-12-01]", {"done": "2026-12-01"}),
        ("[cancelled:: 2026-12-01]", {"cancelled": "2026-12-01"}),
        ("[priority:: highest]", {"priority": "highest"}),
        ("[repeat:: every day when done]", {"recurrence": "every day when done"}),
        ("[id:: dcf64c]", {"id": "dcf64c"}),
        ("[dependsOn:: dcf64c, 0h17ye]", {"depends": "dcf64c,0h17ye"}),
        ("[onCompletion:: keep]", {"on_completion": "keep"}),
        ("[was:: 2026-11-20] 📅 2026-12-01", {"was": ("2026-11-20",), "due": "2026-12-01"}),
        ("📅 [[2026-12-01]]", {"due": "2026-12-01"}),
        ("📅 [[Daily/2026-12-01|Tue]] ✅ [[2026-11-30]]", {"due": "2026-12-01", "done": "2026-11-30"}),
        ("[due:: [[2026-12-01]]]", {"due": "2026-12-01"}),
        ("📅 [[2024-02-30]]", {"bad": ("2024-02-30",)}),
        ("[nudged:: 2026-11-09] 📅 2026-12-01", {"nudged": "2026-11-09", "due": "2026-12-01"}),
        ("[nudged:: 2026-11-09] [nudged:: [[2026-11-20]]]", {"nudged": "2026-11-20"}),
        ("[was:: 2026-11-01] [was:: 2026-11-20]", {"was": ("2026-11-01", "2026-11-20")}),
        ("[acted:: 2026-12-03] 📅 2026-12-01 [for:: \"[[Ada]]\"]", {"due": "2026-12-01"}),
        ("✅ 2026-11-02 📅 2026-12-01 ⏫ 🛫 2026-11-01", {"due": "2026-12-01", "done": "2026-11-02", "priority": "high",
                                                     "start": "2026-11-01"}),
        ("📅 2026-12-01⏳2026-11-30", {"due": "2026-12-01", "scheduled": "2026-11-30"}),
        ("📅 2026-12-01 📅 2026-12-09", {"due": "2026-12-01"}),
        ("📅 2024-02-30", {"bad": ("2024-02-30",)}),
        ("[due:: tomorrow] ⏳ 2026-11-31", {"bad": ("tomorrow", "2026-11-31")}),
        ("📅 2026-12-01 ^block-1", {"due": "2026-12-01"}),
        ("📅 2026-12-01  \r", {"due": "2026-12-01"}),
    ],
)  # fmt: skip
def test_fields_at_the_end_of_the_line_are_read_and_leave_the_text(body: str, fields: dict[str, str]) -> None:
    assert read_task(f"- [ ] send [[Ada Lovelace|Ada]] the rubric {body}") == Task(
        " ", "send [[Ada Lovelace|Ada]] the rubric", **fields
    )


@pytest.mark.parametrize(
    ("body", "text", "due"),
    [
        ("send it 📅 2026-12-01 please", "send it 📅 2026-12-01 please", ""),
        ("send it 📅 2026-12-01 [[Ada]]", "send it 📅 2026-12-01 [[Ada]]", ""),
        ("send it [due:: 2026-12-01].", "send it [due:: 2026-12-01].", ""),
        ("send it due:: 2026-12-01", "send it due:: 2026-12-01", ""),
        ("send it `📅 2026-12-01`", "send it `📅 2026-12-01`", ""),
        ("send it 📅 tomorrow", "send it 📅 tomorrow", ""),
        ("send it 📅 2026-12-011", "send it 📅 2026-12-011", ""),
        ("send 📅 2026-12-01#x", "send 📅 2026-12-01#x", ""),
        ("send 📅 2026-11-01 it 📅 2026-12-01", "send 📅 2026-11-01 it", "2026-12-01"),
        ("send it #a 📅 2026-12-01 #b/c 📅 2026-12-05 #d", "send it #a #b/c #d", "2026-12-01"),
        ("#task 📅 2026-12-01", "#task", "2026-12-01"),
        ("📅 2026-12-01", "", "2026-12-01"),
    ],
)
def test_what_stands_before_prose_is_no_field_and_tags_are_no_prose(body: str, text: str, due: str) -> None:
    assert read_task(f"- [ ] {body}") == Task(" ", text, due)


@pytest.mark.parametrize(
    ("body", "text", "due", "side"),
    [
        ("rubric #promise", "rubric #promise", "", "mine"),
        ("deck #Waiting 📅 2026-12-05", "deck #Waiting", "2026-12-05", "theirs"),
        ("rubric #promise by 2026-12-01", "rubric #promise", "2026-12-01", "mine"),
        ("deck #waiting by 2026-12-01 ➕ 2026-11-01", "deck #waiting", "2026-12-01", "theirs"),
        ("#promise by 2026-12-01 the rubric", "#promise the rubric", "2026-12-01", "mine"),
        ("rubric #promises", "rubric #promises", "", ""),
        ("rubric #work by 2026-12-01", "rubric #work by 2026-12-01", "", ""),
        ("see https://example.org/#promise", "see https://example.org/#promise", "", ""),
    ],
)
def test_a_promise_may_be_typed_with_its_day_as_on_a_phone(body: str, text: str, due: str, side: str) -> None:
    task = read_task(f"- [ ] {body}")
    assert task is not None
    assert (task.text, task.due, task.side) == (text, due, side)


def test_the_text_stays_when_the_due_date_moves() -> None:
    for line in ("- [ ] rubric #promise by 2026-12-01 for Ada", "- [ ] rubric 📅 2026-12-01", "- [ ] rubric"):
        before, after = read_task(line), read_task(move_due(line, "2026-12-09"))
        assert before and after and before.text == after.text


@pytest.mark.parametrize(
    ("line", "ticked"),
    [
        ("- [ ] call 📅 2026-12-01", "- [x] call 📅 2026-12-01 ✅ 2026-11-25"),
        ("\t* [/] call #promise", "\t* [x] call #promise ✅ 2026-11-25"),
        ("- [ ] call 📅 2026-12-01 ^b1", "- [x] call 📅 2026-12-01 ✅ 2026-11-25 ^b1"),
        ("- [ ] call  [due:: 2026-12-01]", "- [x] call  [due:: 2026-12-01]  [completion:: 2026-11-25]"),
        ("- [ ] call [acted:: 2026-11-01]", "- [x] call [acted:: 2026-11-01] ✅ 2026-11-25"),
        ("- [ ] call  \r\n", "- [x] call ✅ 2026-11-25  \r\n"),
        ("- [-] call ❌ 2026-11-01", "- [x] call ✅ 2026-11-25"),
        ("- [ ] call #promise by 2026-12-01", "- [x] call #promise by 2026-12-01 ✅ 2026-11-25"),
        ("- [X] call", "- [X] call"),
        ("- [x] call 🔁 every day ✅ 2026-11-01", "- [x] call 🔁 every day ✅ 2026-11-01"),
        ("- call", "- call"),
    ],
)
def test_a_ticked_task_gets_its_day_and_nothing_else_changes(line: str, ticked: str) -> None:
    assert complete(line, ON) == ((ticked,), "")


@pytest.mark.parametrize(
    ("body", "following"),
    [
        ("🔁 every day 📅 2026-02-28", "🔁 every day 📅 2026-03-01"),
        ("🔁 every month 📅 2026-01-31", "🔁 every month 📅 2026-02-28"),
        ("🔁 every month on the 31st 📅 2026-01-31", "🔁 every month on the 31st 📅 2026-03-31"),
        (
            "🔁 every week 🛫 2026-11-01 ⏳ 2026-11-02 📅 2026-11-04",
            "🔁 every week 🛫 2026-11-08 ⏳ 2026-11-09 📅 2026-11-11",
        ),
        ("🔁 every week when done 🛫 2026-11-01 📅 2026-11-04", "🔁 every week when done 🛫 2026-11-29 📅 2026-12-02"),
        ("🔁 every week ⏳ 2026-11-02", "🔁 every week ⏳ 2026-11-09"),
        ("🔁 every week", "🔁 every week"),
        ("🆔 a ⛔ b ⏫ 🔁 every day ➕ 2026-11-01 📅 2026-11-20 ^b1", "⏫ 🔁 every day ➕ 2026-11-25 📅 2026-11-21"),
        ("[was:: 2026-11-18] 🔁 every day 📅 2026-11-20", "🔁 every day 📅 2026-11-21"),
        ("[repeat:: every day]  [due:: 2026-11-20]", "[repeat:: every day]  [due:: 2026-11-21]"),
        ("#promise by 2026-11-20 🔁 every day", "#promise by 2026-11-21 🔁 every day"),
        ("🔁 every day 📅 2026-11-20 #a", "🔁 every day 📅 2026-11-21 #a"),
        ("🔁 every weekday 📅 2026-11-27", "🔁 every weekday 📅 2026-11-30"),
        ("🔁 every weekday when done 📅 2026-11-02", "🔁 every weekday when done 📅 2026-11-26"),
        ("🔁 every month when done 📅 2026-10-31", "🔁 every month when done 📅 2026-12-25"),
        (
            "🔁 every month on the last 🛫 2026-11-25 📅 2026-11-30",
            "🔁 every month on the last 🛫 2026-12-26 📅 2026-12-31",
        ),
        ("🔁 every month on the last Friday ⏳ 2026-11-27", "🔁 every month on the last Friday ⏳ 2026-12-25"),
        ("🔁 every 2 weeks on Monday, Thursday 📅 2026-11-19", "🔁 every 2 weeks on Monday, Thursday 📅 2026-11-30"),
        ("🔁 every year 📅 2028-02-29", "🔁 every year 📅 2029-02-28"),
        ("🔁 every week 🛫 2026-11-01", "🔁 every week 🛫 2026-11-08"),
        ("🔁 every week ⏳ 2026-11-03 🛫 2026-11-01", "🔁 every week ⏳ 2026-11-10 🛫 2026-11-08"),
        ("🔁 every week 📅 [[2026-11-20]]", "🔁 every week 📅 2026-11-27"),
        ("[nudged:: 2026-11-18] 🔁 every day 📅 2026-11-20", "🔁 every day 📅 2026-11-21"),
    ],
)
def test_the_next_of_a_recurring_task_stands_above_the_ticked_one(body: str, following: str) -> None:
    lines, fault = complete(f"  1. [/] call {body}", ON)
    assert fault == ""
    assert lines[0] == f"  1. [ ] call {following}"
    assert lines[1].startswith("  1. [x] call " + body.removesuffix(" ^b1"))
    assert ON in lines[1]


@pytest.mark.parametrize(
    "body", ["🔁 every blue moon 📅 2026-11-20", "🔁 every day 📅 2026-02-30", "🔁 every 9999 years 📅 2026-11-20",
             "🔁 every day ⏳ 2026-11-20 🛫 2026-11-20 📅 9999-12-31", "🔁 every day 📅 9998-12-31 ⏳ 9999-12-31"]
)  # fmt: skip
def test_a_rule_that_gives_no_day_ticks_the_task_and_says_so(body: str) -> None:
    lines, fault = complete(f"- [ ] call {body}", ON)
    assert lines == (f"- [x] call {body} ✅ 2026-11-25",)
    assert fault.startswith("no next task: ")


@pytest.mark.parametrize(
    ("line", "dropped"),
    [
        ("- [ ] call 📅 2026-12-01 ^b1", "- [-] call 📅 2026-12-01 ❌ 2026-11-25 ^b1"),
        ("- [ ] call [due:: 2026-12-01]", "- [-] call [due:: 2026-12-01]  [cancelled:: 2026-11-25]"),
        ("- [x] call ✅ 2026-11-01", "- [x] call ✅ 2026-11-01"),
        ("- [-] call ❌ 2026-11-01", "- [-] call ❌ 2026-11-01"),
        ("call", "call"),
    ],
)
def test_an_open_task_is_dropped_with_its_day(line: str, dropped: str) -> None:
    assert drop(line, ON) == dropped


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ("- [ ] call 📅 2026-12-01", "- [ ] call [was:: 2026-12-01] 📅 2026-12-09"),
        ("- [ ] call #promise ➕ 2026-11-01 📆\ufe0f 2026-12-01 ^b",
         "- [ ] call #promise [was:: 2026-12-01] ➕ 2026-11-01 📆\ufe0f 2026-12-09 ^b"),
        ("- [ ] call [was:: 2026-11-20] 📅 2026-12-01",
         "- [ ] call [was:: 2026-11-20] [was:: 2026-12-01] 📅 2026-12-09"),
        ("- [ ] call (due::2026-12-01)", "- [ ] call  [was:: 2026-12-01] (due::2026-12-09)"),
        ("- [ ] call #promise by 2026-12-01", "- [ ] call #promise by 2026-12-09 [was:: 2026-12-01]"),
        ("- [ ] call", "- [ ] call 📅 2026-12-09"),
        ("- [-] call ➕ 2026-11-01 ❌ 2026-11-02", "- [-] call ➕ 2026-11-01 📅 2026-12-09 ❌ 2026-11-02"),
        ("- [ ] call 📅 2026-02-30", "- [ ] call 📅 2026-12-09"),
        ("- [ ] 📅 2026-12-01", "- [ ] [was:: 2026-12-01] 📅 2026-12-09"),
        ("- [ ] call 📅 2026-12-09", "- [ ] call 📅 2026-12-09"),
        ("call 📅 2026-12-01", "call 📅 2026-12-01"),
    ],
)  # fmt: skip
def test_a_moved_due_date_keeps_the_one_before_it(line: str, moved: str) -> None:
    assert move_due(line, "2026-12-09") == moved


@pytest.mark.parametrize(
    ("body", "day", "due"),
    [
        ("#promise by friday", "2026-11-23", "2026-11-27"),
        ("#promise by Friday", "2026-11-27", "2026-12-04"),  # friday is never today
        ("#promise by next friday", "2026-11-23", "2026-12-04"),
        ("#waiting by tomorrow", "2026-11-23", "2026-11-24"),
        ("#promise by end of the month", "2026-11-23", "2026-11-30"),
        ("#promise by 3 Dec", "2026-11-23", "2026-12-03"),
        ("#promise by December 3rd", "2026-11-23", "2026-12-03"),
        ("#promise by friday ➕ 2026-11-09", "2026-11-23", "2026-11-13"),  # the day it was made goes before the note's
        ("#promise by friday 📅 2026-12-01", "2026-11-23", "2026-12-01"),
        ("#promise by [[2026-12-01]]", "", "2026-12-01"),
        ("#promise by friday for [[Ada]]", "2026-11-23", "2026-11-27"),
    ],
)
def test_by_friday_counts_from_the_day_it_was_written(body: str, day: str, due: str) -> None:
    task = read_task(f"- [ ] rubric {body}", day)
    assert task is not None
    assert (task.due, task.loose, task.side) == (due, "", "theirs" if "waiting" in body else "mine")
    assert "friday" not in task.text.lower() and "by" not in task.text.split()


@pytest.mark.parametrize("body", ["#promise by friday", "#promise by friday 📅 2026-02-30"])
def test_by_friday_without_a_day_to_count_from_is_no_date(body: str) -> None:
    task = read_task(f"- [ ] rubric {body}")
    assert task is not None
    assert (task.due, task.loose) == ("", "friday")


@pytest.mark.parametrize(
    "body", ["#promise by hand", "#promise by fridayish", "#promise by mayor", "#promise by 31 things"]
)
def test_words_after_by_that_are_no_day_are_words(body: str) -> None:
    task = read_task(f"- [ ] rubric {body}", ON)
    assert task is not None
    assert (task.due, task.loose, task.text) == ("", "", f"rubric {body}")


def test_a_day_in_words_moves_and_comes_again_as_a_date() -> None:
    line = "- [ ] rubric #promise by friday"
    assert complete(line, ON, "2026-11-27").lines == ("- [x] rubric #promise by friday ✅ 2026-11-25",)
    assert move_due(line, "2026-12-09", "2026-11-27") == "- [ ] rubric #promise by 2026-12-09 [was:: 2026-11-27]"
    lines, fault = complete(f"{line} 🔁 every week", ON, "2026-11-27")
    assert (lines[0], fault) == ("- [ ] rubric #promise by 2026-12-04 🔁 every week", "")
    assert complete(f"{line} 🔁 every week", ON).fault.startswith("no next task")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("- [ ] deck #waiting ➕ 2026-11-03 📅 2026-11-17",
         "- [ ] deck #waiting [nudged:: 2026-11-25] ➕ 2026-11-03 📅 2026-11-17"),
        ("- [ ] deck #waiting [nudged:: 2026-11-01] 📅 2026-11-17", "- [ ] deck #waiting [nudged:: 2026-11-25] 📅 2026-11-17"),
        ("- [ ] deck #waiting [was:: 2026-11-10] 📅 2026-11-17",
         "- [ ] deck #waiting [was:: 2026-11-10] [nudged:: 2026-11-25] 📅 2026-11-17"),
        ("- [ ] deck #waiting ^b1", "- [ ] deck #waiting [nudged:: 2026-11-25] ^b1"),
        ("- [ ] deck #waiting by friday", "- [ ] deck #waiting by friday [nudged:: 2026-11-25]"),
        ("- [x] deck #waiting", "- [x] deck #waiting"),
        ("deck", "deck"),
    ],
)  # fmt: skip
def test_a_nudge_is_noted_before_the_fields_that_the_plugin_reads(line: str, asked: str) -> None:
    assert nudge(line, ON) == asked
    assert nudge(asked, ON) == asked
    before, after = read_task(line), read_task(asked)
    assert before is None or (
        after and (after.text, after.due, after.created) == (before.text, before.due, before.created)
    )


def test_a_date_moved_twice_tells_both_in_order() -> None:
    task = read_task(move_due(move_due("- [ ] call 📅 2026-12-01", "2026-12-05"), "2026-12-09"))
    assert task is not None
    assert (task.was, task.due) == (("2026-12-01", "2026-12-05"), "2026-12-09")


def test_a_new_task_is_written_in_the_order_of_the_plugin() -> None:
    line = new_task("send [[Ada]]  the\nrubric", created="2026-11-22", due="2026-12-01", side="mine")
    assert line == "- [ ] send [[Ada]] the rubric #promise ➕ 2026-11-22 📅 2026-12-01"
    assert new_task("deck #waiting", side="theirs") == "- [ ] deck #waiting"
    assert new_task("deck 📅 2026-11-30", due="2026-12-01", side="theirs") == "- [ ] deck #waiting 📅 2026-12-01"


@settings(deadline=None)
@given(NOISE)
def test_no_line_makes_the_reader_or_the_edits_raise(line: str) -> None:
    for text in (line, "- [ ] " + line):
        read_task(text)
        complete(text, ON)
        drop(text, ON)
        move_due(text, ON)


@settings(deadline=None)
@given(TASK_LINES)
def test_ticking_twice_is_ticking_once_and_leaves_the_text_alone(line: str) -> None:
    assume("]#" not in line)  # the next task loses [nudged:: ]; a tag glued to it would become one by that
    before, (lines, _) = read_task(line), complete(line, ON)
    after = read_task(lines[-1])
    assert before and after
    assert complete(lines[-1], ON).lines == lines[-1:]
    assert (after.status, after.done, after.cancelled) == ("x", ON, "")
    assert after[1:6] == before[1:6]
    if len(lines) == 2:
        following = read_task(lines[0])
        assert following
        assert following.text.split() == before.text.split()
        assert (following.status, following.done) == (" ", "")
        assert following.recurrence == before.recurrence


@given(TASK_LINES, ISO_DATES)
def test_moving_changes_the_due_date_alone(line: str, new: str) -> None:
    before, moved = read_task(line), move_due(line, new)
    after = read_task(moved)
    assert before and after
    assert after.due == new
    kept = (before.due,) if before.due and before.due != new else ()
    assert sorted(after.was) == sorted(before.was + kept)
    assert after._replace(due="", was=(), bad=(), loose="") == before._replace(due="", was=(), bad=(), loose="")
    assert move_due(moved, new) == moved


@given(WORDS, st.just("") | ISO_DATES, st.just("") | ISO_DATES, st.sampled_from(["", "mine", "theirs"]))
def test_a_new_task_reads_back_as_it_was_told(text: str, created: str, due: str, side: str) -> None:
    task = read_task(new_task(text + " .", created=created, due=due, side=side))
    tag = {"": "", "mine": " #promise", "theirs": " #waiting"}[side]
    assert task == Task(" ", " ".join((text + " .").split()) + tag, due, created=created, side=side)


@given(TASK_LINES, st.just("") | ISO_DATES, ISO_DATES)
def test_a_new_task_keeps_its_dates_whatever_its_text_holds(text: str, created: str, due: str) -> None:
    task = read_task(new_task(text, created=created, due=due))
    assert task
    assert task.due == due
    assert not created or task.created == created


def corpus(name: str = "") -> list[str]:
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of Tasks lines is not here: {CORPUS}")
    return [
        line
        for path in sorted(CORPUS.rglob(name or "*.md"))
        for line in path.read_text("utf-8", errors="replace").split("\n")
    ]


def test_every_line_of_the_demo_vault_is_read_and_ticked() -> None:
    found = 0
    for line in corpus():
        task = read_task(line)
        lines, _ = complete(line, ON)
        found += task is not None
        assert task is None or task.finished or read_task(lines[-1]) is not None
        assert task is not None or lines == (line,)
    assert found > 500


@pytest.mark.parametrize(
    ("name", "count"),
    [("mixed_list_markers.md", 5), ("list_styles.md", 8), ("blockquote.md", 0), ("zero_width.md", 1),
     ("numbered_list_items_with_paren.md", 2), ("Dataview Format - Tasks to Parse.md", 14), ("Tasks Format.md", 19)],
)  # fmt: skip
def test_the_tasks_of_a_demo_note_are_counted(name: str, count: int) -> None:
    assert sum(read_task(line) is not None for line in corpus(name)) == count


def test_the_demo_lines_say_themselves_what_a_due_date_is() -> None:
    read = [read_task(line) for line in corpus("Dataview Format - Tasks to Parse.md")]
    due = {task.text[6:9]: task.due for task in read if task}
    # A 2 stands before prose, C has no brackets, D has no date; the file's own words
    without = {"A 2", "C 1", "C 2", "C 3", "D 1"}
    assert due == {name: "" if name in without else "2021-08-22" for name in due}
    assert len(due) == 14


def test_the_demo_notes_in_both_formats_hold_the_same_fields() -> None:
    both = [task for line in corpus("All Formats Parsing.md") if (task := read_task(line))]
    assert both[0][2:] == both[1][2:]
    assert both[0][2:9] == ("2023-04-07", "2023-04-06", "2023-04-05", "", "", "", "high")


def test_the_invalid_dates_of_the_demo_note_are_told() -> None:
    read = [task for line in corpus("Invalid Dates.md") if (task := read_task(line))]
    assert [task.bad for task in read] == [()] * 6 + [("2022-02-29",)] * 6
