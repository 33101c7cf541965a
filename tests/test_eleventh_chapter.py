"""An eleventh strategy is one new file: laid beside the ten, it is asked by show, agenda, who, doctor and the command line."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from vaults import Vault

import vaultnet.strategies

CHAPTER = Path(__file__).with_name("eleventh_chapter.py")


@pytest.fixture(autouse=True)
def laid_beside_the_ten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The chapter's file, on the shelf for one test."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    shutil.copy(CHAPTER, shelf / "hospitality.py")
    monkeypatch.setattr(vaultnet.strategies, "__path__", [*vaultnet.strategies.__path__, str(shelf)])
    yield
    sys.modules.pop("vaultnet.strategies.hospitality", None)
    if hasattr(vaultnet.strategies, "hospitality"):
        del vaultnet.strategies.hospitality


def test_its_command_works_at_once(sample: Vault) -> None:
    rows = sample.json("tables")
    assert [row["name"] for row in rows][-1] == "Adébáyọ̀ Ògúnlẹ́yẹ"
    assert all(row["reasons"][0]["path"].endswith(".md") for row in rows)
    assert "dinner" in sample.ok("tables")


def test_show_has_its_line_in_the_brief(sample: Vault) -> None:
    said = {line["label"]: line["text"] for line in sample.json("show", "Adébáyọ̀ Ògúnlẹ́yẹ")["brief"]}
    assert said["Table"].startswith("dinner 14 Nov")


def test_the_agenda_has_its_moment(sample: Vault) -> None:
    assert "a table for two?" in sample.ok("agenda")


def test_who_has_its_candidates(sample: Vault) -> None:
    names = [row["name"] for row in sample.json("who", "restaurants")]
    assert "Adébáyọ̀ Ògúnlẹ́yẹ" in names


def test_doctor_has_its_findings(sample: Vault) -> None:
    sample.write("People/Cook.md", "---\ntype: person\n---\n## Log\n- 2026-11-01 dinner:\n")
    assert "silent-meal" in {finding["code"] for finding in sample.json("doctor")["findings"]}
