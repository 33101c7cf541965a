"""`move`: a rename or a merge loses no word of either note, and is refused where it would."""

from pathlib import Path

import pytest
from vaults import Vault

PERSON = "---\ntype: person\n---\n"


@pytest.fixture
def two(tmp_path: Path) -> Vault:
    """A vault with the notes A and B."""
    vault = Vault(tmp_path / "vault")
    vault.write("vaultnet.toml", "")
    vault.write("People/A.md", PERSON)
    vault.write("People/B.md", PERSON)
    return vault


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("Just text about Ada", "People/A.md:2: the frontmatter is no list of `key: value` lines"),
        ("- a\n- b", "People/A.md:2: the frontmatter is no list of `key: value` lines"),
        ("type: person\ntier: close\ntier: inner", 'People/A.md:4: "tier" stands twice (first on line 3)'),
        ("phone: @123", "People/A.md:2:"),
    ],
)
def test_a_note_whose_frontmatter_cannot_be_carried_over_is_not_merged(two: Vault, front: str, said: str) -> None:
    two.write("People/A.md", f"---\n{front}\n---\nbody\n")
    before = two.bytes()
    for more in ((), ("--dry-run",)):
        ran = two.run("move", "A", "B", "--merge", *more)
        assert ran.code == 3 and said in ran.err
    assert two.bytes() == before


def test_what_stands_under_a_date_heading_of_the_log_counts_after_a_merge(two: Vault) -> None:
    two.write("People/A.md", PERSON + "## Log\n\n### 2026-11-01\n- call: under heading\n")
    two.write("People/B.md", PERSON + "## Log\n- 2026-10-01 call: x\n\n### 2026-09-01\n- call: y\n")
    two.ok("move", "A", "B", "--merge")
    assert [row["date"] for row in two.json("log", "B")] == ["2026-11-01", "2026-10-01", "2026-09-01"]
    assert two.read("People/B.md").endswith("- call: y\n\n### 2026-11-01\n\n- call: under heading\n")


def test_sections_of_one_name_below_different_ones_stay_where_they_belong(two: Vault) -> None:
    two.write("People/A.md", PERSON + "## Work\n### Notes\nwork note\n## Home\n### Notes\nhome note\n")
    two.write("People/B.md", PERSON + "## Home\nhouse\n")
    two.ok("move", "A", "B", "--merge")
    body = two.read("People/B.md").partition("## Home")[2]
    assert body == "\nhouse\n\n### Notes\n\nhome note\n\n## Work\n### Notes\n\nwork note\n"


def test_nested_values_are_carried_over_as_they_stand(two: Vault) -> None:
    nested = 'k:\n- {a: 1, b: true}\nnested:\n  a: true  # as told\n  b: "x"\n'
    two.write("People/A.md", f"---\ntype: person\n{nested}other:\n  z: 1\n---\n")
    two.write("People/B.md", "---\ntype: person\nother: 5\n---\n")
    ran = two.run("move", "A", "B", "--merge")
    assert nested in two.read("People/B.md") and "```yaml\nother:\n  z: 1\n```" in two.read("People/B.md")
    assert "both had their own other:" in ran.err and "other: 5\n" in two.read("People/B.md")


def test_a_section_that_ends_with_a_closed_code_block_is_merged(two: Vault) -> None:
    two.write("People/A.md", PERSON + "## Log\n- 2026-11-01 call: y\n\n```\ncode\n```\n")
    two.write("People/B.md", PERSON + "## Log\n- 2026-10-01 call: x\n")
    two.ok("move", "A", "B", "--merge")
    assert "```\ncode\n```\n" in two.read("People/B.md")


@pytest.mark.parametrize("names", [("Con1", "A"), ("A", "Con1")])
def test_a_conflict_in_either_note_is_named_by_its_own_line(two: Vault, names: tuple[str, str]) -> None:
    two.write("People/Con1.md", PERSON + "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n")
    ran = two.run("move", *names, "--merge")
    assert ran.code == 3 and "People/Con1.md:4: the note holds a git conflict" in ran.err


def test_a_dry_run_refuses_what_the_real_run_would(two: Vault) -> None:
    (two.root / "People" / "Dangling.md").symlink_to("nowhere.md")
    (two.root / "People" / "Alias.md").symlink_to("A.md")
    (two.root / "People" / "loop").symlink_to(".")
    before = two.bytes()
    for words in (("B", "Dangling"), ("Alias", "Y"), ("Alias", "A", "--merge"), ("B", "People/loop/"),
                  ("B", "templates/"), ("B", "/tmp/elsewhere/")):  # fmt: skip
        dry, real = two.run("move", *words, "--dry-run"), two.run("move", *words)
        assert dry.code == real.code in (2, 3) and dry.err == real.err
    assert two.bytes() == before


