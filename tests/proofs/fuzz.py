"""Figure 3: mutated notes and mutated index files: no traceback, no hang, each problem with its place, the rest indexed.

Of COUNT mutations two thirds go to notes (of the sample vault and the corpora), each indexed in a vault beside good ones; a
sixth to contact notes with vCard keys, and to vCards that somebody put into a note, as they stand or as its frontmatter;
and a sixth to the bytes of the index file, with a command run upon it. Files that are vCards themselves are not read in
this version: importing them is a later one's.

    python tests/proofs/fuzz.py [COUNT]
"""

import contextlib
import faulthandler
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import harness
from harness import CORPORA, Vault, base, hold, traceback_in
from vaults import SAMPLE

from vaultnet.index.store import connect, index_path, read_findings
from vaultnet.index.sync import open_index, sync_paths
from vaultnet.vault.config import Config

AT_MOST_S = 1.0
LARGE = (100_000, 500_000)
WORDS = r"""--- \n---\n ...\n : - ? | > & * ! % @ ` [ ] { } , # " "" ' \\ << <<:\x20*a &a *a !!binary !!python/name:os.system
[[ ]] [[|]] ![[ ](x.md) #promise #waiting 📅 ✅ 🔁 :: [due::\x202026-02-30] [x] [\x20] 2026-02-30 0000-00-00 99999-1-1
{{date}} <%\x20tp\x20%> type: type:\x20person\n tier: cadence:\x209999999999w\n birthday: date: aliases: people: status:\x20x\n
## ##\x20Log\n \t \r \r\n \n \n\n %%\x20vaultnet:begin\x20x\x20%%\n %%\x20vaultnet:end\x20x\x20%%\n <<<<<<<\x20a\n =======\n
>>>>>>>\x20b\n ``` ~~~ <!-- --> \x85 \u2028 \ufeff \x00 é 日本 \u202e \x1b[31m 1e999 0x 0o7 .inf .nan 12:30 1_000 NO ~"""
BYTES = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
ESCAPES = {r"\n": "\n", r"\t": "\t", r"\r": "\r", r"\x20": " ", r"\x85": "\x85", r"\x00": "\0", r"\x1b": "\x1b",
           r"\u2028": "\u2028", r"\ufeff": "\ufeff", r"\u202e": "\u202e", r"\\": "\\"}  # fmt: skip
ESCAPE = re.compile("|".join(map(re.escape, ESCAPES)))
TOKENS = [*BYTES, *(ESCAPE.sub(lambda found: ESCAPES[found[0]], word).encode() for word in WORDS.split())]
NOTES = ["People/Ada.md", "Events/2026-11-22 Coffee.md", "Daily/2026-11-22.md", "Projects/X.md", "Goals/G.md",
         "Requests/R.md", "Insights/I.md", "Follow-ups/F.md", "Organizations/O.md", "Anything.md"]  # fmt: skip
READERS = [["list", "person"], ["due"], ["agenda", "--days", "30"], ["find", "kubernetes"], ["show", "mara", "--all"],
           ["promise", "--record"], ["doctor"], ["index"], ["followup"], ["log", "mara"]]  # fmt: skip


