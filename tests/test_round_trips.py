"""Whatever vaultnet writes reads back without findings, is not written twice, and can be taken back byte for byte."""

import os
import re
import shlex
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from vaults import Vault, run_here

from vaultnet.text.names import key

NAMES = [
    "Ada Lovelace", "Adébáyọ̀ Ògúnlẹ́yẹ", "Nguyễn Thị Hạnh", "Дарья Соколова", "Νίκος Παππάς", "田中 美咲", "김하린",
    "王晓明", "ليلى حداد", "נועה ברק", "अनन्या शर्मा", "Łukasz Wiśniewski", "İpek Işık", "Straße Groß", "O'Brien",
    'Robert "Bob" Tables', "Nguyen, Van", "null", "true", "NO", "2026-11-23", "1_000", "12:30", "0151234567",
    "~", "- dash", "#hash", "[brackets]", "{curly}", "[[link]]", "a|b", "a#b^c", "AC/DC", "C:\\Windows", "..",
    "../../etc/passwd", ".hidden", "con", "LPT1", "name.", " spaced  out ", "tab\tbed", "new\nline",
    "<script>", "%% comment %%", "{{ name }}", "{% raw %}", "$HOME `id`", "emoji 👩‍👩‍👧 family", "ｆｕｌｌ",
    "e\u0301 nfd", "é nfc", "zero\u200bwidth", "rtl \u202egnp.exe", "x" * 300, "漢" * 120, "---", "%", "::",
    "key:: value",
]  # fmt: skip
TYPES = ["person", "organization", "event", "project", "request", "insight", "goal"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[1:25])
def test_a_note_of_any_name_is_made_found_and_clean(vault: Vault, name: str) -> None:
    made = {}
    for type_ in TYPES:
        before = set(vault.bytes())
        ran = vault.run("new", "--json", "--", type_, name)
        assert ran.code in (0, 3), ran.all
        new = set(vault.bytes()) - before
        if ran.code == 3:
            assert "leaves no name for a file" in ran.err and not new
            continue
        (path,) = new
        assert path == ran.json["path"] and path.count("/") == 1
        assert not re.search(r'[\\:*?"<>|#^\[\]\x00-\x1f\x7f]', path)
        assert len(Path(path).name.encode()) <= 200
        made[path] = vault.json("show", path)["type"]
    assert list(made.values()) in (TYPES, [], ["event"]), "an event has its date for a name at the least"
    doctor = vault.run("doctor", "--json")
    assert doctor.code == 0 and doctor.json["errors"] == 0, doctor.all
    if len(made) > 1:
        found = vault.run("list", "person", "--json").json
        fields = vault.json("show", found[0]["path"])["fields"]
        known = {key(one) for one in (found[0]["name"], *fields.get("aliases", []))}
        assert key(name) in known or key(name.strip()) in known


@pytest.mark.parametrize("name", ["Ada Lovelace", "AC/DC", "田中 美咲", 'Robert "Bob" Tables', "null", "Straße Groß"])
def test_the_same_name_again_is_another_note_and_undo_takes_both_back(vault: Vault, name: str) -> None:
    vault.write("vaultnet.toml", "")
    before = vault.bytes()
    vault.ok("new", "person", name, "organization=Acme")
    one = vault.bytes()
    vault.ok("new", "person", name, "organization=Initech")
    assert len(vault.bytes()) == len(one) + 1
    assert len(vault.json("list", "person")) == 2
    vault.ok("undo")
    assert vault.bytes() == one
    vault.ok("undo")
    assert vault.bytes() == before


