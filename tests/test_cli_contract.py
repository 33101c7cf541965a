"""What people and scripts may rely on: help, JSON, dry runs, shared options, exit codes, completion, clean output."""

import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from vaults import Ran, Vault, copy_sample, run_here

from vaultnet.cli import COMMANDS, MODULES, open_desk, root
from vaultnet.show.console import Call


def calls(text: str) -> list[list[str]]:
    """Commands, a bar or a line end between them."""
    return [shlex.split(line) for line in text.strip().replace("\n", " | ").split(" | ")]


# every way of asking, with the sample vault to ask
READING = calls("""
agenda | agenda --days 30 --why | due | due --within 14 --why | due --triage | due mara
log mara | log --inbox | followup | promise | promise --waiting | promise --overdue | promise mara | promise --record
show mara | show mara --all --why | show platformconf | show 'Staff role in platform' | show northwind | show Me.md
show 'Insights/HBM supply 2026.md' | show 'Referral Initech' | find error budget | find 田中
who platform --to advise | who --to sponsor --why | who --goal 'Learn eBPF well enough to teach it' --to mentor
session | session --why | session --advice | session --advice mara --why
give | give --why | give jonas --all | give --history | give --history hana --why | thank | thank --why
who writing --to join --why
list person | list event --since 2026-01-01 | list daily | list goal | list insight | index | doctor | help format
""")
# every way of writing
WRITING = [
    ["agenda", "--write"],
    ["log", "mara", "call: the new role"],
    ["log", "coffee with mara and daniel yesterday: venues"],
    ["due", "mara", "--snooze", "3w"],
    ["done", "rubric"],
    ["done", "rubric", "--move", "friday"],
    ["done", "rubric", "--drop"],
    ["done", "chapter status"],
    ["followup", "daniel"],
    ["followup", "mara"],
    ["followup", "--due"],
    ["promise", "daniel", "send the floor plan", "--by", "friday"],
    ["promise", "daniel", "he sends the floor plan", "--waiting"],
    ["promise", "diagrams", "--nudge"],
    ["done", "own numbers", "--acted", "--reported"],
    ["session", "mara"],
    ["session", "sofia lindqvist"],
    ["session", "sam", "--ask"],
    ["thank", "tomás"],
    ["thank", "mara", "for the patience", "--on", "yesterday"],
    ["thank", "noa", "--credit", "survey"],
    ["thank", "kofi", "--draft", "--write"],
    ["new", "person", "Ada Lovelace", "organization=Northwind", "tier=close"],
    ["new", "event", "Dinner", "date=2026-12-01", "people=Mara Okafor"],
    ["set", "mara", "tier=close"],
    ["set", "mara", "organization=Initech", "title=CTO"],
    ["set", "mara", "cadence="],
    ["move", "mara", "Mara Okafor-Lind"],
    ["prep", "platformconf"],
    ["prep", "Lunch with Daniel Cho", "--date", "friday"],
    ["debrief", "2026-10-29 Berlin Platform Meetup"],
    ["debrief", "lunch sam", "--met", "Niels Holm"],
    ["debrief", "lunch sam", "--cancelled"],
]


def leaf_commands() -> list[tuple[str, click.Command]]:
    """Every command of the tree, by its full name; those below a group too."""
    found: list[tuple[str, click.Command]] = []

    def walk(prefix: str, group: click.Group, ctx: click.Context) -> None:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            assert command is not None
            found.append((f"{prefix}{name}", command))
            if isinstance(command, click.Group):
                walk(f"{prefix}{name} ", command, click.Context(command, info_name=name, parent=ctx))

    with click.Context(root, info_name="vaultnet", obj=Call(open_desk), **root.context_settings) as ctx:
        walk("", root, ctx)
    return found


NAMES = [name for name, _ in leaf_commands()]


# help --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_that_ends_in_an_example(name: str) -> None:
    ran = run_here(*name.split(), "--help")
    assert ran.code == 0 and ran.err == ""
    text = ran.out.split("\nOptions:")[0]
    last = re.split(r"\n\s*\n", text.strip())[-1].strip()
    assert re.match(r"Examples?:\n", last), f"the help of {name} ends in: {last}"
    assert all(line.startswith("  ") for line in last.splitlines()[1:])
    assert re.match(rf"\s+(?:\$ )?vaultnet {name}\b", last.splitlines()[1])


