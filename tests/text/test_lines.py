import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultnet.text.lines import (
    Entry,
    inline_fields,
    looks_dated,
    looks_due,
    mask,
    read_entry,
    section_name,
    tags,
    without_fields,
    word_of,
)
from vaultnet.text.links import find_links
from vaultnet.words import CHANNELS, FAVORS, VERBS

NONE: frozenset[str] = frozenset()


def entry(item: str, date: str = "", channels: frozenset[str] = NONE) -> Entry:
    return read_entry(1, item, date, channels)


def parts(item: str, date: str = "") -> tuple[str, str, str, str, tuple[str, ...], str, str]:
    _, *rest = entry(item, date)
    return tuple(rest)  # type: ignore[return-value]


# HEAD and TEXT ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        # date, word, kind, direction, who, names, text
        ("2026-11-22 call: pricing; [[Bob Ng]] leaves", ("2026-11-22", "call", "", "", (), "", "pricing; [[Bob Ng]] leaves")),
        ("2026-11-20 email out: sent the draft", ("2026-11-20", "email", "", "out", (), "", "sent the draft")),
        ("2026-11-20 email in: she wrote", ("2026-11-20", "email", "", "in", (), "", "she wrote")),
        ("2026-11-20 email from him: a question", ("2026-11-20", "email", "", "in", (), "", "a question")),
        ("2026-11-20 message to her: the slides", ("2026-11-20", "message", "", "out", (), "", "the slides")),
        ("2026-11-20 mail from me to [[Ada]]: x", ("2026-11-20", "email", "", "out", ("ada",), "to", "x")),
        ("2026-11-20 letter to me from [[Ada]]: x", ("2026-11-20", "letter", "", "in", ("ada",), "from", "x")),
        ("email from [[Ada]] and [[Bob]] about it", ("", "email", "", "in", ("ada", "bob"), "and", "about it")),
        ("2026-11-20 call from Ada: x", ("2026-11-20", "call", "", "", (), "from Ada", "x")),
        ("Coffee with [[Grace Hopper]]: compilers", ("", "coffee", "", "", ("grace hopper",), "with", "compilers")),
        ("met [[Jonas Weber]] (Siemens): robotics", ("", "met", "", "", ("jonas weber",), "(Siemens)", "robotics")),
        ("2026-11-10 news: became CTO", ("2026-11-10", "news", "", "", (), "", "became CTO")),
        ("2026-11-22 call - pricing", ("2026-11-22", "call", "", "", (), "", "pricing")),
        ("2026-11-22 call — pricing", ("2026-11-22", "call", "", "", (), "", "pricing")),
        ("[[2026-11-22]] CALL: pricing", ("2026-11-22", "call", "", "", (), "", "pricing")),
        ("[[2026-11-22|Sunday]] call: x", ("2026-11-22", "call", "", "", (), "", "x")),
        ("2026-11-22: call: x", ("2026-11-22", "call", "", "", (), "", "x")),
        ("2026-11-22 - call: x", ("2026-11-22", "call", "", "", (), "", "x")),
        ("2026-11-22 gave introduction: [[A]] to [[B]]", ("2026-11-22", "gave", "introduction", "", (), "", "[[A]] to [[B]]")),
        ("2026-11-20 got advice from [[Ada]]: scope", ("2026-11-20", "got", "advice", "", ("ada",), "from", "scope")),
        ("2026-11-20 gave referrals to [[Ada]]: x", ("2026-11-20", "gave", "referral", "", ("ada",), "to", "x")),
        ("2026-11-20 got introduction to [[C]]: by post", ("2026-11-20", "got", "introduction", "", (), "", "[[C]]: by post")),
        ("2026-11-20 got introduction to [[C]]", ("2026-11-20", "got", "introduction", "", (), "", "[[C]]")),
        ("got intro", ("", "", "", "", (), "", "got intro")),
        ("2026-11-20 got introduction from [[F]] to [[C]] and [[D]]: x",
         ("2026-11-20", "got", "introduction", "", ("f",), "from", "[[C]] and [[D]]: x")),
        ("2026-11-20 got referral to [[A]] from [[F]]: x", ("2026-11-20", "got", "referral", "", ("f",), "from", "[[A]]: x")),
        ("got feedback from [[F]] on my slides", ("", "got", "feedback", "", ("f",), "from", "on my slides")),
        ("2026-11-20 got review", ("2026-11-20", "got", "review", "", (), "", "")),
        ("2026-11-20 got time to read it", ("2026-11-20", "", "", "", (), "", "got time to read it")),
        ("2026-11-20 gave introduction to [[C]]: x", ("2026-11-20", "gave", "introduction", "", ("c",), "to", "x")),
        ("2026-12-01 thanked: for it", ("2026-12-01", "thanked", "", "", (), "", "for it")),
        ("[[Sol Brandt]] insight: supply eases", ("", "insight", "", "", ("sol brandt",), "", "supply eases")),
        ("[[Sol Brandt|Sol]]: call: x", ("", "call", "", "", ("sol brandt",), "", "x")),
        ("2026-11-22 call with [[A]] and [[B]], [[C]]: x", ("2026-11-22", "call", "", "", ("a", "b", "c"), "with and ,", "x")),
        ("2026-11-22 call Bob Ng: x", ("2026-11-22", "call", "", "", (), "Bob Ng", "x")),
        ("2026-11-22 call: ", ("2026-11-22", "call", "", "", (), "", "")),
        ("2026-11-22 call", ("2026-11-22", "call", "", "", (), "", "")),
        ("2026-11-22 met [[A: the first]]: x", ("2026-11-22", "met", "", "", ("a: the first",), "", "x")),
        ("2026-11-22 call: at 12:30: later", ("2026-11-22", "call", "", "", (), "", "at 12:30: later")),
        ("2026-11-22 call at 12:30: later", ("2026-11-22", "call", "", "", (), "at 12:30", "later")),
        ("2026-11-22 video call: x", ("2026-11-22", "video", "", "", (), "", "x")),
        ("2026-11-22 video-call: x", ("2026-11-22", "video", "", "", (), "", "x")),
        ("2026-11-22 e-mail out: x", ("2026-11-22", "email", "", "out", (), "", "x")),
        ("2026-11-22 mail: x", ("2026-11-22", "email", "", "", (), "", "x")),
        ("2026-11-22 met ![[A]]: x", ("2026-11-22", "met", "", "", (), "!", "x")),
    ],
)  # fmt: skip
def test_an_entry_is_a_date_a_head_and_a_text(item: str, expected: tuple[object, ...]) -> None:
    assert parts(item)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("item", "certain"),
    [
        ("call [[A]] tomorrow", False),
        ("coffee with [[A]]", False),
        ("coffee with [[A]]: looms", True),
        ("2026-11-20 call [[A]]", True),
        ("met [[A]] at the door", True),
    ],
)
def test_a_line_without_date_and_colon_may_be_a_plan(item: str, certain: bool) -> None:
    assert entry(item).certain is certain


