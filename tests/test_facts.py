import pytest

from vaultnet.facts import Reading, event_kind, read_facts, type_of
from vaultnet.note import read_note
from vaultnet.text.plain import Value
from vaultnet.words import FOLDERS, TYPE_ALIASES, TYPES


def kind_of(path: str, front: str, body: str = "", reading: Reading = Reading()) -> str:  # noqa: B008
    return read_note(path, f"---\n{front}\n---\n{body}\n", reading).type


def facts(front: str, path: str = "People/Ada.md", reading: Reading = Reading()) -> dict[str, Value]:  # noqa: B008
    return read_note(path, f"---\n{front}\n---\n", reading).facts


# The type of a note ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPES)
def test_the_type_key_says_what_a_note_is_wherever_it_lies(name: str) -> None:
    for path in ("Ada.md", "People/Ada.md", "Events/x/Ada.md"):
        assert kind_of(path, f"type: {name}") == name
        assert kind_of(path, f'type: "{name.upper()}"') == name
        assert kind_of(path, f'type: " {name} "') == name


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("contact", "person"), ("Contact", "person"), ("contacts", "person"), ("people", "person"), ("meeting", "event"),
        ("conference", "event"), ("company", "organization"), ("organisation", "organization"), ("companies", "organization"),
        ("[[Company]]", "organization"), ("events", "event"), ("follow up", "follow-up"), ("projects", "project"),
    ],
)  # fmt: skip
def test_other_tools_words_for_a_type_are_understood(foreign: str, ours: str) -> None:
    assert kind_of("x.md", f'type: "{foreign}"') == ours


def test_an_unknown_type_is_kept_and_no_folder_overrides_it() -> None:
    assert kind_of("People/Ada.md", "type: Recipe") == "recipe"


@pytest.mark.parametrize(("folder", "type_"), FOLDERS.items())
def test_the_folder_gives_the_type_where_the_note_says_none(folder: str, type_: str) -> None:
    assert kind_of(f"{folder}/x.md", "a: 1") == type_
    assert kind_of(f"{folder}/deeper/still/x.md", "a: 1") == type_
    assert kind_of(f"{folder}.md", "a: 1") == ""
    assert kind_of(f"Other/{folder}x/x.md", "a: 1") == ""


def test_a_type_that_is_no_text_says_nothing() -> None:
    assert kind_of("People/Ada.md", "type: 5") == "person"
    assert kind_of("People/Ada.md", "type:") == "person"
    assert kind_of("People/Ada.md", 'type: ""') == "person"


def test_folders_of_the_configuration_replace_the_usual_ones_and_may_be_nested() -> None:
    reading = Reading(folders={"Kontakte": "person", "Work/Firms": "organization"})
    assert kind_of("Kontakte/Ada.md", "a: 1", reading=reading) == "person"
    assert kind_of("Work/Firms/Acme.md", "a: 1", reading=reading) == "organization"
    assert kind_of("Work/Acme.md", "a: 1", reading=reading) == ""
    assert kind_of("People/Ada.md", "a: 1", reading=reading) == ""


@pytest.mark.parametrize("tag", ["person", "people", "contact", "Person"])
def test_a_tag_makes_a_person_where_no_type_is_given(tag: str) -> None:
    assert kind_of("x.md", f"tags: [{tag}]") == "person"
    assert kind_of("x.md", f"tags: {tag}, other") == "person"
    assert kind_of("x.md", f"tag: {tag}") == "person"
    assert kind_of("x.md", "a: 1", f"some text #{tag}") == "person"
    assert kind_of("x.md", "type: recipe", f"some text #{tag}") == "recipe"
    assert kind_of("x.md", "a: 1", f"`#{tag}` and x#{tag}") == ""


def test_a_category_makes_a_type_where_none_is_given() -> None:
    assert kind_of("x.md", 'categories:\n  - "[[People]]"') == "person"
    assert kind_of("x.md", "categories:\n  - [[People]]") == "person"
    assert kind_of("x.md", 'categories:\n  - "[[Categories/Companies|x]]"') in ("organization", "")
    assert kind_of("x.md", 'categories: "[[Meetings]]"') == "event"
    assert kind_of("x.md", 'categories: ["[[Recipes]]", "[[People]]"]') == "person"
    assert kind_of("x.md", 'type: project\ncategories:\n  - "[[People]]"') == "project"
    assert kind_of("x.md", 'categories:\n  - "[[Recipes]]"') == ""


