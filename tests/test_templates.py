"""A vault's own template cannot hang the machine, exhaust it, read outside its folder or break the note it makes."""

import os
import re
from pathlib import Path

import pytest
from payloads import TEMPLATES
from vaults import Vault

from vaultnet.show import page

NAME = "templates/new/person.md.j2"


def lay(vault: Vault, text: str) -> None:
    """The template in the vault, and beside it what it may want to include."""
    vault.write("vaultnet.toml", "")
    vault.write(NAME, "{# a comment: what follows is line 2 #}\n" + text)
    vault.write("templates/new/latin.md.j2", "Müller".encode("latin-1"))
    vault.write("templates/new/huge.md.j2", "x" * 100_000)
    folder, secret = vault.root / "templates" / "new", vault.root.parent / "secret.md.j2"
    secret.write_text("SECRET")
    if not (folder / "link.md.j2").is_symlink():
        (folder / "link.md.j2").symlink_to(secret)
        os.mkfifo(folder / "pipe.md.j2")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than is allowed: what would take for ever takes that as well."""
    monkeypatch.setattr(page, "MAX_SECONDS", 0.1)
    monkeypatch.setattr(page, "MAX_MEMORY", 64 << 20)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("what", TEMPLATES)
def test_a_template_that_wants_too_much_is_refused_with_its_line(vault: Vault, what: str) -> None:
    lay(vault, TEMPLATES[what])
    ran = vault.run("new", "person", "Ada Lovelace")
    assert ran.code == 3, ran.all
    assert re.match(r"templates/new(?:/\w+\.md\.j2)?:[1-9]\d*: ", ran.err), ran.err
    assert "SECRET" not in ran.all and "unexpected" not in ran.all
    assert not (vault.root / "People").exists(), "nothing was written"


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("what", ["ranges in ranges", "a list of itself twice, printed", "a text doubled"])
def test_the_line_is_the_one_at_which_it_was_stopped(vault: Vault, what: str) -> None:
    lay(vault, "one\n\n{% if name %}\nfive\n" + TEMPLATES[what] + "\n{% endif %}\n")
    assert vault.run("new", "person", "Ada Lovelace").err.startswith(f"{NAME}:6: the template does not work: it ")


@pytest.mark.usefixtures("soon")
def test_the_line_is_that_of_the_template_that_was_included(vault: Vault) -> None:
    lay(vault, "{% include 'new/other.md.j2' %}")
    for text in (TEMPLATES["ranges in ranges"], "{{ missing }}"):
        vault.write("templates/new/other.md.j2", "one\ntwo\n" + text)
        assert vault.run("new", "person", "Ada").err.startswith("templates/new/other.md.j2:3: the template does not")


def test_a_template_without_fault_makes_the_same_page_in_a_process_of_its_own(vault: Vault) -> None:
    lay(vault, "# {{ name | upper }} {{ 3 * 4 }} {{ '-' * 20 }} {{ '%03d' % 7 }} {{ 2 ** 10 }}\n\n## Log\n")
    vault.ok("new", "person", "Ada Ünal")
    assert "# ADA ÜNAL 12 -------------------- 007 1024\n\n## Log\n" in vault.read("People/Ada Ünal.md")


def test_where_there_is_no_fork_the_sandbox_still_holds(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    for what in ("a text times a thousand million", "a power in steps", "one long range", "the classes of Python"):
        lay(vault, TEMPLATES[what])
        assert vault.run("new", "person", "Ada").err.startswith(f"{NAME}:2: ")


def test_where_there_is_no_fork_a_new_python_is_ended_when_its_time_is_up(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    lay(vault, "{{ name | upper }}\n\n## Log\n")
    vault.write("jinja2.py", "raise SystemExit('code of a vault was run')\n")
    monkeypatch.chdir(vault.root)
    vault.ok("new", "person", "Ada Ünal")
    assert "ADA ÜNAL\n\n## Log\n" in vault.read("People/Ada Ünal.md")
    lay(vault, "one\n{{ missing }}")
    assert vault.run("new", "person", "Grace").err.startswith(f"{NAME}:3: the template does not work: 'missing' is")
    lay(vault, TEMPLATES["ranges in ranges"])
    monkeypatch.setattr(page, "MAX_WAIT", 1.0)
    assert vault.run("new", "person", "Grace").err.startswith(
        f"{NAME}:1: the template does not work: it takes more than"
    )
    assert not (vault.root / "People" / "Grace.md").exists()


@pytest.mark.parametrize("folder", ["../outside", "link"])
def test_a_templates_folder_outside_of_the_vault_is_refused(vault: Vault, folder: str) -> None:
    outside = vault.root.parent / "outside" / "new"
    outside.mkdir(parents=True)
    (outside / "person.md.j2").write_text("SECRET")
    (vault.root / "link").symlink_to(outside.parent)
    vault.write("vaultnet.toml", f'templates = "{folder}"\n')
    ran = vault.run("new", "person", "Ada")
    assert ran.code == 3 and "the folder of templates is not inside the vault" in ran.err
    assert not (vault.root / "People").exists()


def test_a_template_stopped_leaves_no_process(vault: Vault, soon: None) -> None:
    lay(vault, TEMPLATES["ranges in ranges"])
    vault.run("new", "person", "Ada")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_missing_template_is_named(vault: Vault, tmp_path: Path) -> None:
    lay(vault, "{% include 'new/none.md.j2' %}")
    assert vault.run("new", "person", "Ada").err.startswith(
        f"{NAME}:2: the template does not work: there is no template"
    )