WORDS = [
    "looms; [[Bob Ng]] leaves", "a: b: c", "50 % done", "#topic/hbm [share:: yes]", "`code` and ``` fence",
    "%% hidden", "~~~", "📅 2026-01-01", "[ ] no task", "- dash", "> quote", "<!-- html", "| table |",
    "{{ jinja }}", "\\[escaped\\]", "2026-01-01 a date", "news: not news", "in", "with [[Ada Lovelace]]",
    "%% vaultnet:begin briefing %%", "---", "## Log", "الحمد لله", "👩‍👩‍👧", "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("command", ["log", "promise", "title"])
def test_any_words_are_written_once_read_back_and_taken_back(vault: Vault, command: str, words: str) -> None:
    path = vault.person("Ada Lovelace", "2026-11-01 call: before", title="Countess")
    vault.write("Daily/2026-11-23.md", "")
    before = path.read_bytes()
    call = {
        "log": ["log", "ada", f"call: {words}"],
        "promise": ["promise", "ada", words, "--by", "friday"],
        "title": ["set", "ada", f"title={words}", "--plain"],
    }[command]
    ran = vault.run(*call)
    assert ran.code in (0, 2, 3), ran.all
    if ran.code:
        assert path.read_bytes() == before
        return
    after = path.read_bytes()
    doctor = vault.run("doctor", "--json").json
    assert [one for one in doctor["findings"] if one["severity"] == "error"] == []
    if command == "title":
        assert vault.json("show", "ada")["fields"]["title"] == words
    elif command == "promise":
        assert len(vault.json("promise", "ada")) == 1, path.read_text("utf-8")
        assert vault.json("promise", "ada")[0]["due"] == "2026-11-27"
    else:
        assert vault.json("log", "ada")[0]["date"] == "2026-11-23"
        assert vault.json("show", "ada")["last_contact"] == "2026-11-23"
    if command != "promise":  # the same promise may be given twice
        assert "nothing to change" in vault.ok(*call)
        assert path.read_bytes() == after
    vault.ok("undo")
    assert path.read_bytes() == before


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAUGHTY = st.one_of(
    ANY, st.sampled_from(NAMES), st.builds("{} {}".format, st.sampled_from(NAMES), st.sampled_from(NAMES))
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAUGHTY)
@example("\u0130")
@example("a\u2028b")
@example("\ufeffx")
def test_any_name_gives_a_clean_note_inside_the_vault_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    vault = Vault(tmp_path_factory.mktemp("any") / "vault")
    ran = vault.run("new", "--json", "--", "person", name)
    assert ran.code in (0, 3), ran.all
    assert "unexpected" not in ran.err
    files = vault.bytes()
    assert sorted(os.listdir(vault.root.parent)) == ["vault"]
    if ran.code == 3:
        assert files == {}
        return
    (path,) = files
    assert path == ran.json["path"] and path.startswith("People/") and path.count("/") == 1
    doctor = vault.run("doctor", "--json")
    assert doctor.json == {"findings": [], "errors": 0, "hints": 0}, doctor.out
    assert vault.json("show", path)["type"] == "person"
    assert unicodedata.is_normalized("NFC", path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAUGHTY, NAUGHTY)
@example("0", "`0`")
@example("%% a %%", "b")
def test_a_moved_note_takes_every_link_with_it_and_undo_brings_all_back(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str
) -> None:
    vault = Vault(tmp_path_factory.mktemp("moved") / "vault")
    vault.write("vaultnet.toml", "")
    if vault.run("new", "--", "person", old).code:
        return
    (row,) = vault.json("list", "person")
    link = row["name"]
    lines = f"- call with [[{link}]]: looms\n- coffee with [[{link}|her]] and [[People/{link}#Log]]: x\n"
    vault.write("Daily/2026-11-22.md", lines)
    vault.person("Grace Hopper", "2026-11-01 call: ships", knows=[f"[[{link}]]"])
    linked = vault.json("show", row["path"])
    before = vault.bytes()
    ran = vault.run("move", "--", row["path"], new)
    assert ran.code in (0, 2, 3), ran.all
    if ran.code:
        assert vault.bytes() == before
        return
    path = next(p for p in vault.bytes() if p not in before)
    moved = vault.json("show", path)
    assert (moved["last_contact"], moved["backlinks"]) == (linked["last_contact"], linked["backlinks"])
    assert vault.json("doctor")["errors"] == 0
    vault.ok("undo")
    assert vault.bytes() == before


def two_who_are_linked(vault: Vault) -> str:
    vault.person("Ada Byron", "2026-11-01 call: looms")
    return vault.ok("move", "Ada Byron", "Ada Lovelace")


def test_a_link_in_code_stays_as_it_is_when_the_note_is_renamed(vault: Vault) -> None:
    vault.write("Daily/2026-11-22.md", "- call with [[Ada Byron]]: she writes `[[Ada Byron]]`\n")
    two_who_are_linked(vault)
    assert vault.read("Daily/2026-11-22.md") == "- call with [[Ada Lovelace]]: she writes `[[Ada Byron]]`\n"


def test_a_link_that_stands_only_in_a_region_follows_too(vault: Vault) -> None:
    text = "%% vaultnet:begin briefing %%\n- [[Ada Byron]]: looms\n%% vaultnet:end briefing %%\n"
    vault.write("Events/2026-11-20 Fair.md", text)
    two_who_are_linked(vault)
    assert "[[Ada Lovelace]]" in vault.read("Events/2026-11-20 Fair.md")


# line ends and byte-order marks ------------------------------------------------------------------------------------

EDITS = [
    ["log", "ada", "call: the loom"],
    ["log", "ada", "grace", "ships and looms"],
    ["promise", "ada", "send the notes", "--by", "friday"],
    ["done", "old notes"],
    ["done", "old notes", "--move", "friday"],
    ["done", "monthly"],
    ["set", "ada", "tier=inner"],
    ["set", "ada", "organization=Initech", "title=CTO"],
    ["set", "ada", "title="],
    ["set", "ada", "tags=a,b"],
    ["due", "ada", "--snooze", "3w"],
    ["prep", "conf"],
    ["followup", "ada"],
    ["debrief", "past", "--met", "ada"],
    ["move", "ada", "Ada King"],
    ["doctor", "--fix"],
]
# line end, byte-order mark, whether the last line has its end
FORMS = {
    "lf": ("\n", "", True),
    "crlf": ("\r\n", "", True),
    "bom": ("\n", "\ufeff", True),
    "bom crlf": ("\r\n", "\ufeff", True),
    "no last line end": ("\n", "", False),
    "crlf, no last": ("\r\n", "", False),
}


def of_form(vault: Vault, form: str) -> None:
    eol, mark, last = FORMS[form]
    ada = """---
type: person # mine
aliases: ["Countess"]
title: Countess
tier:   close   # since 1840
---

## Log
- 2026-01-05 call: looms
- [ ] the old notes #promise 📅 2026-11-30
- [ ] monthly numbers #promise 🔁 every month 📅 2026-11-30
"""
    notes = {
        "People/Ada Lovelace.md": ada,
        "People/Grace Hopper.md": """---
type: person
knows: ["[[Ada Lovelace]]"]
---
## Log
- 2026-01-06 call with [[Countess]]: ships
""",
        "Daily/2026-11-23.md": "# Monday\n- tea alone\n",
        "Events/2026-11-26 Conf.md": """---
type: event
date: 2026-11-26
people: ["[[Ada Lovelace]]"]
---
Bring paper.
""",
        "Events/2026-11-20 Past.md": """---
type: event
date: 2026-11-20
status: planned
---

## Log
- met [[Grace Hopper]]: ships
""",
        "Follow-ups/2026-11-22 Ada Lovelace.md": """---
type: follow-up
person: "[[Ada Lovelace]]"
created: 2026-11-22
status: open
---
%% vaultnet:begin briefing %%
old
%% vaultnet:end briefing %%
## Draft
Hi …
""",
    }
    for path, text in notes.items():
        text = text if last else text.rstrip("\n")
        vault.write(path, (mark + text).replace("\n", eol).encode("utf-8"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", EDITS, ids=" ".join)
def test_a_note_keeps_its_line_ends_and_its_byte_order_mark(vault: Vault, words: list[str], form: str) -> None:
    of_form(vault, form)
    eol, mark, _ = FORMS[form]
    before = vault.bytes()
    ran = vault.run(*words)
    assert ran.code == 0, ran.all
    after = vault.bytes()
    assert after != before
    for path, data in after.items():
        text = data.decode("utf-8")
        source = path if path in before else "People/Ada Lovelace.md" if "King" in path else ""
        if not source:
            continue
        assert text.startswith("\ufeff") == bool(mark)
        assert "\ufeff" not in text[1:]
        rest = text.replace("\r\n", "")
        assert ("\n" not in rest and "\r" not in rest) if eol == "\r\n" else "\r" not in text, path
        if before[source] != data:
            kept = [line for line in before[source].decode("utf-8").split(eol) if line in text]
            assert len(kept) >= before[source].decode("utf-8").count(eol) - 5, "little changes"
    assert vault.run("doctor").code == 0
    vault.ok("undo")
    assert vault.bytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_the_comments_and_blanks_of_frontmatter_stay(vault: Vault, form: str) -> None:
    of_form(vault, form)
    vault.ok("set", "ada", "tier=inner")
    text = vault.read("People/Ada Lovelace.md")
    assert "type: person # mine" in text and "tier:   inner   # since 1840" in text


def test_the_journal_holds_fifty_changes_and_takes_them_back_in_order(vault: Vault) -> None:
    path = vault.person("Ada Lovelace")
    states = [path.read_bytes()]
    for number in range(6):
        vault.ok("log", "ada", f"call: number {number}")
        states.append(path.read_bytes())
    while len(states) > 1:
        assert path.read_bytes() == states.pop()
        vault.ok("undo")
    assert path.read_bytes() == states[0]


def test_a_session_of_everything_leaves_a_clean_vault_and_undo_leads_back_to_its_beginning(sample: Vault) -> None:
    before = sample.bytes()
    day = ["--today", "2026-11-23"]
    steps = """agenda --write
followup --due
prep platformconf
log mara 'call: the role'
done rubric
new person Ingeborg
set ingeborg tier=casual organization=Helio
move ingeborg 'Ingeborg Lie'
debrief 'lunch sam' --met 'Ingeborg Lie'
promise ingeborg 'call her' --by friday
agenda --write""".splitlines()
    for words in map(shlex.split, steps):
        ran = run_here(*words, *day, "--vault", str(sample.root))
        assert ran.code == 0, (words, ran.all)
        assert sample.json("doctor")["findings"] == [], words
    for _ in steps:
        sample.ok("undo")
    assert sample.bytes() == before
