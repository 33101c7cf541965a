import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultnet.text.links import Link, find_links, link_key, local_target, unlinked, wikilink


def found(text: str) -> list[tuple[str, str, str, bool]]:
    return [(link.target, link.heading.lstrip("#"), link.shown, link.embed) for link in find_links(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[[Note]]", [("Note", "", "", False)]),
        ("[[Note.md]]", [("Note.md", "", "", False)]),
        ("[[Dir/Note]]", [("Dir/Note", "", "", False)]),
        ("[[Note|text]]", [("Note", "", "text", False)]),
        ("[[Note#H]]", [("Note", "H", "", False)]),
        ("[[Note#H1#H2]]", [("Note", "H1#H2", "", False)]),
        ("[[Note#H|text]]", [("Note", "H", "text", False)]),
        ("[[#H]]", []),
        ("[[Note#^block]]", [("Note", "^block", "", False)]),
        ("![[Note]]", [("Note", "", "", True)]),
        ("![[image.png|100]]", [("image.png", "", "100", True)]),
        (r"| [[Note\|text]] |", [("Note", "", "text", False)]),
        (r"| [[Dir/Note#H\|text]] |", [("Dir/Note", "H", "text", False)]),
        ("[[Note|a [[Other]]", [("Other", "", "", False)]),
        ("[[Note|a [1] b]]", [("Note", "", "a [1] b", False)]),
        ("[[A]] and [[B]]", [("A", "", "", False), ("B", "", "", False)]),
        ("[[A]][[B]]", [("A", "", "", False), ("B", "", "", False)]),
        ("[[[A]]]", [("A", "", "", False)]),
        ("[[]]", []),
        ("[[ ]]", []),
        ("[[A", []),
        ("[A]]", []),
        ("[[A\nB]]", []),
        ("[[A|]]", [("A", "", "", False)]),
        ("[text](Dir/My%20Note.md)", [("Dir/My Note.md", "", "text", False)]),
        ("[text](<Dir/My Note.md>)", [("Dir/My Note.md", "", "text", False)]),
        ("[text](My%20Note)", [("My Note", "", "text", False)]),
        ("[text](Note.md#Some%20heading)", [("Note.md", "Some heading", "text", False)]),
        ("![alt](Note.md)", [("Note.md", "", "alt", True)]),
        ("[text](./Note.md)", [("./Note.md", "", "text", False)]),
        ("[x](caf%C3%A9.md)", [("café.md", "", "x", False)]),
        ("[text](https://example.org/a.md)", []),
        ("[text](mailto:ada@example.org)", []),
        ("[text](obsidian://open?vault=x)", []),
        ("[text](//example.org/a.md)", []),
        ("[text](#heading)", []),
        ("[text](image.png)", []),
        ("[text]()", []),
        ("[a](b) [c](d)", [("b", "", "a", False), ("d", "", "c", False)]),
    ],
)
def test_links_are_found_as_obsidian_writes_them(text: str, links: list[tuple[str, str, str, bool]]) -> None:
    assert found(text) == links


def test_a_link_knows_its_place_and_where_its_target_begins() -> None:
    text = "see [[Dir/Ada#x|A]] or ![m](Dir/My%20Note.md#h)!"
    wiki, markdown = find_links(text)
    assert text[wiki.start : wiki.end] == "[[Dir/Ada#x|A]]"
    assert text[wiki.at :].startswith("Dir/Ada#")
    assert text[markdown.start : markdown.end] == "![m](Dir/My%20Note.md#h)"
    assert text[markdown.at :].startswith("Dir/My%20Note.md")
    assert (wiki.markdown, markdown.markdown) == (False, True)


@given(st.text(st.sampled_from("[]|#()!\\ ab/.md%<>\n"), max_size=30))
def test_links_of_any_text_lie_in_it_and_read_the_same_again(text: str) -> None:
    for link in find_links(text):
        piece = text[link.start : link.end]
        again = [one for one in find_links(piece) if one.target == link.target]
        assert again, (piece, link)
        assert link.target.strip()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Ada Lovelace", "ada lovelace"),
        ("Ada Lovelace.md", "ada lovelace"),
        ("People/Ada", "people/ada"),
        ("./Ada", "ada"),
        ("../People/Ada.MD", "people/ada"),
        ("/People/Ada", "people/ada"),
        (" Ada ", "ada"),
        ("STRASSE", "strasse"),
        ("Jose\u0301", "josé"),
    ],
)
def test_targets_are_compared_without_case_suffix_and_dots(target: str, expected: str) -> None:
    assert link_key(target) == expected


@pytest.mark.parametrize(
    ("name", "shown", "expected"),
    [
        ("Ada Lovelace", "", "[[Ada Lovelace]]"),
        ("Ada Lovelace", "Ada", "[[Ada Lovelace|Ada]]"),
        ("Ada", "Ada", "[[Ada]]"),
        ("Ada", "A [x] | y", "[[Ada|A  x    y]]"),
    ],
)
def test_a_link_is_written_with_what_it_shows(name: str, shown: str, expected: str) -> None:
    written = wikilink(name, shown)
    assert " ".join(written.split()) == " ".join(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("met [[Ada Lovelace|Ada]] and [[People/Bob]]", "met Ada and Bob"),
        ("[[Ada#Career]]", "Ada"),
        (r"| [[Ada\|A]] |", "| A |"),
        ("plain [x](y.md)", "plain [x](y.md)"),
        ("[[Ada", "[[Ada"),
    ],
)
def test_a_text_reads_as_its_links_show_it(text: str, expected: str) -> None:
    assert unlinked(text) == expected


@pytest.mark.parametrize(
    ("url", "path"),
    [("a.md", "a.md"), ("a%2Fb", "a/b"), ("a.pdf", ""), ("tel:123", ""), ("v1.2/note", "v1.2/note"), ("<a b.md>", "a b.md"),
     ("a.md#h.x", "a.md#h.x"), ("%", "%"), ("a.canvas", "")],
)  # fmt: skip
def test_an_address_is_a_note_only_inside_the_vault(url: str, path: str) -> None:
    assert local_target(url) == path


def test_a_link_in_a_table_keeps_its_name_whole() -> None:
    (link,) = find_links(r"| [[Ada Lovelace\|Ada]] | x |")
    assert isinstance(link, Link)
    assert link_key(link.target) == "ada lovelace"


@pytest.mark.parametrize("title", ['"her page"', "'her page'", ""])
def test_a_title_behind_an_address_leaves_a_link_a_link(title: str) -> None:
    text = f"[q](Dir/My%20Note.md {title}) end"
    (link,) = find_links(text)
    assert (link.target, text[link.end :]) == ("Dir/My Note.md", " end")