def test_a_note_with_a_second_path_by_a_link_is_rewritten_once(two: Vault) -> None:
    two.write("People/A.md", PERSON + "see [[B]]\n")
    (two.root / "People" / "Alias.md").symlink_to("A.md")
    two.ok("move", "B", "Bee")
    assert two.read("People/A.md") == PERSON + "see [[Bee]]\n"
    assert (two.root / "People" / "Alias.md").is_symlink()


@pytest.mark.parametrize("front", ["<<<<<<< HEAD\ntier: close\n=======\ntier: inner\n>>>>>>> o", "phone: @123", "- a"])
def test_no_line_is_added_to_a_note_whose_frontmatter_cannot_be_read(two: Vault, front: str) -> None:
    two.write("People/A.md", f"---\n{front}\n---\n## Log\n- 2026-10-01 call: x\n")
    before = two.bytes()
    ran = two.run("log", "A", "call: y")
    assert ran.code == 3 and "People/A.md:" in ran.err and two.bytes() == before


@pytest.mark.parametrize(
    ("front", "name", "after"),
    [
        ("manager: [[A]]", "Byron, Ada", 'manager: "[[Byron, Ada]]"'),
        ("manager: [[A]]", "Ada B", "manager: [[Ada B]]"),
        ("manager: '[[A]]'", "Ada O'Brien", "manager: '[[Ada O''Brien]]'"),
        (
            'knows:\n  - "[[A|Addie]]"\n  - "[[A]] # x"',
            "Ada {x}",
            'knows:\n  - "[[Ada {x}|Addie]]"\n  - "[[Ada {x}]] # x"',
        ),
        ("knows: [[A]] # [[A]] from school", "Ada B", "knows: [[Ada B]] # [[A]] from school"),
        ("note: |\n  met [[A]]\n  twice", "Ada B", "note: |\n  met [[Ada B]]\n  twice"),
    ],
)
def test_links_in_frontmatter_follow_in_their_own_quotes_and_comments_stay(
    two: Vault, front: str, name: str, after: str
) -> None:
    two.write("People/B.md", f"---\ntype: person\n{front}\n---\nSaw [[A]].\n")
    two.ok("move", "A", name)
    assert two.read("People/B.md") == f"---\ntype: person\n{after}\n---\nSaw [[{name}]].\n"
    if front.startswith(("manager", "knows")):
        assert [row["name"] for row in two.json("list", "person", "--linked-to", name)] == ["B"]


@pytest.mark.parametrize("value", ["progress: 100%%", 'quote: "a <!-- b"', "cmd: |\n  ```sh\n  ls"])
def test_what_looks_like_code_in_frontmatter_hides_no_link_of_the_body(two: Vault, value: str) -> None:
    body = "Saw [[A]].\n\n%% private [[A]] %%\n\n```\n[[A]]\n```\n"
    two.write("People/B.md", f"---\n{value}\n---\n{body}")
    two.ok("move", "A", "Ada B")
    assert two.read("People/B.md") == f"---\n{value}\n---\n{body.replace('Saw [[A]]', 'Saw [[Ada B]]')}"


def test_doctor_mends_a_link_below_such_a_value_and_one_bad_note_hides_no_other(two: Vault) -> None:
    two.write("People/A.md", "---\ntype: person\naliases: [Addie]\n---\n")
    two.write("People/B.md", "---\ncmd: |\n  ```sh\n  ls\n---\nSaw [[Addie]].\n")
    two.write("People/C.md", "---\nx: [\n---\nSaw [[Addie]].\n")
    ran = two.run("doctor", "--fix")
    assert "People/C.md:2" in ran.err and two.read("People/B.md").endswith("Saw [[A|Addie]].\n")
    assert two.read("People/C.md").endswith("Saw [[Addie]].\n")


def test_a_merge_keeps_the_firm_of_the_note_that_stays_and_says_the_other_below(two: Vault) -> None:
    two.write("People/A.md", "---\ntype: person\norganization: Maple\n---\n")
    two.write("People/B.md", "---\ntype: person\norganization: Quill\n---\n")
    two.ok("move", "A", "B", "--merge")
    assert "organization: Quill\n" in two.read("People/B.md") and "- organization: Maple" in two.read("People/B.md")


def test_a_template_that_would_hold_a_nul_makes_no_note(two: Vault) -> None:
    two.write("templates/new/person.md.j2", b"---\ntype: person\n---\nx\0y\n")
    before = two.bytes()
    ran = two.run("new", "person", "Zed")
    assert ran.code == 3 and "person.md.j2:1: " in ran.err and "hint: " in ran.err
    assert two.bytes() == before