def test_a_sentence_that_begins_with_a_channels_name_is_free_text() -> None:
    assert entry("2026-11-03 text about plans").word == ""


@pytest.mark.parametrize(
    ("item", "who", "text"),
    [
        ("met [[A]] and [[B]] at the door", ("a", "b"), "at the door"),
        ("met with [[A]] at the door with [[B]]", ("a",), "at the door with [[B]]"),
        ("call out [[A]] about x", ("a",), "about x"),
        ("met Bob at the door of [[Acme]]", (), "met Bob at the door of [[Acme]]"),
        ("call about [[Acme]]", (), "call about [[Acme]]"),
        ("coffee, [[A]]", ("a",), ""),
        ("gave [[A]] the slides", ("a",), "the slides"),
    ],
)
def test_without_a_separator_only_the_links_that_follow_at_once_took_part(
    item: str, who: tuple[str, ...], text: str
) -> None:
    read = entry(item)
    assert (read.who, read.text) == (who, text)


@pytest.mark.parametrize(
    "item", ["Pricing: new list", "2026-11-22 Pricing: new", "Recall: x", "calling: x", "metric: x", "in: x", "the call: x",
             "https://example.org", "**call**: x", "12 call: x", "?", "x", ": x", "[[Ada]]", "[[Ada]]: x", "![[Ada]] call: x"]
)  # fmt: skip
def test_any_other_words_before_a_colon_are_text(item: str) -> None:
    read = entry(item)
    assert (read.word, read.who, read.direction, read.kind) == ("", (), "", "")
    assert read.text == item.removeprefix("2026-11-22 ")


@pytest.mark.parametrize("word", [*CHANNELS, *VERBS])
def test_every_channel_and_verb_is_understood_in_any_case(word: str) -> None:
    for written in (word, word.upper(), word.capitalize()):
        assert entry(f"2026-11-22 {written}: x")[1:3] == ("2026-11-22", word)
        assert word_of(written) == word