def mutated(raw: bytes, other: bytes, chance: random.Random, most: int = 40_000) -> bytes:
    """A note with one to six things done to its bytes."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
        match chance.randrange(9):
            case 0:
                raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + raw[at + chance.randint(1, 8) :]
            case 2:
                raw = raw[:at] + raw[at : at + 40] * chance.choice([2, 3, 50]) + raw[at:]
            case 3 | 4 | 5:
                raw = raw[:at] + chance.choice(TOKENS) * chance.choice([1, 1, 1, 2, 40]) + raw[at:]
            case 6:
                raw = raw[:at] + other[: chance.randint(0, 400)] + raw[at:]
            case 7:
                lines = raw.split(b"\n")
                chance.shuffle(lines)
                raw = b"\n".join(lines)
            case _:
                raw = raw[:at] + raw[to:]
    return raw[:most]


def grown(texts: list[bytes], chance: random.Random) -> bytes:
    """A note of 100 KB to 500 KB: many notes in one, or one part of a note again and again, be it its frontmatter."""
    size, raw = chance.randint(*LARGE), chance.choice(texts)
    match chance.randrange(4):
        case 0:
            parts = [raw]
            while sum(map(len, parts)) < size:
                parts.append(chance.choice(texts) or b"\n")
            return b"\n".join(parts)[:size]
        case 1:  # log lines, tasks and headings, in any order
            lines = [line for text in chance.sample(texts, min(20, len(texts))) for line in text.split(b"\n")] or [b"-"]
            some = [chance.choice(lines)[:2_000] or b"-" for _ in range(200)]
            return (raw + b"\n" + b"\n".join(some * (size // (sum(map(len, some)) + 200) + 1)))[:size]
        case 2:  # one token or one line without an end
            token = chance.choice(TOKENS) or b"x"
            at = chance.randrange(len(raw) + 1)
            return raw[:at] + token * (size // len(token)) + raw[at:]
        case _:  # the frontmatter
            keys = b"".join(b"key%d: %s\n" % (n, chance.choice(TOKENS).strip(b"\n")) for n in range(100))
            lists = b"".join(b"  - [[Name %d]]\n" % n for n in range(size // 20))
            return b"---\ntype: person\n%sknows:\n%s---\n%s" % (keys, lists, raw)


@contextlib.contextmanager
def soon(what: str) -> Iterator[None]:
    """Falls short where it takes longer than a second of computing; what never ends is ended with its traceback."""
    faulthandler.dump_traceback_later(120, exit=True)
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    faulthandler.cancel_dump_traceback_later()
    hold(took <= AT_MOST_S, f"{what}: {took:.1f} s")


def hold_of(true: object, raw: bytes, what: str) -> None:
    """Like `hold`; the bytes that fall short are kept, to be looked at."""
    if not true:
        with tempfile.NamedTemporaryFile(prefix="vaultnet-fuzz-", delete=False) as file:
            file.write(raw)
        hold(False, f"{what} (kept in {file.name})")


def notes() -> list[bytes]:
    """The notes of the sample vault and of the corpora."""
    return [file.read_bytes()[:20_000] for file in sorted([*SAMPLE.rglob("*.md"), *CORPORA.rglob("*.md")])]


def contacts() -> list[bytes]:
    """Notes with vCard keys, and notes with a vCard in them; those of the sample vault where the corpora are not there."""
    cards = [file.read_bytes()[:8_000] for file in sorted(CORPORA.rglob("*.vcf"))]
    inside = [form % card for card in cards for form in (b"---\ntype: person\n---\n%s", b"---\n%s\n---\n")]
    keyed = [file.read_bytes()[:20_000] for file in sorted(CORPORA.glob("vcf-contacts/**/*.md"))]
    return [*keyed, *inside] or notes()


def fuzz_notes(count: int, texts: list[bytes], name: str, of_large: int = 20) -> int:
    """Mutated notes, one of `of_large` a large one, each indexed beside good ones; how many findings they gave."""
    chance = random.Random(3)
    vault = Vault(base() / name)
    vault.write("vaultnet.toml", "")
    vault.person("Grace Hopper", "2026-11-01 call: ships", tier="close")
    vault.person("Kay McNulty", "2026-10-01 call: looms with [[Ada]]", aliases=["Kathleen"])
    vault.write("Good.md", "see [[Grace Hopper]] and [[Kathleen]]\n")
    good = "select n.path, n.name, r.last from note n left join rhythm r on r.person = n.id where n.path in (?, ?, ?)"
    of = ("People/Grace Hopper.md", "People/Kay McNulty.md", "Good.md")
    index, _ = open_index(str(vault.root), Config())
    expected = [row[:2] for row in index.execute(good, of).fetchall()]
    hold(len(expected) == 3, "the good notes are not indexed")
    found = 0
    for number in range(count):
        if number % of_large == of_large - 1:
            raw = mutated(grown(texts, chance), chance.choice(texts), chance, LARGE[1])
        else:
            raw = mutated(chance.choice(texts), chance.choice(texts), chance)
        path = chance.choice(NOTES)
        vault.write(path, raw)
        try:
            with soon("reading it"):
                sync_paths(index, str(vault.root), Config(), [path])
        except Exception as error:
            hold_of(False, raw, f"{path}: {type(error).__name__}: {error}")
        hold_of([row[:2] for row in index.execute(good, of)] == expected, raw, f"{path} hides other notes")
        lines = len(re.findall(rb"\r\n|\n|\r", raw)) + 1
        for finding in read_findings(index):
            placed = finding.path and 1 <= finding.line <= (lines if finding.path == path else 100_000)
            hold_of(placed and finding.message, raw, f"a finding without its place: {finding}")
            found += finding.path == path
        if number % 40 in (0, 19):
            for words in (["doctor"], ["agenda", "--days", "60"], ["due", "--within", "365", "--why"], ["list", "person"],
                          ["promise"], ["show", path]):  # fmt: skip
                with soon(" ".join(words)):
                    ran = vault.run(*words)
                hold_of(not traceback_in(ran) and ran.code in (0, 1, 2, 3, 4), raw, f"{words}: {ran.all[-600:]}")
    index.close()
    return found


def fuzz_index(count: int) -> tuple[int, int]:
    """Mutated index files, a command upon each; how many were made anew, how many answered as if nothing were."""
    chance = random.Random(4)
    vault = harness.kept_sample("indexed")
    time.sleep(2.1 if count > 100 else 0)  # until the index believes the notes' times
    vault.run("index", "--rebuild")
    path = Path(index_path(str(vault.root)))
    with contextlib.closing(connect(str(path))) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma journal_mode = delete")
    whole = path.read_bytes()
    answers = {tuple(words): vault.run(*words) for words in READERS}
    anew = same = 0
    for _ in range(count):
        words = chance.choice(READERS)
        raw = torn(whole, chance)
        for name in path.parent.iterdir():
            if name.name != "lock":
                name.unlink()
        path.write_bytes(raw)
        with soon(f"{' '.join(words)} on a damaged index"):
            ran = vault.run(*words)
        hold_of(not traceback_in(ran) and ran.code in (0, 1), raw, f"{words}: exit {ran.code}: {ran.all[-600:]}")
        if "made anew" in ran.err:
            anew += 1
            hold_of(
                words == ["index"] or ran.out == answers[tuple(words)].out,
                raw,
                f"{words}: made anew, but another answer:\n{ran.out}not\n{answers[tuple(words)].out}",
            )
            after = vault.run("list", "person")
            hold_of("made anew" not in after.err, raw, f"{words}: not healed by one command")
        elif ran.out == answers[tuple(words)].out:
            same += 1
    shutil.rmtree(path.parent)
    return anew, same


def torn(whole: bytes, chance: random.Random) -> bytes:
    """An index file with bits turned, pages emptied or exchanged, an end cut off, or of something else."""
    raw = bytearray(whole)
    page = 8192
    pages = len(raw) // page
    match chance.randrange(7):
        case 0:
            for _ in range(chance.choice([1, 10, 200])):
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        case 1:
            del raw[chance.randrange(len(raw)) :]
        case 2:
            at = chance.randrange(pages) * page
            raw[at : at + page] = bytes(page)
        case 3:
            one, other = (chance.randrange(1, pages) * page for _ in range(2))
            raw[one : one + page] = whole[other : other + page]
        case 4:
            at = chance.randrange(pages) * page
            raw[at : at + 100] = chance.randbytes(100)
        case 5:
            at = chance.randrange(len(raw))
            raw[at : at + 3000] = chance.randbytes(3000)
        case _:
            raw[chance.randrange(100)] = chance.randrange(256)
    return bytes(raw)


def figure(count: int) -> str:
    """The proof, with so many mutations."""
    part = count // 6
    findings = fuzz_notes(count - 2 * part, notes(), "notes")
    of_contacts = fuzz_notes(part, contacts(), "contacts")
    anew, same = fuzz_index(part)
    told = f"{part:,} with vCard keys or vCards with {of_contacts:,}, each with path:line"
    return (f"fuzz: {count - 2 * part:,} mutated notes, some of 500 KB, with {findings:,} findings, {told}, "
            f"{part:,} mutated index files, {anew:,} made anew, {same:,} harmless: "
            f"0 tracebacks, 0 hangs over {AT_MOST_S:g} s, the other notes indexed (vCards are not imported in this version)"
            )  # fmt: skip


if __name__ == "__main__":
    harness.main(figure, 12_000)
