"""The laws of docs/architecture.md that hold for any vault: 1 (any text gives a Note), 2 (an index kept up step by step
equals one made anew) and 6 (the same vault, day and command give the same bytes)."""

import contextlib
import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from indexes import difference, dump, rebuilt
from vaults import SAMPLE, Vault, copy_sample, run_apart

from vaultnet.errors import ERROR, HINT, Refused
from vaultnet.facts import Reading
from vaultnet.index import apply, store
from vaultnet.index.rows import TABLES, Rows, add_rows
from vaultnet.index.store import SCHEMA, connect, create, index_path, read_findings
from vaultnet.index.sync import open_index, sync, sync_paths
from vaultnet.note import Note, broken_note, read_note
from vaultnet.vault import disk
from vaultnet.vault.config import Config, read_config
from vaultnet.vault.files import pack_stat, read_text

PROJECT = Path(__file__).parent.parent
CORPORA = PROJECT.parent / "shared" / "corpora"
PATHS = ["People/Ada.md", "Events/2026-11-22 Coffee.md", "Daily/2026-11-22.md", "Projects/X.md", "Anything.md", ""]

# Law 1: any text gives a Note ------------------------------------------------------------------------------------


def holds(note: Note, path: str, lines: int = 0) -> None:
    """What is true of every note, whatever its text; `lines` where the note has none of it."""
    assert note.path == path
    last = lines or note.text.count("\n") + 1
    for finding in note.findings:
        assert finding.path == path
        assert 1 <= finding.line <= last, finding
        assert finding.message and "\n" not in finding.message
        assert finding.severity in (ERROR, HINT)
        assert str(finding).startswith(f"{path}:{finding.line}: " if path else finding.message)
    rows: Rows = {table: [] for table in TABLES}
    add_rows(rows, 1, note, {})  # and it can be kept
    assert len(rows["note"]) == 1


def read_any(raw: bytes, path: str, folder: Path) -> Note:
    """A file's bytes as the index reads them."""
    file = folder / "note"
    file.write_bytes(raw)
    text, _, fault = read_text(str(file))
    return read_note(path, text, Reading()) if fault is None else broken_note(path, fault, Reading())


PIECES = """--- \n---\n ## \n##\x20Log\n -\x20 -\x20[\x20]\x20 2026-11-22 2026-02-30 call: met [[ ]] | ![[
    `` ``` %% <!-- --> #promise
    #waiting by 📅 ✅ 🔁\x20every\x20day :: [due:: ) ( type:\x20person\n tags: aliases:\n people: &a *a {{ }} << : "
    ' \\ \t \r \r\n \ufeff \u2028 \x85 \x00 \ud83d é %%\x20vaultnet:begin\x20x\x20%%\n %%\x20vaultnet:end\x20x\x20%%\n ? >\x20
    <<<<<<<\x20a\n =======\n >>>>>>>\x20b\n ~~~ (x.md) ](""".split(" ")
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.builds(
        lambda a, b: f"---\n{a}\n---\n{b}", st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("\n".join)
    ),
)


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.sampled_from(PATHS))
def test_any_text_gives_a_note_and_what_is_wrong_is_a_finding(text: str, path: str) -> None:
    holds(read_note(path, text, Reading()), path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(PATHS))
def test_any_bytes_give_a_note(tmp_path: Path, raw: bytes, path: str) -> None:
    for some in (raw, b"---\n" + raw, b"---\na: 1\n---\n" + raw):
        holds(read_any(some, path, tmp_path), path, lines_of(some))