def test_a_vcard_in_the_frontmatter_makes_a_person_or_an_organization() -> None:
    assert kind_of("x.md", "N.GN: Ada\nN.FN: Lovelace") == "person"
    assert kind_of("x.md", "FN: Ada") == "person"
    assert kind_of("x.md", "KIND: individual\nFN: Ada") == "person"
    assert kind_of("x.md", "KIND: org\nFN: Acme") == "organization"
    assert kind_of("x.md", "KIND: location\nFN: Beach") == "location"


def test_a_date_as_a_name_makes_a_daily_note() -> None:
    assert kind_of("2026-11-22.md", "a: 1") == "daily"
    assert kind_of("Journal/2026-11-22.md", "a: 1") == "daily"
    assert kind_of("2026-02-30.md", "a: 1") == ""
    assert kind_of("People/2026-11-22.md", "a: 1") == "person"
    assert kind_of("2026-11-22 Ada.md", "a: 1") == ""


def test_the_order_of_what_tells_a_type() -> None:
    fields: dict[str, Value] = {"type": "goal", "categories": ["[[Meetings]]"], "KIND": "org", "tags": ["person"]}
    path = "Projects/2026-11-22.md"
    found = []
    for key in ("type", "categories", "KIND", "tags", ""):
        found.append(type_of(fields, path, [], Reading()))
        fields.pop(key, None)
    assert found == ["goal", "event", "organization", "person", "project"]
    assert type_of({}, "x/2026-11-22.md", [], Reading()) == "daily"


def test_every_word_for_a_type_leads_to_a_type() -> None:
    assert set(TYPE_ALIASES.values()) <= set(TYPES)
    assert set(FOLDERS.values()) <= set(TYPES)


@pytest.mark.parametrize(
    ("front", "kind"),
    [("kind: Coffee", "coffee"), ("a: 1", ""), ("type: meeting", "meeting"), ("type: conference", "conference"),
     ("type: meeting\nkind: lunch", "lunch"), ('categories: "[[Meetings]]"', "meeting"), ("kind: 5", "")],
)  # fmt: skip
def test_what_kind_of_event_it_is(front: str, kind: str) -> None:
    assert read_note("Events/x.md", f"---\n{front}\n---\n", Reading()).kind == kind
    assert event_kind({}, {"kind": kind}) == kind


def test_only_events_have_a_kind() -> None:
    assert read_note("People/x.md", "---\nkind: coffee\n---\n", Reading()).kind == ""


# Keys and their values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("foreign", "value", "key", "expected"),
    [
        ("org", "Acme", "organization", ["Acme"]),
        ("company", "Acme", "organization", ["Acme"]),
        ("organisation", "Acme", "organization", ["Acme"]),
        ("Company", "Acme", "organization", ["Acme"]),
        ("role", "CTO", "title", "CTO"),
        ("topics", "AI", "interests", ["AI"]),
        ("last-contact", "2026-01-01", "last_contact", "2026-01-01"),
        ("last_contacted", "2026-01-01", "last_contact", "2026-01-01"),
        ("last_contact", "2026-01-01", "last_contact", "2026-01-01"),
        ("FN", "Ada L", "name", "Ada L"),
        ("ORG", "Acme", "organization", ["Acme"]),
        ("TITLE", "CTO", "title", "CTO"),
        ("BDAY", "1990-04-17", "birthday", "1990-04-17"),
        ("UID", "urn:x", "uid", "urn:x"),
        ("EMAIL", "a@b.org", "email", ["a@b.org"]),
        ('"EMAIL[HOME]"', "a@b.org", "email", ["a@b.org"]),
        ('"TEL[CELL]"', '"+49151"', "phone", ["+49151"]),
        ('"URL[WORK]"', "https://x.org", "website", "https://x.org"),
        ('"ADR[HOME].LOCALITY"', "Berlin", "location", "Berlin"),
        ("ADR.LOCALITY", "Berlin", "location", "Berlin"),
        ('"ADR[HOME].STREET"', "Main 1", "ADR[HOME].STREET", "Main 1"),
        ("Birthday", "04-17", "birthday", "04-17"),
        ("somekey", "x", "somekey", "x"),
    ],
)
def test_other_tools_keys_are_understood_in_a_person(foreign: str, value: str, key: str, expected: Value) -> None:
    assert facts(f"{foreign}: {value}") == {key: expected}


