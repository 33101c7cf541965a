import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultnet.text.links import Link, find_links, wikilink
from vaultnet.text.names import MAX_BYTES, file_name, folder, key, stem, topic_key, unaccented


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "ADA lovelace"),
        ("José", unicodedata.normalize("NFD", "José")),
        ("STRASSE", "straße"),
        ("Ǆ", "ǆ"),
        ("Ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"),
        (unicodedata.normalize("NFD", "Ådne"), "ådne"),
    ],
)
def test_names_are_compared_without_case_and_however_an_accent_is_written(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Jose", "José"), ("Ada", "Ada "), ("a-b", "a b"), ("Müller", "Mueller")])
def test_names_that_people_tell_apart_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Tomás Reis", "tomas reis"),
        ("Łukasz Wiśniewski", "lukasz wisniewski"),
        ("Ògúnlẹ́yẹ", "ogunleye"),
        (unicodedata.normalize("NFD", "Ògúnlẹ́yẹ"), "ogunleye"),
        ("Guðrún Þórsdóttir", "gudrun thorsdottir"),
        ("Søren Ærø", "soren aero"),
        ("Đặng Đức", "dang duc"),
        ("Jörg Weiß", "jorg weiss"),
        ("İbrahim Yıldız", "ibrahim yildiz"),
        ("Œuvray", "oeuvray"),
        ("O’Brien", "o'brien"),
        ("Андрей Ёлкин", "андреи елкин"),
        ("Νίκος Παππάς", "νικοσ παππασ"),
    ],
)
def test_a_name_is_typed_without_its_accents(name: str, typed: str) -> None:
    assert unaccented(name) == typed == unaccented(typed)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("김", "기"), ("की", "क"), ("كَتَبَ", "كتاب")])
def test_marks_that_make_another_letter_stay(one: str, other: str) -> None:
    assert unaccented(one) != unaccented(other)


@given(st.text())
def test_what_is_unaccented_stays_so_and_is_never_empty_for_a_letter(name: str) -> None:
    bare = unaccented(name)
    assert unaccented(bare) == bare
    assert bare or not any(char.isalnum() for char in name)


@given(st.text())
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert key(key(name)) == key(name)
    assert key(unicodedata.normalize("NFD", name)) == key(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    "topic",
    [
        "AI chips",
        "ai-chips",
        "AI_Chips",
        "#ai-chips",
        "#topic/ai-chips",
        "topic/AI chips",
        " ai  chips ",
        "Topic/ai_chips",
    ],
)
def test_a_topic_is_one_however_it_is_typed(topic: str) -> None:
    assert topic_key(topic) == "ai-chips"


def test_a_nested_topic_keeps_its_parts() -> None:
    assert topic_key("#topic/ai/Chips and more") == "ai/chips-and-more"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Bao/Nguyen: the second", "Bao Nguyen the second"),
        ('a\\b*c?d"e<f>g|h', "a b c d e f g h"),
        ("C# [core]^x", "C core x"),
        ("..hidden", "hidden"),
        ("-rf", "rf"),
        ("../../etc/passwd", "etc passwd"),
        ("Dr. No.", "Dr. No"),
        ("x.md", "x"),
        ("a\x00b\nc\x1bd\x9be", "a b c d e"),
        ("safe\u202egnp.exe", "safe gnp.exe"),
        ("CON", "CON note"),
        ("nul.txt", "nul.txt note"),
        ("LPT1", "LPT1 note"),
        ("Conrad", "Conrad"),
        (unicodedata.normalize("NFD", "José"), unicodedata.normalize("NFC", "José")),
        ("Ada (Acme)", "Ada (Acme)"),
        ("王晓明", "王晓明"),
        ("'); DROP TABLE", "'); DROP TABLE"),
        ("///", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_file_name_is_the_human_name_without_what_a_disk_or_a_link_cannot_carry(name: str, expected: str) -> None:
    assert file_name(name) == expected


@given(st.text())
def test_every_file_name_is_safe_and_can_be_linked_to(name: str) -> None:
    fit = file_name(name)
    assert file_name(fit) == fit
    assert not set(fit) & set('\\/:*?"<>|#^[]\0\n\r')
    assert len(fit.encode("utf-8", "surrogatepass")) <= MAX_BYTES + len(" note")
    assert not fit.startswith((".", "-", " ")) and not fit.endswith((".", " "))
    if fit:
        assert stem(fit + ".md") == fit
        (link,) = find_links(wikilink(fit))
        assert (link.target, link.heading, link.shown) == (fit, "", "")


@pytest.mark.parametrize(
    ("path", "name", "where"),
    [
        ("Ada.md", "Ada", ""),
        ("People/Ada.md", "Ada", "People"),
        ("a/b/Ada.MD", "Ada", "a/b"),
        ("a/Ada.v2.md", "Ada.v2", "a"),
        ("Ada", "Ada", ""),
        ("a.md/Ada.md", "Ada", "a.md"),
    ],
)
def test_a_notes_name_and_folder_come_from_its_path(path: str, name: str, where: str) -> None:
    assert (stem(path), folder(path)) == (name, where)


@given(st.text(st.characters(exclude_characters="[]|\n\r#", exclude_categories=["Cs"]), min_size=1), st.text())
def test_whatever_is_shown_the_link_still_leads_to_the_name(name: str, shown: str) -> None:
    if not name.strip() or name.endswith("\\"):
        return
    shown = shown.replace("\n", " ").replace("\r", " ")
    links: list[Link] = list(find_links(wikilink(name, shown)))
    assert [link.target for link in links if not link.markdown] == [name]
