"""`init` in a vault that is there already."""

import pytest
from vaults import Vault


@pytest.mark.parametrize("head", ["type: me", 'name: Alex\ntype: "me"', "type: Me"])
def test_whoever_has_a_note_about_themselves_in_any_folder_gets_no_second_one(vault: Vault, head: str) -> None:
    vault.write("Notes/Alex Reed.md", f"---\n{head}\n---\nnotes\n")
    assert "Me.md" not in vault.ok("init", str(vault.root))
    assert not (vault.root / "Me.md").exists()


def test_a_note_that_only_speaks_of_the_type_is_nobodys_note(vault: Vault) -> None:
    vault.write("Notes/Format.md", "---\ntype: memo\n---\na note of `type: me` is mine\n")
    assert "added Me.md" in vault.ok("init", str(vault.root))