def test_keys_that_mean_something_in_other_types() -> None:
    assert facts("attendees: [Ada]", "Events/x.md") == {"people": ["Ada"]}
    assert facts("members: [Ada]", "Projects/x.md") == {"people": ["Ada"]}
    assert facts("started: 2026-01-01", "Projects/x.md") == {"start": "2026-01-01"}
    assert facts("topics: [AI]", "Events/x.md") == {"topics": ["AI"]}


def test_keys_of_the_configuration_come_first() -> None:
    reading = Reading(keys={"prm-tier": "tier", "org": "nickname"})
    assert facts("prm-tier: close\norg: x", reading=reading) == {"tier": "close", "nickname": "x"}


def test_our_own_key_wins_over_a_foreign_one() -> None:
    assert facts("company: Old\norganization: Acme")["organization"] == ["Acme"]
    assert facts("organization: Acme\ncompany: Old")["organization"] == ["Acme"]
    assert facts("company: First\norg: Second")["organization"] == ["First"]
    assert facts("organization:\ncompany: Acme")["organization"] == ["Acme"]


def test_several_addresses_of_a_vcard_all_count() -> None:
    read = facts('"EMAIL[HOME]": a@b.org\n"EMAIL[WORK]": c@d.org\nTEL: "1"\n"TEL[CELL]": "2"')
    assert read == {"email": ["a@b.org", "c@d.org"], "phone": ["1", "2"]}


def test_a_vcards_name_is_made_of_its_parts_unless_it_has_a_whole_one() -> None:
    assert facts("N.GN: Ada\nN.FN: Lovelace")["name"] == "Ada Lovelace"
    assert facts("N.GN: Ada\nN.FN:")["name"] == "Ada"
    assert facts("N.GN: Ada\nN.FN: Lovelace\nFN: Countess")["name"] == "Countess"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("aliases: Ada", ["Ada"]),
        ("aliases: [Ada, A]", ["Ada", "A"]),
        ("aliases:\n  - Ada\n  -\n  - A", ["Ada", "A"]),
        ("aliases: 5", ["5"]),
        ("aliases:\n  - [a, b]", ["a, b"]),
        ("aliases:\n  - {a: 1}", ["{'a': 1}"]),
    ],
)
def test_where_a_list_belongs_a_list_stands(front: str, expected: Value) -> None:
    assert facts(front) == {"aliases": expected}


@pytest.mark.parametrize(
    ("front", "expected"),
    [("title: [CTO]", "CTO"), ("title: [CTO, CEO]", "CTO, CEO"), ("title: CTO", "CTO"), ("title: 5", 5)],
)
def test_where_text_belongs_no_list_stands(front: str, expected: Value) -> None:
    assert facts(front) == {"title": expected}


def test_null_is_no_value() -> None:
    assert facts("title:\ncadence: ~") == {}


@pytest.mark.parametrize(
    ("front", "expected"),
    [("tags: [a, b]", ["a", "b"]), ("tags: a b, c", ["a", "b", "c"]),
     ('tags: "#a"', ["a"]), ('tags: ["#a", "##b"]', ["a", "b"]),
     ("tags: 2026", [])],
)  # fmt: skip
def test_tags_are_a_list_without_marks(front: str, expected: Value) -> None:
    assert facts(front) == {"tags": expected}


@pytest.mark.parametrize(
    "front", ["organization: [[Acme]]", "organization:\n  - [[Acme]]", "knows: [[Acme]]", "aliases: [[Acme]]"]
)
def test_an_unquoted_link_is_understood_and_hinted_at(front: str) -> None:
    read, _, faults = read_facts(
        read_note("x.md", f"---\n{front}\n---\n", Reading()).fields, {front.partition(":")[0]: 2}, "person", Reading()
    )
    assert list(read.values()) == [["[[Acme]]"]]
    (fault,) = faults
    assert (fault.code, fault.line) == ("unquoted-link", 2)
    assert '"[[Acme]]"' in fault.hint


def test_several_unquoted_links_in_a_list_are_all_understood() -> None:
    note = read_note("People/x.md", '---\nknows:\n  - [[Ada]]\n  - "[[Bob]]"\n  - [[Eve]]\n---\n', Reading())
    assert note.facts["knows"] == ["[[Ada]]", "[[Bob]]", "[[Eve]]"]
    assert [link.key for link in note.links] == ["ada", "bob", "eve"]
    assert [finding.code for finding in note.findings] == ["unquoted-link"]


def test_each_fact_knows_the_line_of_its_key() -> None:
    fields = {"company": "Acme", "title": "CTO"}
    _, lines, _ = read_facts(fields, {"company": 3, "title": 4}, "person", Reading())
    assert lines == {"organization": 3, "title": 4}