def lines_of(raw: bytes) -> int:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def mutated(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
        match chance.randrange(5):
            case 0:
                raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + raw[at + chance.randint(1, 8) :]
            case 2:
                raw = raw[:at] + raw[at : at + 20] + raw[at:]
            case 3:
                raw = (
                    raw[:at]
                    + chance.choice([b"\n", b"\r", b"---\n", b"[[", b"- ", b": ", b"```", b"%%", b'"'])
                    + raw[at:]
                )
            case _:
                raw = raw[:at] + raw[to:]
    return raw


def all_survive(files: list[Path], times: int, tmp_path: Path) -> None:
    chance = random.Random(22)
    for _ in range(times):
        file = chance.choice(files)
        path = f"{file.parent.name}/{file.name}"
        raw = mutated(file.read_bytes()[:20_000], chance)
        holds(read_any(raw, path, tmp_path), path, lines_of(raw))


def test_mutated_notes_of_the_sample_vault_give_notes(tmp_path: Path) -> None:
    all_survive(sorted(SAMPLE.rglob("*.md")), 800, tmp_path)


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora at {CORPORA}")
def test_mutated_notes_of_the_corpora_give_notes(tmp_path: Path) -> None:
    all_survive(sorted(CORPORA.rglob("*.md")), 800, tmp_path)


def test_one_bad_file_hides_no_other(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("People/Good.md", "## Log\n- 2026-11-22 call: x\n")
    bad = {
        "Latin.md": "Müller".encode("latin-1"),
        "UTF-16.md": "hello".encode("utf-16"),
        "NUL.md": b"a\0b",
        "Bomb.md": b"---\na: " + b"[" * 100_000 + b"\n---\n",
        "Template.md": b"---\na: {{date}}\n---\n",
        "Unclosed.md": b"---\na: 1\n",
        "Conflict.md": b"---\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n---\n",
        "Surrogate.md": b"\xed\xa0\x80",
        "Empty.md": b"",
    }
    for name, raw in bad.items():
        vault.write(f"People/{name}", raw)
    os.symlink("nowhere.md", vault.root / "People" / "Dangling.md")
    os.mkfifo(vault.root / "People" / "Pipe.md")
    (vault.root / "People" / "Folder.md").mkdir()
    vault.write("People/Folder.md/Inside.md", "x")
    with contextlib.closing(open_index(str(vault.root), Config())[0]) as index:
        names = {name for (name,) in index.execute("select name from note")}
        assert names == {"Good", "Inside", *(name.removesuffix(".md") for name in bad)}
        assert {f.path.removeprefix("People/") for f in read_findings(index)} == set(bad) - {"Empty.md"}
        assert index.execute("select last from rhythm where last <> ''").fetchall() == [("2026-11-22",)]


# Law 2: kept up == made anew ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(root: Path, config: Config | None = None) -> Iterator[sqlite3.Connection]:
    connection, _ = open_index(str(root), config if config is not None else read_config(str(root)))
    try:
        yield connection
    finally:
        connection.close()


def equal_to_new(connection: sqlite3.Connection, root: Path, config: Config) -> None:
    told = difference(dump(connection), rebuilt(str(root), config))
    assert not told, "\n".join(["kept up (-) and made anew (+) differ:", *told[:30]])


NAMES = ["Ada", "Bob", "Ångström", "2026-11-22", "Acme", "Ada (conflicted copy)", "AC-DC"]
FOLDERS = ["", "People/", "People/x/", "Events/", "Daily/", "Organizations/", "Projects/", "templates/", ".hidden/"]
NOTE_PATHS = st.builds(lambda folder, name: f"{folder}{name}.md", st.sampled_from(FOLDERS), st.sampled_from(NAMES))
TARGETS = st.sampled_from(
    ["Ada", "ada", "bob", "People/Ada", "x/Ada", "People/x/Ada.md", "Acme", "The Countess", "Bobby", "AC/DC", "Ångström",
     "A\u030angstro\u0308m", "2026-11-22", "Nobody", "Ada (conflicted copy)", "../People/Bob", "Ada#Log", "AC-DC"]
)  # fmt: skip
FRONTS = st.lists(
    st.one_of(
        st.sampled_from(["type: person", "type: event", "type: organization", "type: nonsense", "tier: close", "tier: odd",
                         "cadence: 6w", "paused: true", "birthday: 2024-02-30", "status: planned", "kind: conference",
                         "date: 2026-10-10", "tags: [person, topic/x]", "expertise: [AI chips]", "a: b: c"]),
        st.lists(st.sampled_from(["The Countess", "Bobby", "AC/DC", "Ada", "bob", "[[Acme]]"]), min_size=1, max_size=2)
        .map(lambda names: "aliases:\n" + "\n".join(f'  - "{name}"' for name in names)),
        st.builds(lambda key, target: f'{key}: "[[{target}]]"',
                  st.sampled_from(["organization", "people", "knows", "manager", "targets"]), TARGETS),
    ),
    max_size=3, unique_by=lambda line: line.partition(":")[0],
)  # fmt: skip
DAYS = st.sampled_from(["2026-11-01", "2026-11-10", "2026-11-22", "2026-02-30"])
BODIES = st.lists(
    st.one_of(
        st.builds(lambda day, word, target: f"- {day} {word} [[{target}]]: text", DAYS,
                  st.sampled_from(["call", "email out", "email in", "met", "news", "gave advice to"]), TARGETS),
        st.builds(lambda day: f"- {day} free text", DAYS),
        st.builds(lambda target: f"- coffee with [[{target}|x]]: text", TARGETS),
        st.builds(lambda target, mark, side: f"- [{mark}] task [[{target}]] #{side} 📅 2026-12-01 ✅ 2026-11-09", TARGETS,
                  st.sampled_from(" x-"), st.sampled_from(["promise", "waiting", "other"])),
        st.builds(lambda target: f"see [[{target}]] and [m]({target.replace(' ', '%20')}.md) #tag", TARGETS),
        st.sampled_from(["## Log", "## Ask", "- ? why", "%% vaultnet:begin x %%", "```"]),
    ),
    max_size=5,
)  # fmt: skip
NOTES = st.builds(
    lambda front, body: (f"---\n{chr(10).join(front)}\n---\n" if front else "") + "## Log\n" + "\n".join(body) + "\n",
    FRONTS,
    BODIES,
)


class Syncing(RuleBasedStateMachine):
    """A vault that is edited in every way, and its index, looked at after any number of edits."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(os.environ["VAULTNET_CACHE_DIR"]).parent / f"law2-{time.monotonic_ns()}"
        self.root = self.base / "vault"
        self.root.mkdir(parents=True)
        self.config = Config()
        self.connection = create(":memory:")
        sync(self.connection, str(self.root), self.config, rebuild=True)
        self.touched: set[str] = set()

    def teardown(self) -> None:
        self.connection.close()
        shutil.rmtree(self.base)

    def notes(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*.md"))

    def put(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.touched.add(path)

    @initialize(notes=st.dictionaries(NOTE_PATHS, NOTES, min_size=3, max_size=8))
    def begin(self, notes: dict[str, str]) -> None:
        for path, text in notes.items():
            self.put(path, text)

    @rule(path=NOTE_PATHS, text=NOTES)
    def write(self, path: str, text: str) -> None:
        self.put(path, text)

    @precondition(lambda self: self.notes())
    @rule(data=st.data(), text=NOTES)
    def change(self, data: st.DataObject, text: str) -> None:
        self.put(data.draw(st.sampled_from(self.notes())), text)

    @precondition(lambda self: self.notes())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.notes()))
        (self.root / path).unlink()
        self.touched.add(path)

    @precondition(lambda self: self.notes())
    @rule(data=st.data(), to=NOTE_PATHS)
    def move(self, data: st.DataObject, to: str) -> None:
        path = data.draw(st.sampled_from(self.notes()))
        (self.root / to).parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.root / path, self.root / to)
        self.touched |= {path, to}

    @precondition(lambda self: self.notes())
    @rule(data=st.data())
    def break_and_mend(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.notes()))
        (self.root / path).write_bytes(data.draw(st.sampled_from([b"\xff\xfe", b"a\0", b"", b"---\nx"])))
        self.touched.add(path)

    @rule()
    def look_at_all(self) -> None:
        with self.forced():
            sync(self.connection, str(self.root), self.config)
        self.touched.clear()

    @rule()
    def look_where_something_happened(self) -> None:
        with self.forced():
            sync_paths(self.connection, str(self.root), self.config, self.touched)
        self.touched.clear()

    @rule(channels=st.sampled_from([frozenset(), frozenset({"free"})]))
    def change_the_configuration(self, channels: frozenset[str]) -> None:
        self.config = Config(Reading(channels=channels))
        with self.forced():
            sync(self.connection, str(self.root), self.config)
        self.touched.clear()

    @contextlib.contextmanager
    def forced(self) -> Iterator[None]:
        """Where most notes were deleted since the last look it takes a person's word that they are gone."""
        try:
            yield
        except Refused:
            sync(self.connection, str(self.root), self.config, force=True)

    @invariant()
    def kept_up_equals_made_anew(self) -> None:
        if not self.touched:
            equal_to_new(self.connection, self.root, self.config)


Syncing.TestCase.settings = settings(
    max_examples=30, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


class TestAnIndexKeptUpEqualsOneMadeAnewAfterAnySeriesOfEdits(Syncing.TestCase):  # type: ignore[name-defined,misc]
    pass


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"a/X.md": "", "b/X.md": "", "L.md": "[[X]]"}, {"a/X.md": None, "b/X.md": "new"},
                     id="one of two goes, the other changes"),
        pytest.param({"A.md": "---\naliases: Z\n---\n", "B.md": "", "L.md": "[[Z]]"},
                     {"A.md": "", "B.md": "---\naliases: Z\n---\n"}, id="an alias passes from one note to another"),
        pytest.param({"A.md": "---\naliases: Z\n---\n", "L.md": "[[Z]]"}, {"A.md": "---\naliases: Z\n---\n", "Z.md": ""},
                     id="a file takes the name of an alias"),
        pytest.param({"Z.md": "", "A.md": "---\naliases: Z\n---\n", "L.md": "[[Z]]"}, {"Z.md": None},
                     id="an alias takes the name of a file"),
        pytest.param({"A.md": "---\naliases: Z\n---\n", "B.md": "---\naliases: Z\n---\n", "L.md": "[[Z]]"}, {"B.md": ""},
                     id="of two with an alias one loses it"),
        pytest.param({"A.md": "---\naliases: Z\n---\n", "L.md": "[[Z]]"}, {"B.md": "---\naliases: Z\n---\n"},
                     id="a second note takes an alias"),
        pytest.param({"a/X.md": "", "L.md": "[[X]] [[a/X]]"}, {"a/X.md": None, "b/X.md": ""},
                     id="a note moves to another folder"),
        pytest.param({"a/X.md": "", "b/L.md": "[[X]]"}, {"b/X.md": ""}, id="a note of that name appears in the own folder"),
        pytest.param({"long/X.md": "", "L.md": "[[X]]"}, {"s/X.md": ""}, id="a shorter path appears"),
        pytest.param({"a/L.md": "[[X]]", "a/X.md": "", "b/X.md": ""}, {"a/L.md": None, "b/L.md": "[[X]]"},
                     id="the linking note moves"),
        pytest.param({"People/A.md": "", "Daily/2026-11-22.md": "- call [[A]]: x"},
                     {"People/A.md": None, "A.md": "---\ntype: person\n---\n"},
                     id="a person moves: their contacts come along"),
        pytest.param({"A.md": "", "Daily/2026-11-22.md": "- call [[A]]: x"}, {"A.md": "---\ntype: person\n---\n"},
                     id="a note becomes a person"),
        pytest.param({"People/A.md": "", "Events/2026-11-22 E.md": '---\npeople: "[[A]]"\n---\n'},
                     {"Events/2026-11-22 E.md": '---\npeople: "[[A]]"\nstatus: cancelled\n---\n'}, id="an event is cancelled"),
        pytest.param({"People/A.md": "", "People/B.md": "- [x] x [[A]] #promise ✅ 2026-11-01"},
                     {"People/B.md": "---\ntype: project\n---\n- [x] x [[A]] #promise ✅ 2026-11-01"},
                     id="a task's note is no person any more"),
        pytest.param({"AC.md": '---\naliases: "AC/DC"\n---\n', "L.md": "[[AC/DC]]"}, {"x/DC.md": "", "AC/DC.md": ""},
                     id="a path takes the name of an alias with a slash"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hinted", [False, True], ids=["by a scan", "by hints"])
def test_links_and_rhythms_follow_when(
    tmp_path: Path, before: dict[str, str], after: dict[str, str | None], hinted: bool
) -> None:
    vault = Vault(tmp_path / "vault")
    for path, text in before.items():
        vault.write(path, text)
    with opened(vault.root) as connection:
        for path, text in after.items():
            if text is None:
                (vault.root / path).unlink()
            else:
                vault.write(path, text)
        if hinted:
            sync_paths(connection, str(vault.root), Config(), after)
        else:
            sync(connection, str(vault.root), Config())
        equal_to_new(connection, vault.root, Config())


def test_the_sample_vault_turned_upside_down_step_by_step(tmp_path: Path) -> None:
    vault, chance = copy_sample(tmp_path / "sample"), random.Random(4)
    config = read_config(str(vault.root))
    texts = [path.read_bytes() for path in sorted(vault.root.rglob("*.md"))]
    with opened(vault.root) as connection:
        for _ in range(8):
            files = sorted(vault.root.rglob("*.md"))
            for file in chance.sample(files, 6):
                match chance.randrange(4):
                    case 0:
                        file.unlink()
                    case 1:
                        file.write_bytes(chance.choice(texts))
                    case 2:
                        file.rename(chance.choice(files).parent / chance.choice(files).name)
                    case _:
                        (chance.choice(files).parent / f"New {chance.randrange(99)}.md").write_bytes(
                            chance.choice(texts)
                        )
            sync(connection, str(vault.root), config)
            equal_to_new(connection, vault.root, config)


def test_a_folder_renamed_takes_all_its_notes_along(tmp_path: Path) -> None:
    vault = copy_sample(tmp_path / "sample")
    config = read_config(str(vault.root))
    with opened(vault.root) as connection:
        (vault.root / "People").rename(vault.root / "Contacts")
        sync(connection, str(vault.root), config)
        equal_to_new(connection, vault.root, config)


def test_an_emptied_vault_is_refused_until_it_is_forced(tmp_path: Path) -> None:
    vault = copy_sample(tmp_path / "sample")
    with opened(vault.root) as connection:
        before = dump(connection)
        for path in sorted(vault.root.rglob("*.md"))[3:]:
            path.unlink()
        config = read_config(str(vault.root))
        with pytest.raises(Refused) as refused:
            sync(connection, str(vault.root), config)
        assert refused.value.exit_code == 3 and "--force" in refused.value.hint
        assert difference(dump(connection), before) == []
        sync(connection, str(vault.root), config, force=True)
        equal_to_new(connection, vault.root, config)


def test_a_note_that_could_not_be_read_for_once_is_read_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = copy_sample(tmp_path / "sample")
    note = vault.root / "People" / "Mara Okafor.md"
    config = read_config(str(vault.root))
    with opened(vault.root) as connection:
        note.write_text(note.read_text(encoding="utf-8") + "\nmore\n", encoding="utf-8")
        os.utime(note, (1, 1))
        monkeypatch.setattr(apply, "RACY_NS", -60_000_000_000)  # as if all of it were long ago

        def hook(name: str, path: str) -> None:
            if name == "read" and path == str(note):
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        with monkeypatch.context() as broken:
            broken.setattr(disk, "on_call", hook)
            assert sync(connection, str(vault.root), config).changed == 1
            assert [one.code for one in read_findings(connection) if one.path.endswith("Okafor.md")] == ["unreadable"]
            assert sync(connection, str(vault.root), config).changed == 0
        assert sync(connection, str(vault.root), config).changed == 1
        equal_to_new(connection, vault.root, config)


def test_a_vault_whose_folder_cannot_be_read_is_refused_with_that_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = copy_sample(tmp_path / "sample")

    def hook(name: str, path: str) -> None:
        if name == "scan" and path == str(vault.root):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with opened(vault.root) as connection:
        monkeypatch.setattr(disk, "on_call", hook)
        with pytest.raises(Refused, match=r"have vanished at once.*this folder cannot be read: Input/output error"):
            sync(connection, str(vault.root), read_config(str(vault.root)))


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_vault_that_vanished_with_its_settings_is_refused_too(tmp_path: Path, rebuild: bool) -> None:
    vault = copy_sample(tmp_path / "sample")
    vault.write("vaultnet.toml", 'channels = ["walk"]\n')
    with opened(vault.root) as connection:
        notes = connection.execute("select count(*) from note").fetchone()
        shutil.rmtree(vault.root)
        vault.root.mkdir()  # an empty mount point
        with pytest.raises(Refused):
            sync(connection, str(vault.root), read_config(str(vault.root)), rebuild=rebuild)
        assert connection.execute("select count(*) from note").fetchone() == notes
        sync(connection, str(vault.root), read_config(str(vault.root)), rebuild=rebuild, force=True)
        assert connection.execute("select count(*) from note").fetchone() == (0,)


@pytest.mark.parametrize("replaced", [False, True])
def test_a_small_vault_emptied_or_replaced_by_other_notes_is_refused(tmp_path: Path, replaced: bool) -> None:
    vault = Vault(tmp_path / "vault")
    for number in range(8):
        vault.write(f"{number}.md", f"note {number}")
    with opened(vault.root) as connection:
        shutil.rmtree(vault.root)
        vault.root.mkdir()
        for number in range(20 if replaced else 0):
            vault.write(f"Other {number}.md", f"other {number}")
        with pytest.raises(Refused, match="8 of 8 notes have vanished"):
            sync(connection, str(vault.root), Config())
        assert connection.execute("select count(*) from note").fetchone() == (8,)


def test_an_index_whose_paths_are_spoilt_is_made_anew_and_no_vault_taken_for_an_emptied_one(tmp_path: Path) -> None:
    vault = copy_sample(tmp_path / "sample")
    config = read_config(str(vault.root))
    with opened(vault.root) as connection:
        connection.execute("update file set path = note || '.md', hash = x''")
        with pytest.raises(sqlite3.DatabaseError, match="damaged"):
            sync(connection, str(vault.root), config)
    said: list[str] = []
    connection, _ = open_index(str(vault.root), config, warn=said.append)
    with contextlib.closing(connection):
        assert said == ["the index was damaged or of another version: made anew from the notes"]
        equal_to_new(connection, vault.root, config)


@pytest.mark.parametrize("lost", ["name where text like 'Kofi%'", "note where name like 'Kofi%'"])
def test_an_index_that_has_lost_a_name_is_made_anew_and_nobody_taken_for_unknown(tmp_path: Path, lost: str) -> None:
    vault = copy_sample(tmp_path / "sample")
    vault.ok("index")
    with contextlib.closing(connect(index_path(str(vault.root)))) as connection:
        connection.execute(f"delete from {lost}")
    ran = vault.run("show", "kofi")
    assert ran.code == 0 and "made anew" in ran.err and "Kofi Asante-Boateng" in ran.out


def test_notes_that_all_get_another_name_with_their_text_have_not_vanished(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    for number in range(8):
        vault.write(f"{number}.md", f"note {number}")
    with opened(vault.root) as connection:
        for number in range(8):
            (vault.root / f"{number}.md").rename(vault.root / f"Renamed {number}.md")
        synced = sync(connection, str(vault.root), Config())
        assert (synced.added, synced.removed) == (8, 8)


def test_a_vault_of_which_a_few_notes_go_or_many_move_is_not_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    for number in range(2):
        vault.write(f"{number}.md", "x")
    with opened(vault.root) as connection:
        shutil.rmtree(vault.root)
        vault.root.mkdir()
        assert sync(connection, str(vault.root), Config()).removed == 2
    for number in range(40):
        vault.write(f"a/{number}.md", "x")
    with opened(vault.root) as connection:
        (vault.root / "a").rename(vault.root / "b")
        synced = sync(connection, str(vault.root), Config())
        assert (synced.added, synced.removed) == (40, 40)


def test_a_file_rewritten_with_the_same_size_and_time_within_a_tick_is_seen(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    file = vault.write("People/Ada.md", "## Log\n- 2026-11-22 call: x\n")
    stat = file.stat()
    with opened(vault.root) as connection:
        for day in ("21", "20", "19"):
            file.write_bytes(file.read_bytes().replace(b"2026-11-2", b"2026-11-2")[:17] + day.encode() + b" call: x\n")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            assert file.stat().st_size == stat.st_size
            sync(connection, str(vault.root), Config())
            assert connection.execute("select last from rhythm").fetchall() == [(f"2026-11-{day}",)]


def test_a_file_is_looked_at_again_while_it_is_young_and_left_alone_when_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("Ada.md", "x")
    config = Config()
    with opened(vault.root, config) as connection:
        young = connection.execute("select stat from file").fetchone()
        later = time.time_ns() + 10_000_000_000
        monkeypatch.setattr(time, "time_ns", lambda: later)
        sync(connection, str(vault.root), config)
        old = connection.execute("select stat from file").fetchone()
    assert young == (b"",)
    assert old == (pack_stat((vault.root / "Ada.md").stat()),)


@pytest.mark.parametrize("change", ["chmod", "touch", "copy over"])
def test_a_file_that_only_looks_changed_stays_as_it_is_in_the_index(tmp_path: Path, change: str) -> None:
    vault = Vault(tmp_path / "vault")
    file = vault.write("Ada.md", "x")
    with opened(vault.root) as connection:
        if change == "chmod":
            file.chmod(0o600)
        elif change == "touch":
            os.utime(file, (1, 1))
        else:
            shutil.copy2(file, tmp_path / "copy")
            os.replace(tmp_path / "copy", file)
        assert sync(connection, str(vault.root), Config()).changed == 0
        equal_to_new(connection, vault.root, Config())


def test_an_empty_file_that_could_not_be_read_loses_its_finding_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(name: str, path: str) -> None:
        if name == "read" and path.endswith(".md"):
            raise PermissionError(13, "Permission denied", path)

    vault = Vault(tmp_path / "vault")
    file = vault.write("Ada.md", "")
    monkeypatch.setattr(disk, "on_call", locked)
    with opened(vault.root) as connection:
        assert [finding.code for finding in read_findings(connection)] == ["unreadable"]
        monkeypatch.setattr(disk, "on_call", None)
        file.chmod(0o600)
        sync(connection, str(vault.root), Config())
        equal_to_new(connection, vault.root, Config())


def test_a_folder_that_cannot_be_read_is_a_finding_as_long_as_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("Ada.md", "x")
    (vault.root / "closed").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    with opened(vault.root) as connection:
        monkeypatch.setattr(os, "scandir", scandir)
        sync(connection, str(vault.root), Config())
        assert [(finding.code, finding.path) for finding in read_findings(connection)] == [("unreadable", "closed")]
        monkeypatch.setattr(os, "scandir", real)
        sync(connection, str(vault.root), Config())
        assert read_findings(connection) == []


@pytest.mark.parametrize("pattern", ["Archive", "Archive/*", "*/old", "*/old/*", "**/x.md", "People/A*"])
def test_what_is_ignored_is_ignored_by_a_scan_and_by_a_hint(tmp_path: Path, pattern: str) -> None:
    vault = Vault(tmp_path / "vault")
    paths = ["Archive/a.md", "Archive/b/c.md", "People/old/x.md", "People/Ada.md", "People/Bob.md", "x.md", "a/b/x.md"]
    config = Config(ignore=(pattern,))
    with opened(vault.root, config) as connection:
        for path in paths:
            vault.write(path, "x")
        sync_paths(connection, str(vault.root), config, paths)
        assert connection.execute("select count(*) from note").fetchone() != (0,)
        equal_to_new(connection, vault.root, config)


# The index file: damaged, foreign, locked, in a place that cannot be written ---------------------------------------------


def damage(path: Path, how: str, chance: random.Random) -> None:
    raw = path.read_bytes()
    match how:
        case "zero bytes":
            path.write_bytes(b"")
        case "garbage":
            path.write_bytes(b"not a database at all, " * 500)
        case "cut off":
            path.write_bytes(raw[: len(raw) // 2])
        case "cut off within a page":
            path.write_bytes(raw[: len(raw) - 3000])
        case "another version":
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute(f"pragma user_version = {SCHEMA + 1}")
        case "another program's":
            path.unlink()
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute(f"pragma user_version = {SCHEMA}")
                connection.execute("create table other(x)")
                connection.commit()
        case "torn":
            at = chance.randrange(100, len(raw) - 4096)
            path.write_bytes(raw[:at] + os.urandom(4096) + raw[at + 4096 :])


@pytest.mark.parametrize(
    "how", ["zero bytes", "garbage", "cut off", "cut off within a page", "another version", "another program's", "torn"]
)
def test_a_damaged_index_heals_in_one_command(sample: Vault, how: str) -> None:
    expected = sample.ok("list", "person")
    damage(Path(index_path(str(sample.root))), how, random.Random(1))
    healed = sample.run("index", "--json")
    assert healed.code in (0, 1), healed.all
    assert "Traceback" not in healed.err
    assert sample.ok("list", "person") == expected
    if how != "torn":  # a torn page of the full text may lie where no question has looked yet
        with opened(sample.root) as connection:
            equal_to_new(connection, sample.root, read_config(str(sample.root)))


def test_flipped_bits_in_the_index_never_end_in_a_traceback_and_a_rebuild_heals_them(sample: Vault) -> None:
    expected = sample.ok("list", "person")
    path, chance = Path(index_path(str(sample.root))), random.Random(3)
    whole = path.read_bytes()
    for _ in range(15):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(raw))
            raw[at] ^= 1 << chance.randrange(8)
        for name in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{path}{name}")
        path.write_bytes(raw)
        for command in (("find", "meetup"), ("due",)):
            ran = sample.run(*command)
            assert ran.code in (0, 1) and "unexpected" not in ran.err, (command, ran.err)
        ran = sample.run("index", "--rebuild")
        assert ran.code in (0, 1), ran.err
        assert sample.ok("list", "person") == expected


def test_where_the_cache_cannot_be_written_the_answer_comes_all_the_same(
    sample: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected = sample.ok("list", "person")
    (tmp_path / "file").write_text("a file where the folder should be")
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(tmp_path / "file" / "cache"))
    ran = sample.run("list", "person")
    assert (ran.code, ran.out) == (0, expected)
    assert "answering without it" in ran.err


def test_where_the_index_is_locked_for_long_the_answer_comes_without_it(
    sample: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = sample.ok("list", "person")
    monkeypatch.setattr(store, "BUSY_MS", 50)
    opened: list[str] = []
    with contextlib.closing(connect(index_path(str(sample.root)))) as writer:
        writer.execute("begin exclusive")
        sample.write("People/Zoe.md", "---\ntype: person\n---\n")
        monkeypatch.setattr("vaultnet.index.sync.connect", lambda path: opened.append(path) or connect(path))
        ran = sample.run("list", "person")
        writer.execute("rollback")
    assert ran.code == 0
    assert len(opened) == 1, "waited for the lock more than once"
    assert set(ran.out.splitlines()) >= set(expected.splitlines()[1:-1])
    assert "Zoe" in ran.out
    assert "answering without it" in ran.err
    assert "Zoe" in sample.ok("list", "person")


def test_two_processes_that_begin_at_once_agree_and_leave_one_whole_index(sample: Vault) -> None:
    command = [sys.executable, "-m", "vaultnet", "--vault", str(sample.root), "list", "person", "--json"]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    answers = [process.communicate() for process in racing]
    assert [process.returncode for process in racing] == [0] * 4, answers
    assert len({out for out, _ in answers}) == 1
    folder = Path(index_path(str(sample.root))).parent
    assert not list(folder.glob("build-*"))
    assert not store.is_damaged(index_path(str(sample.root)))
    with opened(sample.root) as connection:
        equal_to_new(connection, sample.root, read_config(str(sample.root)))


def test_processes_that_write_and_ask_at_once_leave_an_index_equal_to_the_disk(sample: Vault) -> None:
    sample.ok("list", "person")
    program = (
        "import sys, pathlib\nfrom vaults import run_here\nroot, mark = sys.argv[1:]\n"
        "for n in range(8):\n"
        "    pathlib.Path(root, f'People/{mark} {n}.md').write_text('---\\ntype: person\\n---\\n')\n"
        "    ran = run_here('list', 'person', '--vault', root)\n"
        "    assert ran.code == 0 and f'{mark} {n}' in ran.out and 'without' not in ran.err, ran\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])}
    racing = [
        subprocess.Popen([sys.executable, "-c", program, str(sample.root), mark], stderr=subprocess.PIPE, env=env)
        for mark in ("One", "Two")
    ]
    errors = [process.communicate()[1] for process in racing]
    assert [process.returncode for process in racing] == [0, 0], errors
    with opened(sample.root) as connection:
        equal_to_new(connection, sample.root, read_config(str(sample.root)))


# Law 6: the same bytes --------------------------------------------------------------------------------------------------

QUESTIONS = [
    ("agenda",), ("due", "--why"), ("list", "person"), ("list", "event"), ("find", "the"), ("show", "Mara Okafor"),
    ("promise",), ("doctor",), ("log", "--help"),
    ("prep", "PlatformConf", "--dry-run"), ("list", "person", "--json"), ("due", "--json"),
    ("show", "Mara Okafor", "--json"), ("agenda", "--json"),
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_the_same_vault_day_and_command_give_the_same_bytes(
    question: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = copy_sample(tmp_path / "one"), copy_sample(tmp_path / "elsewhere" / "other")
    first = one.run(*question)
    assert first.code in (0, 1), first.all
    assert first.out
    assert str(tmp_path) not in first.all
    assert one.run(*question) == first  # asked again, from the index
    assert other.run(*question) == first  # in another place


def test_no_hash_order_locale_or_time_zone_shows_in_an_answer(sample: Vault) -> None:
    answers = set()
    for seed, zone, locale in (("1", "Pacific/Kiritimati", "C"), ("2", "Pacific/Pago_Pago", "tr_TR.UTF-8")):
        env = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "VAULTNET_CACHE_DIR": str(sample.root.parent / seed),
        }
        answers.add(
            tuple(sample.apart(*question, env=env) for question in (("agenda",), ("find", "the"), ("list", "person")))
        )
    assert len(answers) == 1
    assert all(ran.code == 0 and ran.out for ran in answers.pop())
    assert run_apart("--version").out