@pytest.mark.parametrize("kind", FAVORS)
def test_every_kind_of_favor_is_understood(kind: str) -> None:
    assert entry(f"gave {kind.upper()}: x").kind == kind
    assert entry(f"got {kind} from [[A]]: x").kind == kind
    assert entry(f"call {kind}: x").kind == ""


def test_further_channels_come_from_the_configuration() -> None:
    assert entry("walk: x").word == ""
    assert entry("Walk with [[A]]: x", channels=frozenset({"walk"})).word == "walk"
    assert entry("walk: x").word == ""


def test_the_date_of_the_note_or_heading_counts_where_the_line_has_none() -> None:
    assert entry("call: x", "2026-11-01").date == "2026-11-01"
    assert entry("2026-11-22 call: x", "2026-11-01").date == "2026-11-22"
    assert entry("2026-02-30 call: x", "").date == ""


@pytest.mark.parametrize("item", ["2026-02-30 call: x", "2026-11-222 call: x", "[[2026-13-01]] x"])
def test_what_is_no_date_is_no_date(item: str) -> None:
    assert entry(item).date == ""


@pytest.mark.parametrize(
    ("item", "worn"),
    [
        ("2026-02-30 x", "2026-02-30"),
        ("[[2026-2-3]] x", "2026-2-3"),
        ("2026-1-5: x", "2026-1-5"),
        ("x 2026-01-05", ""),
        ("", ""),
    ],
)
def test_what_an_item_wears_as_its_date(item: str, worn: str) -> None:
    assert looks_dated(item) == worn


@given(st.text(st.sampled_from("abc [](|)#:-—,2026-11call met gave in out with\t"), min_size=1, max_size=60), st.text())
def test_no_item_makes_the_reader_raise(some: str, any_text: str) -> None:
    for item in (some, any_text or "x"):
        read = entry(item, "2026-11-22")
        assert read.line == 1
        assert read.direction in ("", "in", "out")
        assert read.word == word_of(read.word)


# Hidden text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("a\n```\n- call: x\n```\nb", "ab"),
        ("a\n~~~python\n- call: x\n~~~\nb", "ab"),
        ("a\n````\n```\nx\n```\n````\nb", "ab"),
        ("a\n```\nnever closed\nb", "a"),
        ("> ```\n> x\n> ```\nb", "b"),
        ("- ```\n  x\n  ```\nb", "b"),
        ("a `code [[X]]` b", "a  b"),
        ("a ``code ` x`` b", "a  b"),
        ("a `never closed b", "a `never closed b"),
        ("a %% hidden %% b", "a  b"),
        ("a %%\nhidden\n%% b", "a  b"),
        ("a <!-- hidden\nx --> b", "a  b"),
        ("a <!-- b %% c", "a <!-- b %% c"),
        ("a <!-- b\n%% c %% d", "a <!-- b d"),
        ("a %% b --> <!-- c %% d", "a d"),
        ("%% vaultnet:begin a %%\nx\n%% vaultnet:begin b %%\ny\n%% vaultnet:end b %%\nz", "x z"),
        ("%% vaultnet:end a %%\nx\n%% vaultnet:begin a %%\ny", "x y"),
        ("a\n%% vaultnet:begin brief %%\n- call: x\n%% vaultnet:end brief %%\nb", "ab"),
        ("a\n%% vaultnet:begin brief %%\n%% y %%\n```\n%% vaultnet:end brief %%\nb", "ab"),
        ("a 100% b 50% c", "a 100% b 50% c"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_code_comments_and_regions_are_blanked_out(body: str, seen: str) -> None:
    assert "".join(mask(body).split()) == "".join(seen.split())


@given(st.text(st.sampled_from("`~%<!->ab \n\t>*vaultnet:begin end x"), max_size=80))
def test_every_line_keeps_its_number_and_length(body: str) -> None:
    masked = mask(body)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in body.split("\n")]
    assert all(new in (old, " ") for old, new in zip(body, masked, strict=True))


