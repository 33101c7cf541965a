"""`set`: the fact decides, not the key's name."""

import pytest
from vaults import Vault


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        (("company", "role"), ("company", "role")),
        (("company", "role"), ("organization", "title")),
        (("org", "title"), ("organisation", "role")),
        (("ORG", "TITLE"), ("ORG", "TITLE")),
        (("ORG", "TITLE"), ("company", "title")),
        (("firma", "amt"), ("firma", "amt")),
        (("firma", "amt"), ("organization", "title")),
        (("Organization", "Title"), ("organization", "title")),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_new_post_leaves_its_lines_whatever_the_keys_are_called(
    vault: Vault, keys: tuple[str, str], typed: tuple[str, str], eol: str
) -> None:
    vault.write("vaultnet.toml", '[keys]\nfirma = "organization"\namt = "title"\n')
    path = vault.write("People/Ada.md", f"---\n{keys[0]}: Acme\n{keys[1]}: Engineer\n---\n".replace("\n", eol))
    vault.ok("set", "ada", f"{typed[0]}=Northwind", f"{typed[1]}=CTO")
    company = '"[[Northwind]]"' if keys[0] == "Organization" else "Northwind"
    assert vault.read(str(path)).replace(eol, "\n") == (
        f"---\n{keys[0]}: {company}\n{keys[1]}: CTO\n---\n\n## Career\n- 2026-11 Engineer, Acme\n"
        f"\n## Log\n- 2026-11-23 news: now CTO at {company.strip(chr(34))}\n"
    )


def test_a_key_that_is_not_read_changes_no_post(vault: Vault) -> None:
    path = vault.write("People/Ada.md", '---\norganization: "[[Acme]]"\ncompany: "[[Acme]]"\n---\n')
    vault.ok("set", "ada", "company=Northwind")
    assert vault.read(str(path)) == '---\norganization: "[[Acme]]"\ncompany: "[[Northwind]]"\n---\n'


def test_what_a_fact_must_be_is_asked_of_every_word_for_it(vault: Vault) -> None:
    vault.write("vaultnet.toml", '[keys]\nprm-tier = "tier"\n')
    vault.write("People/Ada.md", "---\nprm-tier: close\nBDAY: 1815-12-10\n---\n")
    for pair in ("prm-tier=nowhere", "bday=soon", "last-contact=never"):
        assert vault.run("set", "ada", pair).code == 2, pair
    vault.ok("set", "ada", "tier=inner", "birthday=12-10", "last-contact=yesterday")
    assert vault.read("People/Ada.md") == "---\nprm-tier: inner\nBDAY: 12-10\nlast-contact: 2026-11-22\n---\n"


def test_one_of_several_addresses_is_no_other_one(vault: Vault) -> None:
    vault.write("People/Ada.md", "---\nEMAIL[HOME]: a@home.example\n---\n")
    vault.ok("set", "ada", "EMAIL[WORK]=a@work.example")
    assert vault.read("People/Ada.md") == '---\nEMAIL[HOME]: a@home.example\n"EMAIL[WORK]": a@work.example\n---\n'
