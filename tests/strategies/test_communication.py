"""Regular communication: sentences, lines that name nobody, milestones, my news, snoozing, filters kept under names."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import Vault


@pytest.fixture
def people(vault: Vault) -> Vault:
    """Six people, two of one first name, three in other scripts."""
    for name in ("Ada Lovelace", "Grace Hopper", "Bob Ng", "Bob Ross", "Дарья Соколова", "נועה ברק", "Tuesday Weld"):
        vault.person(name)
    vault.person("田中 美咲", aliases=["Misaki"])
    return vault


def line(vault: Vault, name: str) -> str:
    return vault.read(f"People/{name}.md").splitlines()[-1]


# a sentence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("coffee with ada yesterday: compilers", "2026-11-22 coffee: compilers"),
        ("coffee with ada and grace yesterday: compilers", "2026-11-22 coffee with [[Grace Hopper]]: compilers"),
        ("coffee with ada and grace yesterday about compilers", "2026-11-22 coffee with [[Grace Hopper]]: compilers"),
        ("coffee w/ ada & grace: x", "2026-11-23 coffee with [[Grace Hopper]]: x"),
        ("coffee with ada yesterday", "2026-11-22 coffee"),
        ("had a quick coffee with ada this morning: x", "2026-11-23 coffee: x"),
        ("yesterday coffee with ada: x", "2026-11-22 coffee: x"),
        ("2026-11-20 coffee with ada: x", "2026-11-20 coffee: x"),
        ("friday: coffee with ada", "2026-11-20 coffee"),
        ("call ada on monday: x", "2026-11-16 call: x"),
        ("call ada nov 5: x", "2026-11-05 call: x"),
        ("call ada on the 5th: x", "2026-11-05 call: x"),
        ("call ada 12 dec: x", "2025-12-12 call: x"),
        ("call ada two weeks ago: x", "2026-11-09 call: x"),
        ("call ada last week: x", "2026-11-16 call: x"),
        ("call ada last weekend: x", "2026-11-21 call: x"),
        ("dinner with ada last night: x", "2026-11-22 dinner: x"),
        ("email to ada: the draft", "2026-11-23 email out: the draft"),
        ("email from ada: asks for the draft", "2026-11-23 email in: asks for the draft"),
        ("emailed ada yesterday: x", "2026-11-22 email out: x"),
        ("gave advice to ada: scope first", "2026-11-23 gave advice: scope first"),
        ("gave ada feedback on her keynote", "2026-11-23 gave feedback: on her keynote"),
        ("ada lunch: compilers", "2026-11-23 lunch: compilers"),
        ("ada lovelace insight: supply eases", "2026-11-23 insight: supply eases"),
        ("ada called yesterday: x", "2026-11-22 call: x"),
        ("ada emailed me: asks for the draft", "2026-11-23 email in: asks for the draft"),
        ("ada coffee with grace: x", "2026-11-23 coffee with [[Grace Hopper]]: x"),
        ("spoke to ada on the phone last friday about compilers", "2026-11-20 call: compilers"),
        ("20 Nov: met ada for lunch", "2026-11-20 lunch"),
        ("Ada emailed yesterday - asks for the draft", "2026-11-22 email in: asks for the draft"),
        ("18/11 coffee with ada: x", "2026-11-18 coffee: x"),
        ("11/18 coffee with ada: x", "2026-11-18 coffee: x"),
        ("5.11. coffee with ada: x", "2026-11-05 coffee: x"),
        ("24/12 coffee with ada: x", "2025-12-24 coffee: x"),
        ("ran into ada at the bakery", "2026-11-23 met: at the bakery"),
        ("saw ada on friday at the bakery: compilers", "2026-11-20 met: at the bakery; compilers"),
        ("met up with ada for dinner about compilers", "2026-11-23 dinner: compilers"),
        ("met ada and grace over a quick coffee yesterday: x", "2026-11-22 coffee with [[Grace Hopper]]: x"),
        ("2026-11-18 ada: call about compilers", "2026-11-18 call: compilers"),
        ("ada, coffee, yesterday: x", "2026-11-22 coffee: x"),
        ("ada called", "2026-11-23 call"),
        ("ada wrote me on friday: yes", "2026-11-20 message in: yes"),
        ("heard from ada yesterday: yes", "2026-11-22 message in: yes"),
        ("whatsapp from ada: late", "2026-11-23 message in: late"),
        ("replied to ada: good luck", "2026-11-23 message out: good luck"),
        ("zoom with ada and grace two days ago", "2026-11-21 video with [[Grace Hopper]]"),
        ("call with ada re: compilers", "2026-11-23 call: compilers"),
    ],
)
def test_a_sentence_becomes_one_line(people: Vault, said: str, written: str) -> None:
    people.ok("log", said)
    assert line(people, "Ada Lovelace") == f"- {written}"


_BEGINS = ("coffee with", "saw", "had lunch with", "emailed", "met up with", "call", "gave advice to", "heard from")
_AFTER = ("", " at the bakery", " on friday", " for a quick call", " last week over a beer", " at 12:30")
_WORDS = ("compilers", "venues - and then: more", "https://example.org/a: see it", "12:30: late", "- at noon - met grace",
          "about ada: why", "with bob ng: yes", "\u202eada", "yesterday: x")  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(_BEGINS), st.sampled_from(("ada", "ada, grace", "ada & grace")), st.sampled_from(_AFTER),
       st.sampled_from((": ", " - ", " about ", " re: ")), st.sampled_from(_WORDS))  # fmt: skip
def test_no_word_after_the_names_is_lost(
    people: Vault, begins: str, who: str, after: str, parted: str, words: str
) -> None:
    ran = people.run("log", f"{begins} {who}{after}{parted}{words}", "--on", "2026-11-19", "--dry-run")
    assert ran.code == 0, ran.err
    written = " ".join(line for line in ran.out.splitlines() if line.startswith("+"))
    assert words.replace("\u202e", "").split(": ")[-1] in written.replace("\\u202e", "").replace("\u202e", "")
    assert all(word in written for word in re.findall(r"[a-z]{3,}", words))


@pytest.mark.parametrize(
    ("said", "name"),
    [("lunch with 田中 on friday: sushi", "田中 美咲"), ("lunch with misaki on friday: sushi", "田中 美咲"),
     ("lunch with дарья on friday: sushi", "Дарья Соколова"), ("lunch with נועה on friday: sushi", "נועה ברק"),
     ("lunch with tuesday weld on friday: sushi", "Tuesday Weld")],
)  # fmt: skip
def test_names_in_any_script_and_names_that_sound_like_days_are_understood(people: Vault, said: str, name: str) -> None:
    people.ok("log", said)
    assert line(people, name) == "- 2026-11-20 lunch: sushi"


def test_two_people_of_one_first_name_are_never_guessed(people: Vault) -> None:
    before = people.bytes()
    ran = people.run("log", "coffee with bob: paint")
    assert ran.code == 4 and "Bob Ng" in ran.err and "Bob Ross" in ran.err
    assert people.bytes() == before


def test_at_a_terminal_it_is_asked_which_of_the_two(people: Vault) -> None:
    assert people.run("log", "coffee with bob: paint", typed="2\n").code == 0
    assert line(people, "Bob Ross") == "- 2026-11-23 coffee: paint"
    assert people.run("log", "bob", "call: paint", typed="1\n").code == 0
    assert line(people, "Bob Ng") == "- 2026-11-23 call: paint"
    assert people.run("log", "coffee with bob: x", typed="\n").code == 4


@pytest.mark.parametrize(
    ("said", "code"),
    [("yesterday call ada on friday: x", 2),
     ("call ada tomorrow: x", 2), ("call ada 2026-12-01: x", 2), ("spoke to ada: x", 2), ("ada said hello", 4),
     ("spoke to ada at the office: x", 2), ("5/11 coffee with ada: x", 2),
     ("coffee with ada in march: x", 2), ("ada: call her tomorrow", 2), ("coffee with ada and graec at the bakery", 4),
     ("coffee with ada and nobody here: x", 4), ("coffee: x", 2)],
)  # fmt: skip
def test_what_is_not_understood_writes_nothing(people: Vault, said: str, code: int) -> None:
    before = people.bytes()
    ran = people.run("log", said)
    assert ran.code == code and "unexpected" not in ran.err
    assert people.bytes() == before


def test_what_nearly_is_a_sentence_is_answered_with_the_one_that_is(people: Vault) -> None:
    assert (
        'hint: name them first, and say how: vaultnet log "ada" "call: told me of her keynote"'
        in people.run("log", "ada told me of her keynote").err
    )
    people.ok("log", "ada", "call: told me of her keynote")
    assert line(people, "Ada Lovelace") == "- 2026-11-23 call: told me of her keynote"
    assert 'somebody new: vaultnet new person "zora"' in people.run("log", "coffee with zora: x").err
    assert "hint: write 5 Nov, or 2026-11-05" in people.run("log", "5/11 coffee with ada: x").err
    people.ok("log", "coffee with ada in march: x", "--on", "2026-03-15")
    assert line(people, "Ada Lovelace") == "- 2026-03-15 coffee: in march; x"


# lines that name nobody --------------------------------------------------------------------------------------------

LINES = """- Meeting: [[Ada Lovelace]], [[Grace Hopper]] - compilers
- Coffee with Bob Ng: paint
- call: [[Ada Lovelace]] about pricing
- lunch: Grace Hopper
- met: [[Bob Ross]]
- coffee w/ Grace: ships
- Meeting: pricing, [[Bob Ng]] may join
"""


def test_names_behind_the_colon_are_proposed_and_never_counted(people: Vault) -> None:
    people.write("Daily/2026-11-20.md", LINES)
    assert people.json("show", "ada")["last_contact"] is None
    assert [(row["line"], row["candidates"]) for row in people.json("log", "--inbox")] == [
        (1, ["Ada Lovelace", "Grace Hopper"]), (2, ["Bob Ng"]), (3, ["Ada Lovelace"]), (4, ["Grace Hopper"]),
        (5, ["Bob Ross"]), (6, ["Grace Hopper"]),
    ]  # fmt: skip


def test_what_is_confirmed_stands_in_the_lines_head_and_counts(people: Vault) -> None:
    people.write("Daily/2026-11-20.md", LINES)
    people.run("log", "--inbox", typed="1\n1\n1\n1\n1\n1\n")
    assert people.read("Daily/2026-11-20.md") == (
        "- Meeting with [[Ada Lovelace]], [[Grace Hopper]]: compilers\n"
        "- Coffee with [[Bob Ng]]: paint\n"
        "- call with [[Ada Lovelace]]: about pricing\n"
        "- lunch with [[Grace Hopper]]:\n"
        "- met [[Bob Ross]]:\n"
        "- coffee w/ [[Grace Hopper|Grace]]: ships\n"
        "- Meeting: pricing, [[Bob Ng]] may join\n"
    )
    for name in ("ada", "grace", "bob ng", "bob ross"):
        assert people.json("show", name)["last_contact"] == "2026-11-20", name
    assert people.json("log", "--inbox") == []


def test_a_link_that_is_nearly_somebodys_name_is_proposed_and_linked_once_it_is_confirmed(vault: Vault) -> None:
    vault.person("Tomás Reis")
    vault.write(
        "Daily/2026-11-20.md", "- call with [[Tomas|T.]] and [[Nobody Here]]: x [[tomas]]\n- see [[Tomas]] in prose\n"
    )
    assert [row["candidates"] for row in vault.json("log", "--inbox")] == [["Tomás Reis"], []]
    assert vault.json("show", "tomás")["last_contact"] is None, "nothing is guessed"
    assert vault.run("log", "--inbox", typed="1\n\n").code == 0
    line = vault.read("Daily/2026-11-20.md").splitlines()[0]
    assert line == "- call with [[Tomás Reis|T.]] and [[Nobody Here]]: x [[Tomás Reis|tomas]]"
    assert vault.json("show", "tomás")["last_contact"] == "2026-11-20"
    assert vault.run("doctor").code == 0


def test_a_first_name_that_fits_three_people_is_asked_about_with_all_three(vault: Vault) -> None:
    for name in ("Bo Ek", "Bo Lind", "Bo Berg"):
        vault.person(name)
    vault.write("Daily/2026-11-20.md", "- call with [[Bo]]: x\n")
    (row,) = vault.json("log", "--inbox")
    assert sorted(row["candidates"]) == ["Bo Berg", "Bo Ek", "Bo Lind"]


def test_verbs_that_name_somebody_in_words_are_asked_about_and_a_link_to_nobody_becomes_a_note(vault: Vault) -> None:
    vault.person("Rita Sol")
    vault.write("Daily/2026-11-20.md", "- gave review to Rita: slides\n- got advice from Rita: x\n- thanked Rita: y\n"
                "- insight from Rita: hbm up #topic/hbm\n- call [[Ulla Neu]]: grants\n- coffee [[Ulla Neu]]: more\n"
                "- insight from the talk: z\n- call [[2026-11-20]]: no\n")  # fmt: skip
    found = [(row["line"], row["candidates"]) for row in vault.json("log", "--inbox")]
    assert found == [*((line, ["Rita Sol"]) for line in (1, 2, 3, 4)), (5, [])]
    assert "a new note: Ulla Neu" in vault.ok("log", "--inbox")
    assert vault.run("log", "--inbox", typed="1\n1\n1\n1\n1\n").code == 0
    assert vault.read("Daily/2026-11-20.md").startswith(
        "- gave review to [[Rita Sol|Rita]]: slides\n- got advice from [[Rita Sol|Rita]]: x\n- thanked [[Rita Sol|Rita]]: y\n"
        "- insight from [[Rita Sol|Rita]]: hbm up #topic/hbm\n- call [[Ulla Neu]]: grants\n"
    )
    assert vault.json("show", "ulla neu")["last_contact"] == "2026-11-20"
    assert "no line is left to ask about" in vault.ok("log", "--inbox")


def test_what_is_left_alone_stays_as_it_is(people: Vault) -> None:
    people.write("Daily/2026-11-20.md", LINES)
    before = people.bytes()
    people.run("log", "--inbox", typed="\n" * 6)
    assert people.bytes() == before


@pytest.mark.parametrize(
    ("worn", "rest"),
    [("Nov 5", " call: x"), ("5 Nov", ": x"), ("Nov 5, 2025", " call: x"), ("5. Nov", " call x"), ("11/05", " call: x"),
     ("12.5.", " coffee: x"), ("yesterday", " call: x"), ("Monday", " lunch: x"), ("Nov 5th", " - coffee")],
)  # fmt: skip
def test_a_date_that_cannot_be_read_on_another_day_is_a_finding(vault: Vault, worn: str, rest: str) -> None:
    vault.person("Ada Lovelace", f"{worn}{rest}")
    assert f'"{worn}" is not a date' in vault.run("doctor").out
    assert vault.json("show", "ada")["last_contact"] is None


@pytest.mark.parametrize(
    "text",
    ["may help with the venue", "5 new ideas", "Monday: buy milk", "may 5 people come", "5/6 done", "1.5 calls a week"],
)
def test_words_that_only_look_like_a_date_are_none(vault: Vault, text: str) -> None:
    vault.person("Ada Lovelace", text)
    assert "nothing wrong" in vault.ok("doctor")


# milestones --------------------------------------------------------------------------------------------------------


def moments(vault: Vault, day: str = "2026-11-23") -> dict[str, str]:
    sections = vault.json("agenda", "--today", day)["sections"]
    return {item["name"]: item["text"] for part in sections if part["key"] == "moments" for item in part["items"]}


def career(vault: Vault, name: str, since: str, *log: str) -> None:
    vault.write(f"People/{name}.md", f"---\ntype: person\norganization: Acme\ntitle: CTO\n---\n## Career\n- {since} Engineer, "
                "[[Initech]]\n\n## Log\n" + "".join(f"- {one}\n" for one in log))  # fmt: skip


def test_a_birthday_needs_no_year(vault: Vault) -> None:
    vault.person("Ada", "2026-01-10 call: x", birthday="11-25")
    vault.person("Bob", "2026-01-10 call: x", birthday="--11-26")
    assert moments(vault) == {"Ada": "birthday Wed; last on 10 Jan: x", "Bob": "birthday Thu; last on 10 Jan: x"}


def test_a_new_post_is_a_milestone_until_the_next_contact(vault: Vault) -> None:
    career(vault, "Ada", "2026-10", "2026-08-01 call: x")
    career(vault, "Bob", "2026-10", "2026-10-20 call: he told me")
    career(vault, "Cyd", "2026-05", "2026-04-01 call: x")
    assert moments(vault) == {"Ada": "new post: CTO, Acme"}
    assert moments(vault, "2026-12-15") == {}


@pytest.mark.parametrize(
    ("since", "day", "said"),
    [("2025-12", "2026-11-26", "1 year as CTO, Acme"), ("2016-12-01", "2026-11-28", "10 years as CTO, Acme"),
     ("2024-12", "2026-11-28", None), ("2021-01", "2025-12-29", "5 years as CTO, Acme"), ("2021", "2025-12-29", None),
     ("2016-02-29", "2026-02-25", "10 years as CTO, Acme")],
)  # fmt: skip
def test_round_years_in_a_post_are_a_milestone(vault: Vault, since: str, day: str, said: str | None) -> None:
    career(vault, "Ada", since, "2025-12-15 call: x")
    assert moments(vault, day).get("Ada") == said


def test_with_a_career_line_alone_it_says_where_somebody_is(vault: Vault) -> None:
    vault.write("People/Ada.md", "---\ntype: person\n---\n## Career\n- 2026-10 CTO, [[Acme]]\n- 2024-01 Engineer\n")
    assert re.search(r"^Who +CTO, Acme$", vault.ok("show", "ada"), re.M)
    vault.write("People/Bob.md", "---\ntype: person\ntitle: CEO\n---\n## Career\n- 2019-10 CTO, [[Acme]]\n")
    assert re.search(r"^Who +CEO \(until October 2019: CTO, Acme\)$", vault.ok("show", "bob"), re.M)


def test_a_page_tells_the_year_of_a_day_in_another_year(vault: Vault) -> None:
    vault.person("Al Bo", "2025-09-12 call: x")
    vault.person("Cy Di", "2026-09-12 call: x")
    assert "[[Al Bo]] Fri 12 Sep 2025 · [[Cy Di]] Sat 12 Sep\n" in vault.ok("introduce", "al", "cy", "--dry-run")


@pytest.mark.parametrize("mark", ["paused: true", "deceased: true", "snooze_until: 2027-02-01"])
def test_people_to_be_left_alone_have_no_milestones(vault: Vault, mark: str) -> None:
    vault.write("People/Ada.md", f"---\ntype: person\nbirthday: 11-25\ntitle: CTO\n{mark}\n---\n## Career\n- 2025-12 Engineer\n"
                "\n## Log\n- 2026-01-01 call: x\n- 2026-11-20 news: moved\n")  # fmt: skip
    assert moments(vault) == {}


# my news -----------------------------------------------------------------------------------------------------------


def test_a_brief_has_my_news_until_they_heard_from_me_or_it_was_shared(vault: Vault) -> None:
    vault.write(
        "Me.md",
        "---\ntype: me\n---\n## Log\n- 2026-11-02 news: talk accepted [share:: yes]\n- 2026-11-03 news: tired\n",
    )
    vault.person("Ada", "2026-10-01 call: x", "2026-11-10 email in: and you?")
    vault.person("Bob", "2026-11-03 call: x")
    assert "talk accepted" in vault.ok("show", "ada") and "tired" not in vault.ok("show", "ada")
    assert "talk accepted" not in vault.ok("show", "bob")
    vault.ok("share", "talk accepted", "--with", "ada")
    assert "talk accepted" not in vault.ok("show", "ada")


# rest --------------------------------------------------------------------------------------------------------------


def test_snoozed_and_paused_people_rest_and_come_back(vault: Vault) -> None:
    vault.person("Ada", "2026-01-01 call: x", tier="inner")
    vault.person("Bob", "2026-01-01 call: x", tier="inner", paused="true")
    assert [row["name"] for row in vault.json("due")] == ["Ada"]
    vault.ok("due", "ada", "--snooze", "3w")
    assert "snooze_until: 2026-12-14" in vault.read("People/Ada.md")
    assert vault.json("due") == []
    assert [row["name"] for row in vault.json("due", "--today", "2026-12-14")] == ["Ada"]


def test_a_filter_kept_under_a_name_is_a_list_and_takes_more_filters(vault: Vault) -> None:
    vault.write("vaultnet.toml", '[lists]\nberlin = "person --location Berlin --sort last_contact"\n')
    vault.person("Ada", "2026-01-01 call: x", location="Berlin", tier="inner")
    vault.person("Bob", "2026-02-01 call: x", location="Berlin")
    vault.person("Cyd", location="Riga")
    assert [row["name"] for row in vault.json("list", "berlin")] == ["Ada", "Bob"]
    assert [row["name"] for row in vault.json("list", "berlin", "--tier", "inner")] == ["Ada"]


# the agenda's lines --------------------------------------------------------------------------------------------------


def agenda_item(vault: Vault, name: str) -> dict[str, str]:
    sections = vault.json("agenda")["sections"]
    (item,) = [item for part in sections for item in part["items"] if item["name"] == name]
    return item


def agenda_line(vault: Vault, name: str) -> str:
    (said,) = [said for said in vault.ok("agenda").splitlines() if f"{name}  " in said]
    return said.partition(name)[2].strip()


def follow_up(vault: Vault, name: str, reason: str, due: str = "2026-11-25") -> None:
    vault.write(f"Follow-ups/{due} {name}.md", f'---\ntype: follow-up\nperson: "[[{name}]]"\ncreated: 2026-11-22\ndue: {due}\n'
                f"status: open\nreason: {reason}\n---\n## Draft\n")  # fmt: skip


def test_a_follow_up_says_why_and_then_leads_to_its_note(vault: Vault) -> None:
    vault.person("Ada", "2026-11-10 call: x")
    follow_up(vault, "Ada", "ask how the move went; her talk")
    item = agenda_item(vault, "Ada")
    assert item["text"] == "ask how the move went; her talk → [[2026-11-25 Ada|brief and draft]]"
    assert item["reasons"][0] == {
        "text": "ask how the move went; her talk",
        "path": "Follow-ups/2026-11-25 Ada.md",
        "line": 7,
    }
    assert agenda_line(vault, "Ada") == "ask how the move went; her talk → brief and draft"


def test_what_the_line_says_already_the_follow_up_does_not_say_again(vault: Vault) -> None:
    vault.person("Ada", "2026-11-10 call: x", "[ ] send [[Ada]] the interview rubric #promise 📅 2026-11-25")
    follow_up(vault, "Ada", "rubric promised; ask about the rota")
    assert agenda_line(vault, "Ada") == "promised: send Ada the interview rubric; ask about the rota → brief and draft"
    vault.person("Bob", "2026-08-10 call: x", "2026-11-17 email in: and the venue?")
    vault.ok("followup", "bob")
    assert agenda_line(vault, "Bob") == "their email of 17 Nov has no answer yet → brief and draft"


def test_news_speak_for_a_follow_up_as_they_are_why_it_was_made(sample: Vault) -> None:
    assert agenda_line(sample, "Mara Okafor") == (
        "promised: send Mara Okafor the interview rubric (moved from Wed 18 Nov); "
        "became VP Platform at Northwind (Tue 10 Nov); and 1 more → brief and draft"
    )
    item = agenda_item(sample, "Mara Okafor")
    assert item["date"] == "2026-11-25", "what she owes me does not make what I owe her urgent"
    assert {"promise", "waiting", "news", "due"} <= set(item["kinds"]) and "introduces me properly" in item["text"]


def test_a_follow_up_to_reconnect_says_when_we_last_spoke(vault: Vault) -> None:
    vault.person("Ada", "2026-01-10 call: x", tier="inner")
    vault.ok("followup", "ada")
    assert agenda_line(vault, "Ada") == "last spoke 10 Jan; a longer rhythm? → brief and draft"
    vault.person("Bob", "2026-01-10 call: x")
    vault.ok("followup", "bob")
    assert agenda_line(vault, "Bob") == "reconnect → brief and draft"


def test_a_line_leaves_out_what_there_is_no_room_for_but_never_a_promise(vault: Vault) -> None:
    long = (
        "a thing that takes a great many words to say, so that it would fill a line of the agenda all alone, and more"
    )
    vault.person("Ada", "2026-08-10 call: x", f"[ ] {long} #promise 📅 2026-11-25", f"[ ] two, {long} #promise 📅 2026-11-26",
                 f"[ ] she sends {long} #waiting 📅 2026-11-01", "2026-11-17 news: her book is out")  # fmt: skip
    said = agenda_line(vault, "Ada")
    assert said.count("promised: ") == 2 and "you wait" not in said and "book" not in said and len(said) < 220
    assert said.endswith("; and 2 more")
    item = agenda_item(vault, "Ada")
    assert {"promise", "waiting", "news"} <= set(item["kinds"]) and long in item["text"] and "book" in item["text"]
    assert "her book is out" in vault.ok("agenda", "--why")


def test_no_line_of_the_sample_agenda_passes_two_hundred_columns(sample: Vault) -> None:
    assert max(map(len, sample.ok("agenda").splitlines())) <= 200


def test_meetings_stand_by_day_and_hour_and_a_task_leads_to_its_note_without_a_colon(vault: Vault) -> None:
    for name, time in (("B", "09:30"), ("A", "14:00")):
        vault.write(
            f"Events/2026-11-24 {name}.md", f"---\ntype: event\ndate: 2026-11-24\ntime: {time}\nstatus: planned\n---\n"
        )
    vault.write("Daily/2026-11-20.md", "- [ ] water the plants 📅 2026-11-24\n")
    assert "Tue 09:30  2026-11-24 B\nTue 14:00  2026-11-24 A" in vault.ok("agenda")
    vault.ok("agenda", "--write")
    page = vault.read("Agenda.md")
    assert "- Tue 09:30 · [[2026-11-24 B]]\n- Tue 14:00 · [[2026-11-24 A]]\n" in page
    assert "- Tue · water the plants → [[2026-11-20]]\n" in page


@pytest.mark.parametrize("named", ["[[Sec]]", "[[People/Sec|her friend]]", "sec", "Secunda Roe"])
def test_somebody_confidential_stands_in_nobody_else_s_brief_and_on_no_page_about_them(
    vault: Vault, named: str
) -> None:
    vault.person("Sec", "2026-11-20 call: looms", confidential=True, aliases=["Secunda Roe"])
    vault.person("Ann", "2026-11-20 call: looms", knows=["[[Bea]]"])
    vault.person("Bea", "2026-11-01 got introduction: to {}", "2026-11-02 got advice: be kind to {}",
                 "2026-11-03 call: about {}'s divorce", "2026-11-04 news: moved in with {}", "? is {} well",
                 relationship="mentor, mentee", cadence="1w")  # fmt: skip
    more = "- [ ] write to {} #promise\n- [ ] tell me about {} #waiting\n"
    vault.write("People/Bea.md", (vault.read("People/Bea.md") + more).format(*[named] * 7))
    vault.write(
        "Events/Lunch.md", "---\ntype: event\nkind: meeting\ndate: 2026-11-25\npeople: '[[Bea]]'\n---\n## Log\n"
    )
    before = set(vault.bytes())
    for words in ("followup bea", "thank bea --draft --write", "prep lunch", "session bea",
                  "request advice bea --for slides"):  # fmt: skip
        vault.ok(*words.split())
    new = {path for path in vault.bytes() if path not in before}
    assert len(new) == 4
    written = {path: vault.read(path) for path in (*new, "Events/Lunch.md")}
    shown = str(vault.json("show", "bea")["brief"]) + vault.ok("thank", "bea", "--draft")
    for text in (*written.values(), shown):
        assert not re.search(r"\bsec(unda)?\b|friend|divorce", text, re.I), text
        assert "Bea" in text or "bea" in text
    assert "3 Nov, call" in shown and "not thanked yet for the introduction, 1 Nov" in shown
    own = str(vault.json("show", "sec")["brief"])
    assert "20 Nov, call: looms" in own
    assert "divorce" in vault.ok("show", "bea"), "the timeline that you ask for shows your note"


# two notes of one name ----------------------------------------------------------------------------------------------


def test_what_is_written_for_one_of_two_people_of_a_name_counts_for_that_one(vault: Vault) -> None:
    vault.person("Ada B")
    vault.person("Dup Name")
    vault.write("Archive/Dup Name.md", "---\ntype: person\n---\n")
    other = "Archive/Dup Name.md"
    vault.ok("log", "Ada B", other, "call: both")
    assert len(vault.json("log", other)) == 1 and vault.json("log", "People/Dup Name.md") == []
    vault.ok("request", "advice", other, "--for", "a question")
    assert len(vault.json("request", other)) == 1 and vault.json("request", "People/Dup Name.md") == []
    vault.ok("introduce", other, "Ada B")
    vault.ok("introduce", other, "Ada B", "--yes", "Ada B")
    vault.ok("introduce", other, "Ada B", "--yes", other)
    assert len(list(vault.root.glob("Requests/Introduction*"))) == 1
    assert "status: agreed" in vault.read("Requests/Introduction Dup Name to Ada B.md")
    for _ in range(2):
        vault.ok("followup", other)
        vault.ok("session", other, "--date", "friday")
    assert len(list(vault.root.glob("Follow-ups/*"))) == len(list(vault.root.glob("Events/*"))) == 1


def test_nothing_is_noted_of_somebody_whom_no_link_can_name(vault: Vault) -> None:
    vault.person("Ada B")
    vault.write("People/C# Cat.md", "---\ntype: person\n---\n")
    before = vault.bytes()
    for words in (("log", "coffee with Ada B and C# Cat: compilers"), ("followup", "C# Cat"),
                  ("request", "advice", "C# Cat", "--for", "q")):  # fmt: skip
        ran = vault.run(*words)
        assert (
            ran.code == 3
            and "People/C# Cat.md:1: the file's name has # in it" in ran.err
            and "vaultnet move" in ran.err
        )
    assert vault.bytes() == before
    vault.ok("log", "C# Cat", "call: alone")


# those who are left alone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [{"deceased": True}, {"paused": True}, {"snooze_until": "2027-02-01"}])
def test_nothing_is_prepared_for_those_who_are_left_alone(vault: Vault, state: dict[str, object]) -> None:
    told = ["2026-11-01 email in: asks for the draft", "2026-11-10 news: lost her mother"]
    vault.write("Me.md", "---\ntype: me\n---\n## Log\n- 2026-11-15 news: my talk was accepted [share:: yes]\n")
    vault.person("Ada", *told, tier="close", birthday="11-25")
    vault.ok("followup", "ada")
    assert [row["name"] for row in vault.json("followup")] == ["Ada"]
    vault.person("Ada", *told, tier="close", birthday="11-25", **state)
    before = vault.bytes()
    for words in (("followup", "ada"), ("share", "talk was accepted", "--with", "ada"), ("request", "advice", "ada")):
        if words[0] != "request":
            ran = vault.run(*words)
            assert ran.code == 3 and "Ada is to be left alone" in ran.err and "People/Ada.md:1" in ran.err
    assert vault.bytes() == before
    assert vault.json("followup") == [] and "Ada" not in vault.ok("agenda")
    shown = vault.json("show", "ada")
    assert shown["next_contact"] is None and "next" not in vault.ok("show", "ada").split("\n")[1]
    assert not [line for line in shown["brief"] if line["label"] in ("Why now", "Your news since")]
    assert [row["next_contact"] for row in vault.json("list", "person")] == [None]


def test_nobody_known_from_an_address_book_alone_is_wished_a_birthday(vault: Vault) -> None:
    vault.person("Ada", birthday="11-25")
    assert not [line for line in vault.json("show", "ada")["brief"] if "birthday" in line["text"]]
    vault.person("Ada", "2026-10-01 call: x", birthday="11-25")
    assert [line for line in vault.json("show", "ada")["brief"] if "birthday" in line["text"]]