def test_the_help_of_the_root_shows_every_command_by_its_moment() -> None:
    out = run_here("--help").out
    for moment, commands in COMMANDS.items():
        assert f"\n{moment}:\n" in out
        for name, (_, line) in commands.items():
            assert re.search(rf"^  {name} +{re.escape(line[:20])}", out, re.M), name
    assert run_here("-h").out == out


@pytest.mark.parametrize("name", MODULES)
def test_the_table_of_commands_tells_the_truth(name: str) -> None:
    found = {command.name: command for command in importlib.import_module(f"vaultnet.{MODULES[name]}").commands}
    assert name in found
    line = next(line for group in COMMANDS.values() for at, (_, line) in group.items() if at == name)
    assert line.endswith(".") and len(line) <= 60
    assert found[name].help and found[name].help.strip()


def test_every_command_of_every_module_stands_in_the_table() -> None:
    package = Path(importlib.import_module("vaultnet").__file__ or "").parent
    for shelf in ("strategies", "basics", "exchange"):
        for path in sorted((package / shelf).glob("*")):
            if path.stem.startswith("_") or (path.is_dir() and not (path / "__init__.py").exists()):
                continue
            module = importlib.import_module(f"vaultnet.{shelf}.{path.stem}")
            for command in getattr(module, "commands", ()):
                # a chapter's folder may name the file that holds the command, so that no other is loaded for it
                module_named = MODULES.get(command.name) or ""
                assert module_named in (f"{shelf}.{path.stem}", f"{shelf}.{path.stem}.{command.name}"), command.name
                assert command.name in {c.name for c in importlib.import_module(f"vaultnet.{module_named}").commands}


def test_a_chapter_that_is_in_no_table_works_at_once(monkeypatch: pytest.MonkeyPatch, vault: Vault) -> None:
    monkeypatch.delitem(MODULES, "due")
    vault.person("Ada Lovelace")
    assert vault.run("due").code == 0


def test_version_and_exit_codes() -> None:
    assert re.match(r"vaultnet \d+\.\d+", run_here("--version").out)
    assert run_here("no-such-command").code == 2
    assert run_here("due", "--no-such-option").code == 2


def test_each_exit_code_means_one_thing(vault: Vault, tmp_path: Path) -> None:
    vault.person("Ada Lovelace", birthday="2024-02-30")
    assert vault.run("list", "person").code == 0, "commands answer in spite of findings"
    assert vault.run("list", "person").err == "1 finding: vaultnet doctor\n"
    assert vault.run("doctor").code == 1
    assert vault.run("index").code == 1
    assert vault.run("agenda", "--days", "0").code == 2
    vault.write("People/Grace.md", "---\ntype: person\n")
    assert vault.run("set", "grace", "tier=close").code == 3
    assert vault.run("show", "nobody").code == 4
    assert run_here("due", "--vault", str(tmp_path / "nowhere")).code == 5


