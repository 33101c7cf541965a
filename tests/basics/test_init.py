"""`init` in a vault that is there; and where the disk refuses: nothing is left behind, and the cause is told."""

import errno
import os
from pathlib import Path

import pytest
from vaults import Vault, run_here

from vaultnet.vault import disk


def failing(monkeypatch: pytest.MonkeyPatch, operation: str, code: int, which: str = "") -> None:
    """The disk refuses an operation on paths that contain `which`."""

    def hook(name: str, path: str) -> None:
        if name == operation and which in path:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, "on_call", hook)


@pytest.mark.parametrize("operation", ["make_folder", "sync_folder", "create", "write", "sync", "rename_new"])
def test_a_vault_that_cannot_be_begun_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    failing(monkeypatch, operation, errno.ENOSPC)
    ran = run_here("init", str(tmp_path / "deep" / "new"))
    assert ran.code == 3
    assert "No space left" in ran.err or "the disk is full" in ran.err
    assert not (tmp_path / "deep").exists()


def test_a_note_that_cannot_be_read_is_told_and_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path)
    vault.write("Myself.md", "---\ntype: me\n---\n")
    failing(monkeypatch, "read", errno.EACCES, "Myself.md")
    ran = run_here("init", str(tmp_path))
    assert ran.code == 3
    assert ran.err.startswith("Myself.md: this file cannot be read: Permission denied")
    assert [*vault.bytes()] == ["Myself.md"]


def test_a_folder_called_like_a_note_is_no_note_about_me(tmp_path: Path) -> None:
    (tmp_path / "Odd.md").mkdir()
    assert run_here("init", str(tmp_path)).code == 0
    assert (tmp_path / "Me.md").exists()


@pytest.mark.parametrize("head", ["type: me", 'name: Alex\ntype: "me"', "type: Me"])
def test_whoever_has_a_note_about_themselves_in_any_folder_gets_no_second_one(vault: Vault, head: str) -> None:
    vault.write("Notes/Alex Reed.md", f"---\n{head}\n---\nnotes\n")
    assert "Me.md" not in vault.ok("init", str(vault.root))
    assert not (vault.root / "Me.md").exists()


def test_a_note_that_only_speaks_of_the_type_is_nobodys_note(vault: Vault) -> None:
    vault.write("Notes/Format.md", "---\ntype: memo\n---\na note of `type: me` is mine\n")
    assert "added Me.md" in vault.ok("init", str(vault.root))


def test_the_vault_that_is_named_is_the_one_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    vault = Vault(tmp_path / "there")
    vault.ok("init")
    assert (tmp_path / "there" / "Me.md").exists() and not list((tmp_path / "here").iterdir())
    vault.ok("init", "third")
    assert (tmp_path / "here" / "third" / "Me.md").exists(), "a folder that is named goes first"