@pytest.mark.parametrize(
    "piece",
    ["`", "``` ", "~~~\n", "%%", "<!--", "> ", "%% vaultnet:begin x %%\n", "```\n", "``\n", "[[a|", "[a:: [[", "[[a#b|c] ",
     "(a:: ", "](", "#a", "- met [[", "- call: "],
)  # fmt: skip
def test_opened_marks_without_end_are_read_in_one_pass(piece: str) -> None:
    body = piece * (400_000 // len(piece))  # looked at anew from every mark, this would take hours
    assert len(mask(body)) == len(body)
    assert isinstance(inline_fields(body), dict)
    assert all(link.end <= len(body) for link in find_links(body))
    assert read_entry(1, body, "", NONE).line == 1


# Inline fields and tags -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("x [confidence:: medium] y", {"confidence": "medium"}),
        ("x (confidence:: medium) y", {"confidence": "medium"}),
        ("[acted:: 2026-12-03] [reported:: 2026-12-10]", {"acted": "2026-12-03", "reported": "2026-12-10"}),
        ('[for:: "[[2026-11-20 Ada]]"]', {"for": '"[[2026-11-20 Ada]]"'}),
        ("[for:: [[Ada]] and [[Bob]]]", {"for": "[[Ada]] and [[Bob]]"}),
        ("[Some Key:: x]", {"some key": "x"}),
        ("[empty::]", {"empty": ""}),
        ("[no: x] a::b", {}),
        ("[1x:: y]", {}),
        ("nothing", {}),
    ],
)
def test_inline_fields_are_read_as_dataview_reads_them(text: str, fields: dict[str, str]) -> None:
    assert inline_fields(text) == fields


def test_a_line_without_its_fields() -> None:
    assert without_fields("got it [acted:: 2026-12-03] well (x:: y)") == "got it well"
    assert without_fields("got  it") == "got  it"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("keep it small ^abc", "keep it small"),
        ("keep it small #topic/safety [acted:: 2026-12-03] ^a-1 ", "keep it small"),
        ("^abc", ""),
        ("2^8 is #1 of #people, see x#topic/a", "2^8 is #1 of #people, see x#topic/a"),
    ],
)
def test_block_ids_and_topic_tags_are_no_part_of_what_a_line_says(text: str, says: str) -> None:
    assert without_fields(text) == says


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#a b #c/d", ["a", "c/d"]),
        ("(#a) #b, #c.", ["a", "b", "c"]),
        ("x#a https://e.org/#b", []),
        ("#2026 #2026a #1", ["2026a"]),
        ("# heading", []),
        ("##a", []),
        ("#ai-chips #topic/hbm #日本 #a_b/", ["ai-chips", "topic/hbm", "日本", "a_b"]),
        ("`#a`", []),
        ("#a#b", ["a"]),
    ],
)
def test_tags_are_found_where_obsidian_finds_them(text: str, found: list[str]) -> None:
    assert [tag for tag, _ in tags(text)] == found
    assert all(text[offset] == "#" for _, offset in tags(text))


def test_a_heading_of_a_megabyte_of_marks_has_a_name_at_once() -> None:
    marks = "*-_ " * 250_000
    assert section_name(f"{marks}Log{marks}x") == f"log{marks}x"
    assert section_name(f"{marks}Log:{marks}") == "log" and section_name(marks) == ""


@pytest.mark.parametrize(
    ("text", "worn"),
    [
        ("send it #promise by 12/5/2026", "by 12/5/2026"),
        ("send it by 12/5/2026 #promise", "by 12/5/2026"),
        ("send three #promise 📅 5.12.2026", "📅 5.12.2026"),
        ("send three 📅 5 Dec #promise", "📅 5 Dec"),
        ("send five #promise due: 2026-12-02", "due: 2026-12-02"),
        ("send six #promise due 5.12.", "due 5.12."),
        ("send it #promise by 3/12", "by 3/12"),
        ("send seven 📅 2026-12-02 to the chair", "📅 2026-12-02"),
        ("raise it by 3.5 #promise", ""),
        ("be done by 31 things #promise", ""),
        ("see page 12/5/2026 #promise", ""),
        ("bring 📅 cards #promise", ""),
    ],
)
def test_a_task_wears_a_day_in_a_form_that_nobody_reads(text: str, worn: str) -> None:
    assert looks_due(text, sided=True) == worn
    assert looks_due(text, sided=False) == (worn if "📅" in worn else "")


@pytest.mark.parametrize("item", ["gave intro: [[Rita Sol]] to [[Sam Tee]]", "got intro from [[Rita]]: x"])
def test_intro_is_read_as_the_favor_it_is_short_for(item: str) -> None:
    assert read_entry(1, item, "", NONE).kind == "introduction"