def test_an_interrupt_ends_with_130(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    vault.person("Ada Lovelace")
    module = importlib.import_module("vaultnet.strategies.communication.due")
    monkeypatch.setattr(module, "standings", interrupt)
    assert vault.run("due").code == 130


# the vault and shared options ------------------------------------------------------------------------------------


def test_shared_options_stand_before_or_after_the_command(asked: Vault) -> None:
    root_, day = str(asked.root), "2026-12-01"
    after = run_here("due", "--json", "--today", day, "--vault", root_, "--no-input", "--debug")
    before = run_here("--json", "--today", day, "--vault", root_, "--no-input", "--debug", "due")
    mixed = run_here("--vault", root_, "--json", "due", "--today", day)
    assert after.code == 0 and after == before == mixed
    assert after.json


def test_the_vault_is_named_or_found_upwards(asked: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = asked.run("list", "goal")
    assert run_here("list", "goal").code == 5 or not (Path.cwd() / "vaultnet.toml").exists()
    monkeypatch.chdir(asked.root / "People")
    assert run_here("list", "goal") == named
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAULTNET_VAULT", str(asked.root))
    assert run_here("list", "goal") == named
    other = Vault(tmp_path / "other")
    other.write("Goals/Rest.md", "")
    assert "Rest" in run_here("list", "goal", "--vault", str(other.root)).out


def test_the_nearest_vaultnet_toml_goes_before_an_obsidian_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = Vault(tmp_path / "outer")
    outer.write("vaultnet.toml", "")
    outer.write("Goals/Outer.md", "")
    (outer.root / "inner" / ".obsidian").mkdir(parents=True)
    monkeypatch.chdir(outer.root / "inner")
    assert "Outer" in run_here("list", "goal").out
    (outer.root / "vaultnet.toml").unlink()
    outer.write("inner/Goals/Inner.md", "")
    out = run_here("list", "goal").out
    assert "Inner" in out and "Outer" not in out


@pytest.mark.parametrize(
    ("said", "day"), [("2026-12-01", "2026-12-01"), ("tomorrow", "2026-11-24"), ("next friday", "2026-12-04"),
                      ("in 3 weeks", "2026-12-14"), ("yesterday", "2026-11-22")],
)  # fmt: skip
def test_today_takes_dates_as_people_write_them(
    asked: Vault, monkeypatch: pytest.MonkeyPatch, said: str, day: str
) -> None:
    class Clock(__import__("datetime").date):  # type: ignore[misc]
        @classmethod
        def today(cls) -> Any:
            return cls(2026, 11, 23)

    monkeypatch.setattr("vaultnet.cli.date", Clock)
    assert asked.json("agenda", "--today", said)["date"] == day
    monkeypatch.setenv("VAULTNET_TODAY", said)
    assert asked.json("agenda")["date"] == day


def test_an_exact_path_always_wins(vault: Vault) -> None:
    vault.person("Ada", aliases=["Grace"])
    vault.person("Grace")
    vault.write("Archive/Grace.md", "---\ntype: person\n---\n")
    assert vault.json("show", "People/Grace.md")["path"] == "People/Grace.md"
    assert vault.json("show", "Archive/Grace")["path"] == "Archive/Grace.md"
    assert vault.run("show", "grace").code == 4
    (vault.root / "Archive" / "Grace.md").unlink()
    assert vault.json("show", "grace")["path"] == "People/Grace.md", "an exact name goes before an alias"


@pytest.mark.parametrize(
    ("said", "name"),
    [("tomas", "Tomás Reis"), ("lukasz", "Łukasz Wiśniewski"), ("ogunleye", "Adébáyọ̀ Ògúnlẹ́yẹ"),
     ("sorensen", "Henrik Sørensen"), ("thi hanh", "Nguyễn Thị Hạnh"), ("lucasz wisniewski", "Łukasz Wiśniewski"),
     ("asante-boateng", "Kofi Asante-Boateng")],
)  # fmt: skip
def test_a_name_typed_without_accents_finds_its_note(asked: Vault, said: str, name: str) -> None:
    assert asked.json("show", said)["name"] == name
    assert asked.run("log", f"coffee with {said}: x", "--dry-run").code == 0
    assert name in completed(asked, "show", said.split()[0][:6]) or said.startswith(("thi", "lucasz", "asante"))


def test_accents_that_only_the_typed_name_has_are_no_hindrance(vault: Vault) -> None:
    vault.person("Tomas Berg")
    assert vault.json("show", "Tomás")["name"] == "Tomas Berg"


def test_a_name_without_accents_that_fits_two_is_never_guessed(vault: Vault) -> None:
    vault.person("Tomás Reis")
    vault.person("Tomàs Vidal")
    ran = vault.run("show", "tomas")
    assert ran.code == 4 and "Tomás Reis" in ran.err and "Tomàs Vidal" in ran.err
    assert vault.json("show", "tomás")["name"] == "Tomás Reis", "an accent that is typed is meant"
    vault.person("Tomas Berg")
    assert vault.json("show", "tomas")["name"] == "Tomas Berg", "as it is written goes before"
    for path in ("People/Tomas Berg.md", "People/Tomàs Vidal.md"):
        (vault.root / path).unlink()
    vault.person("Tomasz Nowak")
    assert vault.run("show", "tomas").code == 4, (
        "a beginning of one name is no reason to pass over the whole word of another"
    )
    assert vault.json("show", "tomasz")["name"] == "Tomasz Nowak"


def test_cities_and_organizations_are_found_without_accents(asked: Vault) -> None:
    assert [row["name"] for row in asked.json("list", "person", "--location", "wroclaw")] == ["Łukasz Wiśniewski"]
    assert {row["organization"] for row in asked.json("list", "person", "--org", "bruckenwerk")} == {"Brückenwerk"}
    assert asked.json("who", "platform", "--in", "wroclaw") == asked.json("who", "platform", "--in", "Wrocław")


# JSON --------------------------------------------------------------------------------------------------------------

NOTE = {"name", "path", "type"}
REASON = {"text", "path", "line"}
SHAPES: list[tuple[list[str], type, set[str]]] = [
    (["index"], dict, {"notes", "added", "changed", "removed", "findings", "seconds"}),
    (["doctor"], dict, {"findings"}),
    (["due"], list, {"name", "path", "why", "last_contact", "next_contact", "days_overdue", "tier", "reasons"}),
    (["due", "--within", "9"], list, {"name", "path", "why", "next_contact", "reasons"}),
    (["agenda"], dict, {"date", "until", "sections"}),
    (["show", "mara"], dict, NOTE | {"last_contact", "next_contact", "fields", "brief", "timeline"}),
    (["show", "platformconf"], dict, NOTE | {"date", "status", "fields", "brief", "timeline"}),
    (["show", "Staff role in platform"], dict, NOTE | {"fields", "brief", "timeline", "coverage"}),
    (["who", "ebpf", "--to", "advise"], list, {"name", "path", "score", "parts", "role", "moment", "reasons"}),
    (["list", "person"], list, NOTE | {"last_contact", "next_contact", "organization", "title", "location", "tier"}),
    (["list", "event"], list, NOTE | {"date", "kind", "location", "status", "people"}),
    (["list", "project"], list, NOTE | {"status", "people"}),
    (["list", "request"], list, NOTE | {"kind", "direction", "person", "status", "due"}),
    (["list", "goal"], list, NOTE | {"by", "status", "needs"}),
    (["find", "hbm"], list, NOTE | {"line", "snippet"}),
    (["promise"], list, {"id", "name", "path", "line", "text", "side", "due", "status", "was"}),
    (["request"], list, NOTE | {"id", "kind", "direction", "person", "target", "for", "status", "due", "reasons"}),
    (["request", "--all"], list, {"id", "next", "finished"}),
    (["session"], list, {"name", "path", "role", "last", "next", "open", "reasons"}),
    (["session", "--advice"], list, {"id", "name", "direction", "text", "given", "acted", "reported", "reasons"}),
    (["promise", "--record"], dict, {"kept", "late", "dropped", "renegotiated", "overdue", "people", "quarters"}),
    (["give"], list, {"name", "path", "need", "through", "reasons"}),
    (["give", "--history"], list, {"name", "path", "given", "received", "reasons"}),
    (["thank"], list, {"name", "path", "text", "date", "kind", "reasons"}),
    (["followup"], list, {"name", "path"}),
    (["log", "mara"], list, {"date", "text", "path", "line"}),
]
KINDS = set("due reply promise waiting task request event birthday news thanks introduction goal".split())


@pytest.mark.parametrize(("words", "kind", "keys"), SHAPES, ids=lambda one: " ".join(one) if type(one) is list else "")
def test_json_has_the_shape_that_scripts_rely_on(asked: Vault, words: list[str], kind: type, keys: set[str]) -> None:
    answer = asked.json(*words)
    assert type(answer) is kind
    for row in answer if kind is list else [answer]:
        assert keys <= set(row), keys - set(row)
        for reason in row.get("reasons", ()):
            assert set(reason) == REASON
    if kind is list:
        assert answer, "the sample has something to show"


def test_the_agenda_s_sections_and_kinds_are_those_of_the_contract(asked: Vault) -> None:
    sections = asked.json("agenda")["sections"]
    assert [one["key"] for one in sections] == ["waits", "meetings", "moments", "happened"]
    for one in sections:
        assert set(one) == {"key", "title", "items"} and one["items"], "empty sections are left out"
        for item in one["items"]:
            assert set(item) == {"name", "path", "kinds", "date", "text", "reasons"}
            assert set(item["kinds"]) <= KINDS
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", item["date"])
            assert (asked.root / item["path"]).is_file()
            assert all(set(reason) == REASON for reason in item["reasons"]) and item["reasons"]


def test_findings_have_code_severity_path_line_message_and_hint(vault: Vault) -> None:
    vault.person("Ada Lovelace", birthday="2024-02-30", organization="[[Acme]]", aliases=["Ada"])
    vault.write("Daily/2026-11-22.md", "- call with [[Ada]]: looms\n")
    ran = vault.run("doctor", "--json")
    assert ran.code == 1
    for finding in ran.json["findings"]:
        assert set(finding) >= {"code", "severity", "path", "line", "message", "hint"}
        assert finding["severity"] in ("error", "hint") and finding["line"] >= 1
    (vault.root / "People" / "Ada Lovelace.md").write_text("---\ntype: person\naliases: [Ada]\n---\n", "utf-8")
    assert vault.run("doctor", "--json").code == 0, "hints alone exit 0"


@pytest.mark.parametrize("words", [one for one in READING if one[0] != "help"], ids=" ".join)
def test_every_reading_command_answers_in_json(asked: Vault, words: list[str]) -> None:
    ran = asked.run(*words, "--json")
    assert ran.code == 0, ran.all
    assert ran.json is not None
    assert ran.err == ""
    assert ran.out.count("\n") == 1, "one answer, one line"


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_every_writing_command_answers_in_json(sample: Vault, words: list[str]) -> None:
    dry = sample.run(*words, "--json", "--dry-run")
    assert dry.code == 0 and dry.json["dry_run"] is True, dry.all
    assert all(set(change) == {"path", "diff"} for change in dry.json["changes"])
    ran = sample.run(*words, "--json")
    assert ran.code == 0 and ran.json is not None, ran.all


# writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_dry_run_writes_nothing_and_the_run_writes_just_what_it_showed(sample: Vault, words: list[str]) -> None:
    before = sample.bytes()
    dry = sample.run(*words, "--dry-run")
    assert dry.code == 0, dry.all
    assert sample.bytes() == before
    assert re.search(r"^\+\+\+ ", dry.out, re.M) and re.search(r"^[-+]", dry.out, re.M), "a diff"
    shown = set(re.findall(r"^\+\+\+ b/(.+)$", dry.out, re.M))
    moved = dict(re.findall(r"^rename from (.+)\nrename to (.+)$", dry.out, re.M))
    ran = sample.run(*words)
    assert ran.code == 0, ran.all
    after = sample.bytes()
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == shown | set(moved.values())
    assert set(before) - set(after) == set(moved)
    for path in changed:
        assert path in ran.out, "it says which files it touched"
    assert not [path for path in after if path.rpartition("/")[2].startswith(".")], "nothing is left lying about"


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_print_path_prints_only_the_paths(sample: Vault, words: list[str]) -> None:
    before = sample.bytes()
    ran = sample.run(*words, "--print-path")
    assert ran.code == 0, ran.all
    after = sample.bytes()
    assert set(ran.out.splitlines()) == {path for path in after if before.get(path) != after[path]}


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_what_vaultnet_wrote_reads_back_without_findings(sample: Vault, words: list[str]) -> None:
    assert sample.run(*words).code == 0
    assert sample.json("doctor")["findings"] == []


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_undo_restores_every_byte(sample: Vault, words: list[str]) -> None:
    before = sample.bytes()
    assert sample.run(*words).code == 0
    assert sample.bytes() != before
    dry = sample.run("undo", "--dry-run")
    assert dry.code == 0 and dry.out
    assert sample.run("undo").code == 0
    assert sample.bytes() == before
    assert sample.run("undo").code == 2, "nothing more to take back"


# twice the same: nothing changes; these add or tick each time, or have moved what they name
EACH_TIME = ("promise", "done", "new", "move")


@pytest.mark.parametrize("words", [one for one in WRITING if one[0] not in EACH_TIME], ids=" ".join)
def test_a_second_identical_run_changes_nothing(sample: Vault, words: list[str]) -> None:
    assert sample.run(*words).code == 0
    after = sample.bytes()
    again = sample.run(*words)
    assert again.code == 0, again.all
    assert sample.bytes() == after


def test_dry_run_is_an_option_of_every_command_that_writes() -> None:
    commands = dict(leaf_commands())
    git = {"git setup", "git sync", "git merge-copy"}  # tests/basics/test_git.py says more of these
    for name in {words[0] for words in WRITING} | {"doctor", "undo", "init"} | git:
        assert "dry_run" in {param.name for param in commands[name].params}, name


# questions at the terminal -----------------------------------------------------------------------------------------


def test_triage_asks_for_a_tier_and_enter_leaves_a_person_as_they_are(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-01 call: looms", "2026-11-02 call: looms")
    vault.person("Grace Hopper", "2026-11-01 call: ships")
    ran = vault.run("due", "--triage", typed="\n2\n")
    assert ran.code == 0 and "Which tier?" in ran.err
    tiers = {row["name"]: row["tier"] for row in vault.json("list", "person")}
    assert tiers == {"Ada Lovelace": None, "Grace Hopper": "close"}


def test_the_inbox_links_the_name_that_was_chosen(vault: Vault) -> None:
    vault.person("Grace Hopper")
    vault.write("Daily/2026-11-22.md", "- lunch with Grace: ships\n")
    ran = vault.run("log", "--inbox", typed="1\n")
    assert ran.code == 0, ran.all
    assert vault.read("Daily/2026-11-22.md") == "- lunch with [[Grace Hopper|Grace]]: ships\n"
    assert vault.json("show", "grace")["last_contact"] == "2026-11-22"


def test_no_input_asks_nothing(vault: Vault) -> None:
    vault.person("Grace Hopper")
    vault.write("Daily/2026-11-22.md", "- lunch with Grace: ships\n")
    before = vault.bytes()
    for words in (["log", "--inbox"], ["due", "--triage"]):
        ran = vault.run(*words, "--no-input", typed="1\n1\n")
        assert ran.code == 0 and "?" not in ran.err
    assert vault.bytes() == before


# completion --------------------------------------------------------------------------------------------------------


def completed(vault: Vault, *words: str) -> list[str]:
    """What the shell offers for the last word."""
    shell = ShellComplete(root, {"obj": Call(open_desk)}, "vaultnet", "_VAULTNET_COMPLETE")
    return [item.value for item in shell.get_completions(["--vault", str(vault.root), *words[:-1]], words[-1])]


def test_names_of_people_are_completed(asked: Vault) -> None:
    assert "Mara Okafor" in completed(asked, "show", "mar")
    assert completed(asked, "log", "oka") == ["Mara Okafor"], "people only"
    assert "Sofia Lindqvist" in completed(asked, "followup", "sof")
    assert "2026-11-26 PlatformConf" in completed(asked, "prep", "2026-11-26")
    assert "Дарья Соколова" in completed(asked, "due", "дар")


def test_what_is_open_is_completed_by_its_handle(asked: Vault) -> None:
    offered = completed(asked, "done", "")
    assert offered == [row["id"] for row in asked.json("promise")] != []
    assert completed(asked, "done", offered[0][:2]) == [one for one in offered if one.startswith(offered[0][:2])]


def test_commands_options_and_types_are_completed(asked: Vault) -> None:
    assert "followup" in completed(asked, "fol")
    assert "--within" in completed(asked, "due", "--wi")
    assert completed(asked, "new", "pers") == ["person"]


def test_completion_never_disturbs_the_line_being_typed(tmp_path: Path) -> None:
    assert completed(Vault(tmp_path / "empty"), "show", "x") == []
    gone = Vault(tmp_path / "gone")
    shutil.rmtree(gone.root)
    assert completed(gone, "show", "x") == []


# clean output ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_pipe_gets_plain_text(asked: Vault, words: list[str]) -> None:
    ran = asked.run(*words)
    assert ran.code == 0, ran.all
    assert "\x1b" not in ran.all
    assert all(line == line.rstrip() for line in ran.out.splitlines() if words[0] != "help")


@pytest.mark.parametrize("words", [one for one in READING if one[0] != "help"], ids=" ".join)
def test_the_same_question_gets_the_same_bytes_wherever_the_vault_lies(
    asked: Vault, words: list[str], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> Ran:
        ran = asked.run(*words, "--json")
        return ran._replace(out=re.sub(r'"seconds": [0-9.e-]+', "", ran.out))

    if words == ["index"]:
        asked.run("index")
    first = said()
    assert said() == first
    assert str(asked.root) not in first.all
    assert asked.run(*words).out == asked.run(*words).out
    base = _elsewhere(tmp_path_factory)
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(base / "cache"))
    monkeypatch.chdir(base / "Ünïcode dir")
    other = Vault(base / "Ünïcode dir")
    if words == ["index"]:
        other.run("index")
    ran = other.run(*words, "--json")
    assert ran._replace(out=re.sub(r'"seconds": [0-9.e-]+', "", ran.out)) == first


_ELSEWHERE: list[Path] = []


def _elsewhere(factory: pytest.TempPathFactory) -> Path:
    """One more copy of the sample, with files made in another order."""
    if not _ELSEWHERE:
        base = factory.mktemp("elsewhere")
        copied = copy_sample(base / "first")
        other = base / "Ünïcode dir"
        for path in sorted(copied.bytes(), reverse=True):
            (other / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(copied.root / path, other / path)
        _ELSEWHERE.append(base)
    return _ELSEWHERE[0]


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_no_absolute_path_is_shown_or_written(sample: Vault, words: list[str]) -> None:
    ran = sample.run(*words)
    assert str(sample.root) not in ran.all and str(sample.root.parent) not in ran.all
    assert not any(str(sample.root).encode() in data for data in sample.bytes().values())


def test_other_hash_seeds_zones_and_locales_change_nothing(asked: Vault) -> None:
    for words in (["agenda"], ["due", "--json"], ["prep", "platformconf", "--dry-run"]):
        answers = {
            asked.apart(*words, env=env)
            for env in (
                {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
                {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "40"},
            )
        }
        assert len(answers) == 1 and answers.pop().code == 0


def test_no_color_and_force_color_change_no_piped_answer(asked: Vault) -> None:
    plain = asked.apart("agenda")
    assert plain.code == 0
    assert asked.apart("agenda", env={"NO_COLOR": "1"}) == plain
    assert "\x1b" not in plain.out


def test_a_reader_that_goes_away_is_no_fault(asked: Vault) -> None:
    command = f"{sys.executable} -m vaultnet --vault '{asked.root}' list person --json | head -c 10"

    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert done.stderr == b"" and done.returncode in (0, 141)


# hostile notes -----------------------------------------------------------------------------------------------------

ESC, C1, BIDI, SEP = "\x1b[31mred\x1b]0;title\x07", "\x9b31m\x90", "\u202egnitirw\u2066", "\u2028\u2029"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
EVIL = f"Eve{BIDI}<script>alert(1)</script>{C1}{SEP}"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The vault of somebody who means no good."""
    return lay_hostile(Vault(tmp_path_factory.mktemp("hostile") / "vault"))


def lay_hostile(vault: Vault) -> Vault:
    """Notes whose author means no good: escapes, C1, bidi marks and HTML wherever text can stand."""
    nasty = f"{BIDI}<img onerror=x>{C1}{SEP}"
    loud = f"{ESC}{nasty}"
    fields = f"""type: person
aliases:
  - "Evil {nasty}"
tier: "close"
title: "Boss {nasty}"
location: "Berlin {nasty}"
organization: "[[Org]]"
birthday: 11-24
needs:
  - "{nasty}"
odd{BIDI}key: "\\e[31m{nasty}"
met: "2024{nasty}"
"""
    lines = f"""## Ask
- ? why {loud}
## Log
- 2026-01-01 call: {loud}
- 2026-11-20 email in: {loud}
- 2026-11-21 news: {loud}
- [ ] send {loud} #promise 📅 2026-11-24
- [ ] she sends {loud} #waiting 📅 2026-11-20
- 2026-13-01 {loud}
"""
    vault.write("People/Eve.md", f"---\n{fields}---\n{lines}")
    vault.write(
        f"People/{BIDI}Mallory{C1}.md", f"---\ntype: person\ntier: close\n---\n## Log\n- 2026-01-01 call: {loud}\n"
    )
    vault.write("Organizations/Org.md", f'---\ntype: organization\nindustry: "{nasty}"\n---\n{loud}\n')
    fields = (
        f'location: "Berlin {nasty}"\npeople:\n  - "[[Eve]]"\ntargets:\n  - "[[Nobody {nasty}]]"\ngoals:\n  - "{nasty}"'
    )
    vault.write("Events/2026-11-26 Conf.md", f"---\ntype: event\ndate: 2026-11-26\n{fields}\n---\n")
    vault.write(
        "Events/2026-11-20 Past.md",
        f"---\ntype: event\nstatus: planned\ndate: 2026-11-20\n---\n- met [[New {BIDI}]] ({nasty}): {loud}\n",
    )
    vault.write("Daily/2026-11-22.md", f"- coffee with {loud}: {loud}\n- call with [[Evil {nasty}]]: x\n")
    vault.write("Broken.md", f"---\ntype: person\nbad: [{nasty}\n---\n{loud}\n")
    vault.write(
        "Me.md", f'---\ntype: me\noffers:\n  - "{nasty}"\n---\n## Log\n- 2026-11-21 news: {loud} [share:: yes]\n'
    )
    vault.write("vaultnet.toml", '[lists]\n"odd" = "person --tier close"\n')
    return vault


# EVIL and ESC stand for the texts above
HOSTILE = """
agenda | agenda --days 30 --why | agenda --write --dry-run | agenda --days EVIL
due | due --within 14 --why | due --triage | due eve --why | due eve --snooze ESC | due EVIL
log eve | log --inbox | log 'call with EVIL: x' | log eve 'call: ESC EVIL' --dry-run | log eve x --on EVIL
followup | followup eve --dry-run | followup mallory --dry-run | followup --due --dry-run | followup EVIL
promise | promise eve | promise --waiting | promise --record | promise eve 'ESC EVIL' --dry-run | promise EVIL
promise deck --nudge --dry-run | promise she --nudge --dry-run | promise EVIL --nudge | done EVIL --acted
session | session --why | session --advice | session eve --dry-run | session eve --ask --for 'ESC EVIL' --dry-run
session EVIL | session eve --date EVIL | session mallory --ask --dry-run | session --advice eve --why
done send --dry-run | done EVIL | help EVIL | help events | EVIL | ESC | due --EVIL | undo | init --dry-run
show eve | show eve --all --why | show EVIL | show Org | show conf | show past
who EVIL | who red --to advise --why | who --to sponsor | who x --in EVIL | who x --goal EVIL | who ESC --to mentor
show Broken.md | show mallory | show Me.md
find EVIL | find red | find ESC | index | index --path | doctor | doctor --fix --dry-run
list person | list event | list odd | list EVIL | list person --tier EVIL | list person --linked-to EVIL
prep conf --dry-run | prep EVIL | prep 'Lunch EVIL' --date friday --dry-run
debrief past --dry-run | debrief EVIL | debrief past --met EVIL --dry-run
new person EVIL --dry-run | new EVIL x | new person x EVIL | new person x 'title=ESC EVIL' --dry-run
set eve 'title=ESC EVIL' --dry-run | set eve EVIL | set EVIL a=b | set eve met=EVIL
move eve EVIL --dry-run | move EVIL x | move eve ../EVIL | edit eve | edit EVIL
insight | insight eve | insight --topic EVIL | insight eve 'ESC EVIL' --topic x --dry-run
insight EVIL x | insight --since EVIL
request | request --all --why | request EVIL | request advice eve --for 'ESC EVIL' --dry-run | request EVIL granted
request EVIL eve --for x | request referral EVIL --for x | request eve | request advice eve --for x --due EVIL
give | give --why | give EVIL | give eve --all | give --history | give --history eve | give --history --kind EVIL
thank | thank --why | thank EVIL | thank eve 'ESC EVIL' --dry-run | thank eve --draft | thank eve --credit EVIL
thank eve --on EVIL | thank mallory --draft --write --dry-run
share | share EVIL | share EVIL --with eve | share x --with EVIL
path eve | path eve --why | path Org --why | path EVIL | path eve mallory --why | path EVIL eve | path ESC
introduce | introduce --why | introduce eve | introduce eve mallory --for 'ESC EVIL' --dry-run | introduce eve EVIL
introduce eve mallory --for 'ESC EVIL' --yes eve --yes mallory --dry-run | introduce EVIL
git EVIL | git setup | git sync | git merge-copy EVIL | git merge-copy EVIL eve | git merge-file EVIL x y EVIL
--today EVIL due | --vault EVIL due
"""


def hostile_calls() -> list[list[str]]:
    return [[word.replace("EVIL", EVIL).replace("ESC", ESC) for word in words] for words in calls(HOSTILE)]


@pytest.mark.parametrize("json", [[], ["--json"]], ids=["plain", "json"])
def test_no_escape_c1_or_bidi_byte_of_a_note_reaches_the_terminal(
    hostile: Vault, json: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(hostile.root.parent / "cache"))
    monkeypatch.setenv("VAULTNET_VAULT", str(hostile.root))
    monkeypatch.chdir(hostile.root.parent)
    seen = set()
    for words in hostile_calls():
        ran = run_here(*json, *words)
        seen.add(ran.code)
        assert not RAW.search(ran.all), (words, RAW.search(ran.all))
        assert "unexpected fault" not in ran.err, (words, ran.err)
        if json and ran.code == 0 and words[0] not in ("help", "edit", "index", "init"):
            assert ran.json is not None
    assert {0, 2, 4} <= seen
    assert {words[0] for words in hostile_calls()} >= set(MODULES) - {"watch"}


def test_hostile_notes_are_written_back_as_text_only(hostile: Vault, tmp_path: Path) -> None:
    copy = Vault(tmp_path / "copy")
    shutil.copytree(hostile.root, copy.root, dirs_exist_ok=True)
    for words in (["followup", "eve"], ["prep", "conf"], ["agenda", "--write"], ["debrief", "past"],
                  ["new", "person", EVIL], ["set", "eve", f"title={EVIL}"], ["move", "eve", EVIL]):  # fmt: skip
        ran = copy.run(*words)
        assert ran.code in (0, 3), (words, ran.all)
        assert not RAW.search(ran.all)
    for name in copy.bytes():
        assert name in hostile.bytes() or not RAW.search(name), "no new file has such a name"


@pytest.mark.parametrize("name", ["Ada (conflicted copy)", "Ada.sync-conflict-20260101-120000-ABCDEFG"])
def test_no_new_note_is_named_as_a_sync_programs_copy(vault: Vault, name: str) -> None:
    ran = vault.run("new", "person", name)
    assert ran.code == 3 and "sync programs name a copy" in ran.err
    assert not vault.bytes()
