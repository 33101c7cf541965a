"""Vaults that nobody prepared work without migration: real ones, counted by hand."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaultnet.index import ask, pulse
from vaultnet.index.store import read_findings
from vaultnet.index.sync import open_index
from vaultnet.vault.config import Config

CORPORA = Path(__file__).parent.parent.parent.parent / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora at {CORPORA}")


@contextlib.contextmanager
def indexed(name: str, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The index of a copy of a corpus, in which every note but the templates stands under its name."""
    root = tmp_path / "vault"
    shutil.copytree(CORPORA / name, root)
    connection, synced = open_index(str(root), Config())
    with contextlib.closing(connection):
        files = {path.relative_to(root).as_posix() for path in root.rglob("*.md")}
        files = {path for path in files if "templates/" not in path.lower()}
        assert {path for (path,) in connection.execute("select path from note")} == files
        assert synced.notes == len(files) > 0
        yield connection


def names(index: sqlite3.Connection, type_: str) -> list[str]:
    return [row.name for row in ask.notes_of_type(index, type_)]


def test_an_obsidian_vault_of_categories(tmp_path: Path) -> None:
    with indexed("kepano-vault", tmp_path) as index:
        assert names(index, "person") == ["Kevin Kelly", "Paul Chambers", "Steph Ango"]
        assert ask.counts(index) == {"": 43, "daily": 2, "event": 1, "organization": 1, "person": 3, "project": 1}
        assert names(index, "organization") == ["Obsidian"]
        assert names(index, "project") == ["Minimal Theme"]
        (meeting,) = ask.notes_of_type(index, "event")
        assert (meeting.name, meeting.kind, meeting.date) == ("2023-09-12 Meeting with Steph", "meeting", "2023-09-12")
        ((steph, _),) = ask.named(index, "Steph Ango")
        (contact,) = pulse.contacts(index, steph.id, "9999")
        assert (contact.date, contact.word, contact.path) == ("2023-09-12", "meeting", meeting.path)
        for name in ("Kevin Kelly", "Paul Chambers"):  # a mention is no contact
            ((other, _),) = ask.named(index, name)
            assert pulse.contacts(index, other.id, "9999") == []
        assert read_findings(index) == []


def test_contact_notes_with_the_keys_of_vcards(tmp_path: Path) -> None:
    with indexed("vcf-contacts/notes", tmp_path) as index:
        assert ask.counts(index) == {"location": 1, "organization": 2, "person": 15}
        assert sorted(names(index, "organization")) == ["India Gate (1931)", "Snip & Sip AB"]
        pulse.begin_day(index, "2026-11-23")
        people = {person.name: person for person in pulse.people(index)}
        bao = people["Bao Nguyen"]
        assert (bao.organization, bao.title, bao.birthday, bao.location) == (
            "Zen Pho Express",
            "Head of Culinary Calm",
            "1996-06-30",
            "Ho Chi Minh City",
        )
        assert all(person.organization and person.birthday and person.location for person in people.values())
        assert [row.path for row, _ in ask.named(index, "李伟")] == ["伟 李.md"]
        assert [row.path for row, _ in ask.named(index, "anya volkova")] == ["Anya Volkova.md"]
        assert read_findings(index) == []


def test_every_form_of_task_that_the_plugins_authors_try(tmp_path: Path) -> None:
    with indexed("tasks-demo-vault/vault", tmp_path) as index:
        assert ask.counts(index)["daily"] == 4
        found = read_findings(index)
        assert found
        loose = [finding.source for finding in found if finding.code == "loose-date"]
        assert [line for line in loose if "Tasks does not" not in line] == [], (
            "a date that the plugin leaves out as well"
        )
        assert all("Invalid" in finding.path for finding in found if finding.code == "date")
        assert {finding.code for finding in found} == {"date", "loose-date"}
        assert len(ask.tasks(index, open_only=False)) > 800
