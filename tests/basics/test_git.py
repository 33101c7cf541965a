"""A vault in git, with real git: the driver in every kind of merge, sync between clones, copies of sync programs."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from proofs.merge import prove_clones
from proofs.sync_kills import prove_kills
from vaults import Ran, Vault

from vaultnet.text.commit import tell
from vaultnet.text.frontmatter import read_front
from vaultnet.vault import repository

ADA = "People/Ada Lovelace.md"


@pytest.fixture(autouse=True)
def own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's settings, and somebody to commit as."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


def git(vault: Vault, *words: str, code: int | None = 0) -> str:
    done = subprocess.run(["git", *words], cwd=vault.root, capture_output=True, text=True, check=False)
    assert code is None or done.returncode == code, done.stderr
    return done.stdout + done.stderr


def sync(vault: Vault, code: int = 0) -> Ran:
    ran = vault.run("git", "sync")
    assert ran.code == code, ran.all
    return ran


@pytest.fixture
def here(tmp_path: Path) -> Vault:
    """A vault in git that is set up, with a remote."""
    subprocess.run(["git", "-c", "init.defaultBranch=main", "init", "-q", "--bare", tmp_path / "hub.git"], check=True)
    vault = Vault(tmp_path / "here")
    vault.write("vaultnet.toml", "")
    vault.person("Ada Lovelace", "2026-11-01 call: looms", title="CTO", last_contact="2026-11-01", tags=["looms"])
    vault.write("Notes with spaces; $(x) 'q' %A/Grüße.md", "---\ntype: other\nn: 1\n---\n- a\n")
    git(vault, "-c", "init.defaultBranch=main", "init", "-q")
    git(vault, "remote", "add", "origin", "../hub.git")
    sync(vault)
    return vault


@pytest.fixture
def there(here: Vault) -> Vault:
    """A second clone, set up by its first sync."""
    other = Vault(here.root.parent / "a clone's $(place)")
    shutil.rmtree(other.root)
    subprocess.run(["git", "clone", "-q", "hub.git", other.root.name], cwd=here.root.parent, check=True)
    sync(other)
    return other


def log(vault: Vault, day: str, text: str) -> None:
    """A contact written down as a person would: a line, and the date above."""
    note = vault.read(ADA)
    old = str(read_front(note).fields["last_contact"])
    vault.write(ADA, note.replace(f"last_contact: {old}", f"last_contact: {max(day, old)}") + f"- {day} {text}\n")


# setup -------------------------------------------------------------------------------------------------------------


def test_setup_writes_attributes_ignore_rules_and_the_driver_once(vault: Vault) -> None:
    git(vault, "init", "-q")
    vault.write(".gitignore", "mine\r\n*~")
    before = vault.bytes()
    dry = vault.run("git", "setup", "--dry-run")
    assert dry.code == 0 and "+*.md merge=vaultnet" in dry.out and vault.bytes() == before
    assert vault.json("git", "setup") == {"changed": [".gitattributes", ".gitignore"], "driver": True}
    assert (
        vault.read(".gitignore").startswith("mine\r\n*~\r\n.vn-*.tmp\r\n")
        and vault.read(".gitignore").count("*~\r") == 1
    )
    after = vault.bytes()
    assert vault.ok("git", "setup") == "set up already: nothing to change\n"
    assert vault.bytes() == after
    assert git(vault, "config", "merge.vaultnet.driver") == repository.driver() + "\n"


def test_the_driver_is_found_by_its_absolute_path_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "100% mine; it's"
    folder.mkdir()
    (folder / "vaultnet").write_text("")
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    assert "100%% mine" in repository.driver() and repository.driver().endswith(" git merge-file -- %O %A %B %P")
    said = repository.driver().partition(" git merge-file")[0].replace("%%", "%")
    assert subprocess.run(["sh", "-c", f"printf %s {said}"], capture_output=True, text=True, check=True).stdout == str(
        folder / "vaultnet"
    )
    (folder / "vaultnet").unlink()
    assert " -P -m vaultnet git merge-file " in repository.driver(), (
        "no code is taken from the vault that it is called in"
    )


def test_without_a_repository_or_without_git_it_is_said(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["git", "setup"], ["git", "sync"]):
        ran = vault.run(*words)
        assert ran.code == 3 and "no git repository" in ran.err and "vaultnet init --git" in ran.err
    git(vault, "init", "-q")
    monkeypatch.setenv("PATH", str(vault.root))
    ran = vault.run("git", "setup")
    assert ran.code == 3 and "git cannot be started" in ran.err
    assert vault.run("doctor").code == 0


def test_init_with_git_is_set_up_at_once(vault: Vault) -> None:
    assert vault.run("init", str(vault.root), "--git").code == 0
    assert vault.ok("git", "setup") == "set up already: nothing to change\n"
    assert vault.json("doctor")["findings"] == []
    assert vault.run("init", str(vault.root), "--git").code == 0


def test_doctor_says_what_a_clone_lacks(vault: Vault) -> None:
    vault.person("Ada Lovelace")

    def said() -> list[str]:
        return [one["message"] for one in vault.json("doctor")["findings"] if one["code"] == "git-setup"]

    assert said() == [], "no repository, no word of git"
    git(vault, "init", "-q")
    assert "plain text" in said()[0]
    vault.ok("git", "setup")
    assert said() == []
    git(vault, "config", "--unset", "merge.vaultnet.driver")
    assert "lacks the merge driver" in said()[0]
    git(vault, "config", "merge.vaultnet.driver", "/nowhere/vaultnet git merge-file %O %A %B %P")
    assert "no longer there" in said()[0]


def test_doctor_says_nothing_of_a_repository_around_that_ignores_the_vault(vault: Vault) -> None:
    inner = Vault(vault.root / "inner")
    inner.person("Ada Lovelace")
    git(vault, "init", "-q")
    vault.write(".gitignore", "inner/\n")
    assert inner.json("doctor")["findings"] == []


# the driver --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick", "stash"])
def test_every_way_of_merging_goes_through_the_driver(here: Vault, how: str) -> None:
    git(here, "switch", "-q", "-c", "side")
    log(here, "2026-11-09", "email out: from the side")
    if how == "stash":
        git(here, "stash", "-q")
        git(here, "switch", "-q", "main")
    else:
        git(here, "commit", "-qam", "side")
        git(here, "switch", "-q", "main")
    log(here, "2026-11-05", "coffee: from main")
    git(here, "commit", "-qam", "main")
    words = {"merge": ["merge", "-q", "side", "-m", "both"], "rebase": ["rebase", "-q", "side"], "stash": ["stash", "pop"],
             "cherry-pick": ["cherry-pick", "side"]}[how]  # fmt: skip
    git(here, *words)
    note = here.read(ADA)
    assert note.endswith("- 2026-11-05 coffee: from main\n- 2026-11-09 email out: from the side\n")
    assert read_front(note).fields["last_contact"] == "2026-11-09"
    assert not list(here.root.glob(".vn-*"))


def test_odd_names_of_folders_and_notes_are_names(here: Vault, there: Vault) -> None:
    path = "Notes with spaces; $(x) 'q' %A/Grüße.md"
    here.write(path, here.read(path) + "- b\n")
    there.write(path, there.read(path) + "- c\n")
    sync(here)
    sync(there)
    assert there.read(path).endswith("- a\n- b\n- c\n")


def test_merge_file_needs_no_vault_and_tells_where_it_is_in_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Vault(tmp_path)
    texts = [f"---\ntitle: {title}\n---\n- a\n" for title in ("CTO", "Boss", "Chief")]
    for name, text in zip("OAB", texts, strict=True):
        files.write(name, text)
    os.chmod(tmp_path / "A", 0o640)
    ran = files.run("git", "merge-file", "O", "A", "B", "People/Ada.md")
    assert ran == Ran(1, "", "People/Ada.md:2: title: changed on both sides; theirs is kept as conflict_title\n")
    assert files.read("A") == "---\ntitle: Boss\nconflict_title: Chief\n---\n- a\n"
    assert (tmp_path / "A").stat().st_mode & 0o777 == 0o640
    assert sorted(files.bytes()) == ["A", "B", "O"]
    assert files.run("git", "merge-file", "O", "O", "B").code == 0
    assert files.run("git", "merge-file", "O", "gone", "B").code == 3


def test_what_is_no_utf8_is_merged_as_git_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = Vault(tmp_path)
    files.write("O", b"\xe9\n1\n2\n3\n")
    files.write("A", b"\xe9\n1\n2\n3\n4\n")
    files.write("B", b"\xe9\xe9\n1\n2\n3\n")
    assert files.run("git", "merge-file", "O", "A", "B").code == 0
    assert (tmp_path / "A").read_bytes() == b"\xe9\xe9\n1\n2\n3\n4\n"
    files.write("B", b"\xe9\n1\n2\n3\n5\n")
    assert files.run("git", "merge-file", "O", "A", "B").code == 1
    assert b"<<<<<<< ours" in (tmp_path / "A").read_bytes()


# sync --------------------------------------------------------------------------------------------------------------


def test_sync_commits_with_a_message_that_tells_what(here: Vault) -> None:
    assert here.run("log", "ada", "call: looms again").code == 0
    assert here.run("log", "ada", "email out: notes").code == 0
    assert here.run("followup", "ada").code == 0
    assert here.ok("git", "sync", "--dry-run").startswith("would commit 2 files\n")
    ran = sync(here)
    assert ran.out == "committed: 2 logged, 1 follow-up\nsent 1 commit\n"
    assert git(here, "log", "-1", "--format=%s") == "2 logged, 1 follow-up\n"
    assert sync(here).out == "nothing new on either side\n"


def test_a_message_counts_what_was_written() -> None:
    files = [("M", "People/A.md"), ("A", "Daily/2026-11-22.md"), ("A", "People/B.md"), ("D", "C.md"), ("R", "D.md"),
             ("M", "E.md"), ("M", "x.toml"), ("A", "F.md")]  # fmt: skip
    written = [["- 2026-11-22 call: x", "- [x] y ✅ 2026-11-22", "- [ ] z #promise"], ["- coffee with [[A]]: x"],
               ["type: person"], [], [], ["text"], ["a = 1"], ["type: follow-up"]]  # fmt: skip
    assert tell(files, written) == ("2 logged, 1 done, 1 promise, 1 follow-up, 1 new person, 1 note edited, 1 note moved, "
                                    "1 note removed, 1 other file")  # fmt: skip
    assert tell([("A", f"{n}.md") for n in range(30)], [["type: person"]] * 30) == "30 new notes"
    assert tell([("M", "a.md"), ("M", "b.md")], [["x"], ["y"]]) == "2 notes edited"
    assert tell([("A", "a.md"), ("A", "b.md")], [["type: person"], ["type: person"]]) == "2 new people"


def test_two_clones_agree_after_working_on_the_same_note(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    log(there, "2026-11-05", "coffee: from there")
    sync(here)
    assert sync(there).out == "committed: 1 logged\nreceived 1 commit, sent 1 commit\n"
    assert sync(here).out == "received 1 commit\n"
    assert here.read(ADA) == there.read(ADA)
    assert there.read(ADA).endswith("- 2026-11-05 coffee: from there\n- 2026-11-09 email out: from here\n")


def test_a_real_conflict_stops_with_the_notes_named_and_the_next_sync_goes_on(here: Vault, there: Vault) -> None:
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    there.write(ADA, there.read(ADA).replace("CTO", "Chief") + "- 2026-11-05 coffee\n")
    sync(here)
    for _ in range(2):
        ran = sync(there, 3)
        assert f"  {ADA}:4: title has two values" in ran.err and "git rebase --abort" in ran.err
    note = there.read(ADA)
    assert not read_front(note).faults and "title: Boss\nconflict_title: Chief\n" in note
    there.write(ADA, note.replace("title: Boss\nconflict_title: Chief", "title: Chief"))
    assert sync(there).out == "sent 1 commit\n"
    sync(here)
    assert here.read(ADA) == there.read(ADA)


def test_a_note_deleted_here_and_changed_there_waits_for_a_choice(here: Vault, there: Vault) -> None:
    (here.root / ADA).unlink()
    log(there, "2026-11-05", "coffee")
    sync(here)
    assert f"  {ADA}:1: taken out or renamed on one side, changed on the other" in sync(there, 3).err
    before = git(there, "rev-parse", "origin/main")
    assert "keep the file (git add) or delete it" in sync(there, 3).err  # nothing was chosen yet
    assert git(there, "rev-parse", "origin/main") == before
    git(there, "add", ADA)
    sync(there)
    assert "coffee" in there.read(ADA)


def test_a_note_renamed_on_both_sides_waits_until_one_is_chosen(here: Vault, there: Vault) -> None:
    here.ok("move", "Ada Lovelace", "Ada X")
    there.ok("move", "Ada Lovelace", "Ada Y")
    sync(here)
    sync(there, 3)
    sync(there, 3)
    (there.root / "People" / "Ada X.md").unlink()
    git(there, "add", "-A")
    sync(there)
    assert not (there.root / "People" / "Ada X.md").exists() and "looms" in there.read("People/Ada Y.md")


def test_a_conflict_in_a_note_that_is_no_utf8_is_not_committed(here: Vault, there: Vault) -> None:
    path = "People/L.md"
    here.write(path, b"caf\xe9\n## Log\n- 2026-01-01 call: x\n")
    sync(here)
    sync(there)
    for vault, day in ((here, "2"), (there, "3")):
        vault.write(path, (vault.root / path).read_bytes() + f"- 2026-01-0{day} call: x\n".encode())
    sync(here)
    for _ in range(2):
        assert f"{path}:" in sync(there, 3).err
    shown = subprocess.run(
        ["git", "show", f"origin/main:{path}"], cwd=there.root, capture_output=True, check=True
    ).stdout
    assert b"caf\xe9" in shown and b"<<<<<<<" not in shown


def test_a_note_in_the_top_folder_is_merged_whatever_its_name_begins_with(here: Vault, there: Vault) -> None:
    for name in ("- inbox.md", "--help.md", "-x.md"):
        here.write(name, "## Log\n- 2026-01-01 call: x\n")
    sync(here)
    sync(there)
    for name in ("- inbox.md", "--help.md", "-x.md"):
        for vault, day in ((here, "2"), (there, "3")):
            vault.write(name, vault.read(name) + f"- 2026-01-0{day} call: from {day}\n")
    sync(here)
    sync(there)
    for name in ("- inbox.md", "--help.md", "-x.md"):
        assert "from 2" in there.read(name) and "from 3" in there.read(name) and "<<<" not in there.read(name)


def test_a_vault_emptied_at_once_is_not_committed(here: Vault, there: Vault) -> None:
    for name in ("Bob", "Cleo", "Dora"):
        here.person(name)
    sync(here)
    (here.root / "People").rename(here.root.parent / "away")
    before = git(here, "rev-parse", "HEAD")
    ran = sync(here, 3)
    assert "4 notes have vanished at once" in ran.err and "--force" in ran.err
    assert git(here, "rev-parse", "HEAD") == before
    (here.root.parent / "away").rename(here.root / "Friends")  # moved, not gone
    sync(here)
    (here.root / "Friends").rename(here.root.parent / "away")
    assert here.run("git", "sync", "--force").code == 0


def test_a_file_that_git_ignores_is_not_written_over(here: Vault, there: Vault) -> None:
    (there.root / ".git" / "info" / "exclude").write_text("People/Zed.md\n")
    there.write("People/Zed.md", "mine\n")
    here.person("Zed")
    sync(here)
    ran = sync(there, 3)
    assert "People/Zed.md: a file of this name is coming in" in ran.err
    assert there.read("People/Zed.md") == "mine\n"
    (there.root / "People" / "Zed.md").rename(there.root.parent / "Zed.md")
    sync(there)
    assert "type: person" in there.read("People/Zed.md")


def test_setup_puts_right_what_a_later_line_takes_back(here: Vault) -> None:
    here.write(".gitattributes", "*.md merge=vaultnet\n*.md merge=union\n")
    here.ok("git", "setup")
    assert "vaultnet" in git(here, "check-attr", "merge", "--", "note.md")
    assert "nothing to change" in here.ok("git", "setup")


def test_a_vault_by_a_link_into_a_repository_is_in_git(here: Vault, tmp_path: Path) -> None:
    (here.root / "notes").mkdir()
    here.write("notes/vaultnet.toml", "")
    (tmp_path / "by-link").symlink_to(here.root / "notes")
    assert Vault(tmp_path / "by-link").run("git", "sync").code == 0


def test_a_note_is_no_copy_of_itself(here: Vault) -> None:
    before = here.bytes()
    for copy, note in ((ADA, ADA), (ADA, f"People/../{ADA}"), ("vaultnet.toml", ADA)):
        assert here.run("git", "merge-copy", copy, note).code != 0
    assert here.bytes() == before


def test_a_note_merged_in_doubt_is_looked_over_before_it_is_sent(here: Vault, there: Vault) -> None:
    path = "Notes with spaces; $(x) 'q' %A/Grüße.md"
    here.write(path, "---\ntype: other\nn: 1\nn: 2\n---\n- a\n")
    there.write(path, "---\ntype: [other\nn: 1\n---\n- a\n- b\n")
    sync(here)
    assert f"  {path}:1: merged as plain text" in sync(there, 3).err
    assert sync(there).out == "sent 1 commit\n"


def test_two_vaults_begun_apart_become_one(here: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other")
    other.run("init", str(other.root), "--git")
    other.write(ADA, "---\ntype: person\ntags: [cards]\n---\n## Log\n- 2026-10-01 met\n")
    git(other, "branch", "-M", "main")
    git(other, "remote", "add", "origin", "../hub.git")
    assert sync(other).out.endswith("sent 1 commit\n")
    note = other.read(ADA)
    assert read_front(note).fields["tags"] == ["cards", "looms"]
    assert note.endswith("## Log\n- 2026-10-01 met\n- 2026-11-01 call: looms\n")


def test_markers_are_never_committed(here: Vault) -> None:
    here.write(ADA, here.read(ADA) + "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")
    ran = sync(here, 3)
    assert ran.err.startswith("a conflict is not resolved yet in 1 file, nothing was committed")
    assert f"  {ADA}:{len(here.read(ADA).splitlines()) - 4}: both texts stand here\n" in ran.err


def test_what_git_could_not_merge_is_never_committed_as_it_stands(here: Vault) -> None:
    here.write(ADA, here.read(ADA).replace("looms\n", "cards\n"))
    git(here, "stash", "-q")
    here.write(ADA, here.read(ADA).replace("looms\n", "engines\n"))
    sync(here)
    git(here, "stash", "pop", code=1)
    before = git(here, "rev-parse", "HEAD")
    assert f"  {ADA}:" in sync(here, 3).err and git(here, "rev-parse", "HEAD") == before
    assert f'UU "{ADA}"' in git(here, "status", "--porcelain"), "it is not called resolved"
    text = here.read(ADA)
    here.write(ADA, text[: text.index("<<<<<<<")] + "- 2026-11-01 call: cards and engines\n")
    assert "sent 1 commit" in sync(here).out


def test_a_key_that_holds_the_other_value_is_never_committed(here: Vault) -> None:
    here.write(ADA, here.read(ADA).replace("title: CTO", "title: CTO\nconflict_title: Boss"))
    assert f"  {ADA}:4: title has two values" in sync(here, 3).err
    here.write(
        ADA, here.read(ADA).replace("conflict_title: Boss", "conflict_of_interest: none") + "conflict_title: x\n"
    )
    sync(here)


def test_a_conflict_that_was_added_unresolved_stops_again(here: Vault, there: Vault) -> None:
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    there.write(ADA, there.read(ADA).replace("CTO", "Chief"))
    sync(here)
    sync(there, 3)
    git(there, "add", ADA)
    assert f"  {ADA}:4: title has two values" in sync(there, 3).err


def test_markers_in_fenced_code_are_an_example(here: Vault, there: Vault) -> None:
    example = "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```\n"
    here.write("Git.md", f"# Git\n\n{example}\n%% vaultnet:begin brief %%\n%% vaultnet:end brief %%\n")
    here.write(ADA, here.read(ADA).replace("## Log", f"{example}\n## Log"))
    sync(here)
    for words in (["set", "ada", "tier=inner"], ["log", "ada", "call: x"]):
        assert here.run(*words).code == 0
    sync(here)
    sync(there)
    # what is in conflict inside of the fence is none
    here.write("Git.md", here.read("Git.md").replace("\na\n", "\nc\n"))
    there.write("Git.md", there.read("Git.md").replace("\na\n", "\nd\n"))
    sync(here)
    sync(there, 3)
    assert "  Git.md:5: both texts stand here" in sync(there, 3).err, "and stays one until it is resolved"


def test_a_note_with_markers_takes_no_edit_of_its_frontmatter(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.write(ADA, vault.read(ADA) + "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")
    before = vault.read(ADA)
    ran = vault.run("set", "ada", "tier=inner")
    assert ran.code == 3 and "the note holds a git conflict" in ran.err and vault.read(ADA) == before


def test_a_repository_inside_of_the_vault_is_left_alone(here: Vault) -> None:
    git(here, "init", "-q", "code [x]")
    here.write("code [x]/a.md", "mine\n")
    here.write("b.md", "mine\n")
    assert here.ok("git", "sync", "--dry-run") == "would commit 1 file\n  b.md\n"
    ran = sync(here)
    assert ran.err.startswith("code [x]: a repository of its own, left alone") and ran.err.count("\n") == 1
    git(here, "-C", "code [x]", "add", ".")
    git(here, "-C", "code [x]", "commit", "-qm", "own")
    sync(here)
    assert "160000" not in git(here, "ls-files", "-s") and "b.md" in git(here, "ls-files")


def test_a_conflict_outside_of_the_vault_is_named(tmp_path: Path, here: Vault) -> None:
    one, two = (Vault(tmp_path / name) for name in ("one", "two"))
    for clone in (one, two):
        shutil.rmtree(clone.root)
        subprocess.run(["git", "clone", "-q", str(tmp_path / "hub.git"), str(clone.root)], check=True)
        clone.write("code.txt", f"{clone.root.name}\n")
        git(clone, "add", "code.txt")
        git(clone, "commit", "-qm", "code")
    inner = [Vault(clone.root / "People") for clone in (one, two)]
    sync(inner[0])
    for _ in range(2):
        assert "  ../code.txt:1: both texts stand here" in sync(inner[1], 3).err
    two.write("code.txt", "both\n")
    assert "  ../code.txt:1: outside of the vault: mend it and git add it" in sync(inner[1], 3).err
    git(two, "add", "code.txt")
    assert "sent" in sync(inner[1]).out
    assert two.read("code.txt") == "both\n"


def test_the_lock_is_named_whatever_the_folder_is_called_and_no_other_cause_is_a_lock(
    here: Vault, there: Vault
) -> None:
    there.write(".git/index.lock", "")
    there.write("x.md", "x\n")
    refused(there, f"another git is at work here ({there.root}/.git/index.lock)")


def test_a_rules_file_that_is_a_link_to_nowhere_is_said(here: Vault) -> None:
    (here.root / ".gitattributes").unlink()
    (here.root / ".gitattributes").symlink_to("nowhere")
    ran = sync(here, 3)
    assert ran.err.startswith(".gitattributes: a link that leads nowhere\nhint: remove it")


def test_a_name_in_no_known_encoding_is_a_name(here: Vault, there: Vault) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    for clone, word in ((here, "a"), (there, "b")):
        clone.write(name, f"---\ntitle: {word}\n---\n")
    assert here.run("git", "sync", "--dry-run", "--json").code == 0
    sync(here)
    assert "title has two values" in sync(there, 3).err


def test_a_merge_that_somebody_else_began_is_left_alone(here: Vault) -> None:
    git(here, "switch", "-q", "-c", "side")
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    git(here, "commit", "-qam", "side")
    git(here, "switch", "-q", "main")
    here.write(ADA, here.read(ADA).replace("CTO", "Chief"))
    git(here, "commit", "-qam", "main")
    git(here, "merge", "side", code=1)
    before = here.bytes()
    ran = sync(here, 3)
    assert "did not begin" in ran.err
    assert {k: v for k, v in here.bytes().items() if not k.startswith(".git/")} == {
        k: v for k, v in before.items() if not k.startswith(".git/")
    }


def test_without_a_remote_it_commits_and_says_so(vault: Vault) -> None:
    git(vault, "init", "-q")
    vault.person("Ada Lovelace")
    assert sync(vault).out == "committed: 1 new person, 2 other files\nthere is no remote: kept in this clone only\n"
    assert sync(vault).out == "nothing to commit, and no remote to ask\n"


def test_a_remote_out_of_reach_loses_nothing(here: Vault) -> None:
    git(here, "remote", "set-url", "origin", "../gone.git")
    log(here, "2026-11-05", "coffee")
    ran = sync(here, 3)
    assert "git fetch" in ran.err and "committed in this clone" in ran.err
    git(here, "remote", "set-url", "origin", "../hub.git")
    assert sync(here).out == "sent 1 commit\n"


def hook(vault: Vault, name: str, said: str) -> Path:
    """A hook that refuses."""
    path = vault.write(f".git/hooks/{name}", f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    path.chmod(0o755)
    return path


def refused(vault: Vault, *said: str) -> None:
    """A sync that is refused in one line and a hint, and leaves every note and commit as it was."""
    notes, commits = {k: v for k, v in vault.bytes().items() if ".git/" not in k}, git(vault, "rev-list", "--all")
    ran = sync(vault, 3)
    assert all(word in ran.err for word in said), ran.err
    assert len(ran.err.splitlines()) == 2 and ran.err.splitlines()[1].startswith("hint: "), ran.err
    assert {k: v for k, v in vault.bytes().items() if ".git/" not in k} == notes
    assert git(vault, "rev-list", "--all").split()[-len(commits.split()) :] == commits.split()


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock"])
def test_the_lock_of_a_git_that_was_killed_is_named(here: Vault, lock: str) -> None:
    log(here, "2026-11-05", "coffee")
    here.write(f".git/{lock}", "")
    refused(here, "another git is at work here", lock, "if none is, one was killed: remove that file")
    (here.root / ".git" / lock).unlink()
    assert sync(here).out == "committed: 1 logged\nsent 1 commit\n"


def test_without_a_branch_nothing_is_committed(here: Vault) -> None:
    git(here, "switch", "-q", "--detach")
    log(here, "2026-11-05", "coffee")
    refused(here, "no branch is checked out here", "git switch")
    assert " M " in git(here, "status", "--porcelain")


def test_a_rebase_that_somebody_else_began_is_left_alone(here: Vault) -> None:
    git(here, "switch", "-q", "-c", "side")
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    git(here, "commit", "-qam", "side")
    git(here, "switch", "-q", "main")
    here.write(ADA, here.read(ADA).replace("CTO", "Chief"))
    git(here, "commit", "-qam", "main")
    git(here, "rebase", "side", code=1)
    refused(here, "did not begin", "git status")
    assert (here.root / ".git" / "rebase-merge").is_dir()


def test_a_hook_that_refuses_is_quoted(here: Vault) -> None:
    log(here, "2026-11-05", "coffee")
    pre_commit = hook(here, "pre-commit", "no commits on Fridays")
    refused(here, "git commit: no commits on Fridays", "your notes are as they were")
    pre_commit.unlink()
    pre_push = hook(here, "pre-push", "no pushing either")
    ran = sync(here, 3)
    assert "git push: no pushing either\nhint: what you wrote is committed in this clone" in ran.err
    pre_push.unlink()
    assert sync(here).out == "sent 1 commit\n"


def test_a_remote_that_refuses_is_quoted(here: Vault) -> None:
    path = here.root.parent / "hub.git" / "hooks" / "update"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    log(here, "2026-11-05", "coffee")
    assert "git push: ! [remote rejected] HEAD -> main (hook declined)" in sync(here, 3).err


def test_who_you_are_is_asked_for(here: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.delenv("EMAIL", raising=False)
    git(here, "config", "user.useConfigOnly", "true")
    log(here, "2026-11-05", "coffee")
    refused(here, "git commit: it does not know who you are", "git config user.email")


def in_conflict(here: Vault, there: Vault) -> None:
    """Both clones changed the title; the second waits for a choice."""
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    there.write(ADA, there.read(ADA).replace("CTO", "Chief"))
    sync(here)
    sync(there, 3)
    there.write(ADA, there.read(ADA).replace("title: Boss\nconflict_title: Chief", "title: Chief"))


def test_what_was_chosen_by_hand_outlives_a_hook_that_refuses(here: Vault, there: Vault) -> None:
    in_conflict(here, there)
    refusing = hook(there, "prepare-commit-msg", "not now")
    refused(there, "git rebase: not now", "it goes on", "git rebase --abort")
    refusing.unlink()
    assert sync(there).out == "sent 1 commit\n"
    assert "title: Chief" in there.read(ADA)


def test_a_rebase_that_was_killed_is_taken_back(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    log(there, "2026-11-05", "coffee: from there")
    sync(here)
    killing = hook(there, "prepare-commit-msg", "")
    killing.write_text("#!/bin/sh\n[ -d .git/rebase-merge ] && kill -9 $PPID\nexit 0\n")
    assert "git rebase: stopped by the system" in sync(there, 3).err
    killing.unlink()
    assert not (there.root / ".git" / "rebase-merge").exists()
    assert git(there, "symbolic-ref", "--short", "HEAD") == "main\n"
    assert sync(there).out.endswith("received 1 commit, sent 1 commit\n")
    sync(here)
    assert here.read(ADA) == there.read(ADA) and "from here" in here.read(ADA) and "from there" in here.read(ADA)


def test_what_a_killed_git_was_picking_is_forgotten_once_its_lock_is_gone(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    log(there, "2026-11-05", "coffee: from there")
    sync(here)
    killing = hook(there, "prepare-commit-msg", "")
    killing.write_text(
        "#!/bin/sh\n[ -d .git/rebase-merge ] && touch .git/CHERRY_PICK_HEAD.lock && kill -9 $PPID\nexit 0\n"
    )
    sync(there, 3)
    killing.unlink()
    refused(there, "another git is at work here", "CHERRY_PICK_HEAD.lock", "remove that file")
    (there.root / ".git" / "CHERRY_PICK_HEAD.lock").unlink()
    assert sync(there).out.endswith("received 1 commit, sent 1 commit\n")
    assert not (there.root / ".git" / "CHERRY_PICK_HEAD").exists()


@pytest.mark.parametrize("at", ["prepare-commit-msg", "post-commit", "reference-transaction"])
def test_what_was_chosen_outlives_a_kill_and_no_later_commit_is_left_out(here: Vault, there: Vault, at: str) -> None:
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    here.write("b.toml", "a = 1\n")
    sync(here)
    for old, new in (
        ("CTO", "Chief"),
        ("- 2026-11-01 call: looms\n", "- 2026-11-01 call: looms\n- 2026-11-05 coffee\n"),
    ):
        there.write(ADA, there.read(ADA).replace(old, new))
        git(there, "commit", "-qam", new[:5])
    there.write("c.toml", "a = 1\n")
    sync(there, 3)
    there.write(ADA, there.read(ADA).replace("title: Boss\nconflict_title: Chief", "title: Chief"))
    killing = hook(there, at, "")
    picks = "[ -d .git/rebase-merge ] && [ ! -f .git/rebase-merge/stopped-sha ]"
    killing.write_text(f"#!/bin/sh\n{picks} && kill -9 $PPID\nexit 0\n")
    assert "stopped by the system" in sync(there, 3).err
    killing.unlink()
    for lock in (there.root / ".git").rglob("*.lock"):
        lock.unlink()
    assert "sent" in sync(there).out
    sync(here)
    assert here.read(ADA) == there.read(ADA) and "title: Chief" in here.read(ADA)
    assert here.read(ADA).count("coffee") == 1 and here.read("c.toml") and there.read("b.toml")
    assert git(there, "symbolic-ref", "--short", "HEAD") == "main\n" and not list(there.root.glob(".git/vaultnet*"))


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
def test_a_second_sync_waits_for_the_rebase_of_one_that_was_killed(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    log(there, "2026-11-05", "coffee: from there")
    sync(here)
    slow = hook(there, "post-commit", "")
    slow.write_text("#!/bin/sh\n[ -d .git/rebase-merge ] && touch ../slow && sleep 2\nexit 0\n")
    words = [sys.executable, "-P", "-m", "vaultnet", "--vault", str(there.root), "git", "sync"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while not (there.root.parent / "slow").exists() and running.poll() is None:
            time.sleep(0.01)
        assert "another vaultnet git sync is at work here" in sync(there, 3).err
        running.kill()
    assert "another vaultnet git sync is at work here" in sync(there, 3).err, "git itself is"
    slow.unlink()
    for _ in range(100):
        if (ran := there.run("git", "sync")).code == 0:
            break
        time.sleep(0.1)
    assert ran.out == "sent 1 commit\n"
    sync(here)
    assert here.read(ADA) == there.read(ADA) and here.read(ADA).count("from there") == 1


def test_what_an_editor_saves_during_a_rebase_is_never_lost(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    sync(here)
    log(there, "2026-11-05", "coffee: first")
    git(there, "commit", "-qam", "first")
    log(there, "2026-11-06", "coffee: second")
    shutil.copy(there.root / ADA, there.root.parent / "saved")
    with (there.root.parent / "saved").open("a") as file:
        file.write("- 2026-11-07 saved by an editor\n")
    saving = hook(there, "post-commit", "")
    saving.write_text(f"#!/bin/sh\n[ -d .git/rebase-merge ] && cp ../saved '{ADA}'\nexit 0\n")
    ran = sync(there, 3)
    assert f"saved while git was at work: {ADA}" in ran.err and "run vaultnet git sync again" in ran.err
    assert "saved by an editor" in there.read(ADA) and not (there.root / ".git" / "rebase-merge").exists()
    saving.unlink()
    sync(there)
    sync(here)
    assert here.read(ADA) == there.read(ADA)
    assert all(word in here.read(ADA) for word in ("from here", "first", "second", "saved by an editor"))


def test_the_own_rebase_of_somebody_is_never_taken_for_one_of_sync(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    log(there, "2026-11-05", "coffee: from there")
    sync(here)
    sync(there)  # a rebase of ours, done
    git(there, "switch", "-q", "-c", "side", "HEAD~1")
    there.write(ADA, there.read(ADA).replace("CTO", "Boss"))
    git(there, "commit", "-qam", "side")
    git(there, "switch", "-q", "main")
    there.write(ADA, there.read(ADA).replace("CTO", "Chief"))
    git(there, "commit", "-qam", "main")
    git(there, "rebase", "side", code=1)
    refused(there, "a rebase is under way here that vaultnet did not begin")


def test_a_rebase_killed_while_git_writes_files_is_taken_back(here: Vault, there: Vault) -> None:
    log(here, "2026-11-09", "email out: from here")
    here.write("People/New.md", "---\ntype: person\n---\n")
    sync(here)
    head = git(there, "rev-parse", "HEAD").strip()
    git(there, "fetch", "-q")
    onto = git(there, "rev-parse", "origin/main").strip()
    there.write(".git/vaultnet-sync", f"refs/heads/main\n{head}\n{onto}")
    there.write(ADA, here.read(ADA)[:40])  # half of what came in
    there.write("People/New.md", "")
    there.write("vaultnet.toml", "# mine\n")
    assert sync(there).out == "committed: 1 other file\nreceived 1 commit, sent 1 commit\n"
    assert there.read(ADA) == here.read(ADA) and there.read("vaultnet.toml") == "# mine\n"
    assert there.read("People/New.md") == here.read("People/New.md")
    assert not (there.root / ".git" / "vaultnet-sync").exists()


def test_a_sync_that_was_killed_is_gone_on_with(here: Vault, there: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write(ADA, here.read(ADA).replace("CTO", "Boss"))
    there.write(ADA, there.read(ADA).replace("CTO", "Chief"))
    sync(here)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("vaultnet.basics.git._stop", killed)
        assert there.run("git", "sync").code == 130
    assert f"  {ADA}:4: title has two values" in sync(there, 3).err
    there.write(ADA, there.read(ADA).replace("title: Boss\nconflict_title: Chief", "title: Chief"))
    assert sync(there).out == "sent 1 commit\n"


def test_what_else_was_changed_while_a_choice_waits_is_not_lost(here: Vault, there: Vault) -> None:
    in_conflict(here, there)
    path = "Notes with spaces; $(x) 'q' %A/Grüße.md"
    there.write(path, there.read(path) + "- written meanwhile\n")
    there.write("People/New.md", "---\ntype: person\n---\n")
    sync(there)
    sync(here)
    assert here.read(path).endswith("- written meanwhile\n") and "title: Chief" in here.read(ADA)
    assert "People/New.md" in here.bytes()


def test_a_change_outside_of_the_vault_does_not_undo_a_choice(tmp_path: Path, here: Vault) -> None:
    one, two = (Vault(tmp_path / name) for name in ("one", "two"))
    for clone in (one, two):
        shutil.rmtree(clone.root)
        subprocess.run(["git", "clone", "-q", str(tmp_path / "hub.git"), str(clone.root)], check=True)
    one.write("code.txt", "1\n")
    git(one, "add", "code.txt")
    git(one, "commit", "-qm", "code")
    git(one, "push", "-q")
    git(two, "pull", "-q")
    inner = [Vault(clone.root / "People") for clone in (one, two)]
    for clone, title in zip(inner, ("Boss", "Chief"), strict=True):
        clone.write("Ada Lovelace.md", clone.read("Ada Lovelace.md").replace("CTO", title))
        clone.run("git", "sync")
    note = inner[1].read("Ada Lovelace.md")
    assert "conflict_title" in note
    inner[1].write("Ada Lovelace.md", note.replace("title: Boss\nconflict_title: Chief", "title: Chief"))
    two.write("code.txt", "2\n")
    ran = inner[1].run("git", "sync")
    assert ran.code == 3 and "git rebase:" in ran.err, ran.all
    assert two.read("code.txt") == "2\n" and "title: Chief" in inner[1].read("Ada Lovelace.md")


def test_what_was_staged_by_hand_is_committed_as_it_stands_in_the_vault(here: Vault) -> None:
    log(here, "2026-11-05", "coffee")
    here.write("photo.png", b"\x89PNG\n")
    git(here, "add", ADA)
    log(here, "2026-11-06", "call")
    assert here.ok("git", "sync", "--dry-run") == f"would commit 2 files\n  {ADA}\n  photo.png\n"
    assert sync(here).out == "committed: 2 logged, 1 other file\nsent 1 commit\n"
    assert git(here, "show", f"HEAD:{ADA}") == here.read(ADA)


def test_of_several_remotes_none_is_guessed(here: Vault) -> None:
    git(here, "branch", "--unset-upstream")
    git(here, "remote", "rename", "origin", "one")
    git(here, "remote", "add", "two", "../two.git")
    log(here, "2026-11-05", "coffee")
    ran = sync(here)
    assert (
        "none of the remotes is chosen: kept in this clone only" in ran.out
        and "2 remotes (one, two); once: git push -u one main" in ran.err
    )


def test_a_vault_inside_of_a_repository_commits_its_own_files_only(tmp_path: Path) -> None:
    outer = Vault(tmp_path / "outer")
    git(outer, "init", "-q")
    outer.write("other.txt", "mine\n")
    inner = Vault(outer.root / "notes")
    inner.person("Ada Lovelace")
    git(outer, "add", "other.txt")
    sync(inner)
    assert git(outer, "status", "--porcelain") == "A  other.txt\n"
    assert "notes/People/Ada Lovelace.md" in git(outer, "ls-files")


def test_a_sync_takes_away_what_killed_ones_left_above_the_vault_as_well(tmp_path: Path) -> None:
    outer = Vault(tmp_path / "outer")
    git(outer, "init", "-q")
    inner = Vault(outer.root / "notes")
    inner.person("Ada Lovelace")
    with subprocess.Popen(["git", "--version"], stdout=subprocess.DEVNULL) as dead:
        dead.wait()
    for vault in (outer, inner):
        vault.write(f".vn-{dead.pid}-part-1.tmp", "half")
        vault.write(f".vn-{os.getpid()}-part-1.tmp", "at work")
        vault.write(f".vn-{dead.pid}-1234-5678-1.tmp", "saved by an editor")
    sync(inner)
    for vault in (outer, inner):
        assert {path.name for path in vault.root.glob(".vn-*")} == {
            f".vn-{os.getpid()}-part-1.tmp", f".vn-{dead.pid}-1234-5678-1.tmp"
        }  # fmt: skip


def test_what_git_puts_aside_outside_of_the_vault_is_said(tmp_path: Path) -> None:
    subprocess.run(["git", "-c", "init.defaultBranch=main", "init", "-q", "--bare", tmp_path / "hub.git"], check=True)
    one, two = Vault(tmp_path / "one"), Vault(tmp_path / "two")
    git(one, "-c", "init.defaultBranch=main", "init", "-q")
    git(one, "remote", "add", "origin", "../hub.git")
    one.write("code.txt", "1\n")
    one.write("notes/Ada.md", "- a\n")
    git(one, "add", "code.txt")
    git(one, "commit", "-qm", "code")
    notes = Vault(one.root / "notes")
    sync(notes)
    shutil.rmtree(two.root)
    git(notes, "clone", "-q", str(tmp_path / "hub.git"), str(two.root))
    two.write("code.txt", "2\n")
    git(two, "commit", "-qam", "code")
    git(two, "push", "-q")
    one.write("code.txt", "3\n")
    notes.write("Ada.md", "- a\n- b\n")
    assert "git stash keeps yours" in sync(notes).err
    assert "+3" in git(one, "stash", "show", "-p")


def test_three_clones_at_work_at_the_same_time_lose_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert prove_clones(8), capsys.readouterr().out


def test_a_sync_that_is_killed_at_any_time_loses_no_line_and_leaves_nothing() -> None:
    assert prove_kills(8) == []


# copies of sync programs -------------------------------------------------------------------------------------------

COPY = "People/Ada Lovelace (Grace's conflicted copy 2026-11-22).md"


def test_doctor_names_the_command_that_merges_a_copy(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-01 call: looms", tags=["a"])
    shutil.copyfile(vault.root / ADA, vault.root / COPY)
    vault.write(ADA, vault.read(ADA) + "- 2026-11-05 coffee\n")
    vault.write(COPY, vault.read(COPY) + "- 2026-11-09 email out: x\n")
    (finding,) = vault.run("doctor", "--json").json["findings"]
    assert finding["code"] == "sync-copy"
    assert "vaultnet git merge-copy" in finding["hint"]
    before = vault.bytes()
    assert vault.run("git", "merge-copy", COPY, "--dry-run").code == 0 and vault.bytes() == before
    assert vault.run("git", "merge-copy", COPY).code == 0
    assert vault.read(ADA).endswith("- 2026-11-01 call: looms\n- 2026-11-05 coffee\n- 2026-11-09 email out: x\n")
    assert COPY not in vault.bytes()
    assert vault.run("undo").code == 0
    assert vault.bytes() == before


def test_in_git_a_copy_is_merged_on_the_version_both_come_from(here: Vault) -> None:
    base = here.read(ADA)
    log(here, "2026-11-05", "coffee")
    here.write(ADA, here.read(ADA).replace("looms\n", "looms and cards\n", 1))
    copy = ADA.replace(".md", ".sync-conflict-20261122-120000-ABCDEFG.md")
    here.write(copy, base.replace("CTO", "Boss"))
    assert here.json("git", "merge-copy", copy) == {"changed": [ADA, copy], "conflicts": []}
    assert here.read(ADA).count("title:") == 1 and "title: Boss" in here.read(ADA)
    assert here.read(ADA).endswith("- 2026-11-05 coffee\n")


def test_what_differs_without_a_common_version_is_kept_twice_and_said(vault: Vault) -> None:
    vault.write("Ada.md", "---\ntitle: CTO\n---\n- a\n")
    vault.write("Ada 2.md", "---\ntitle: Boss\n---\n- b\n")
    assert vault.run("git", "merge-copy", "Ada 2.md").code == 3
    ran = vault.run("git", "merge-copy", "Ada 2.md", "Ada.md")
    assert ran.code == 0 and ran.err.startswith("Ada.md:2: title: changed on both sides")
    assert vault.read("Ada.md") == "---\ntitle: CTO\nconflict_title: Boss\n---\n- a\n- b\n"


def test_a_copy_whose_note_is_gone_takes_its_place(vault: Vault) -> None:
    vault.write(COPY, "---\ntype: person\n---\n")
    assert vault.run("git", "merge-copy", COPY).code == 0
    assert list(vault.bytes()) == [ADA]
    assert vault.run("git", "merge-copy", "../x (conflicted copy).md").code == 3
