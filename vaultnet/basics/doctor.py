"""`doctor`: what is wrong in the notes, path:line and hint for each; `--fix` mends what can be mended without a choice."""

from functools import partial
from shlex import quote

import click

from vaultnet.errors import ERROR, FINDINGS, HINT, Finding, Refused
from vaultnet.index import ask, doubts
from vaultnet.people.alike import alike
from vaultnet.people.desk import Desk
from vaultnet.show.console import Call, cut, remark, say, say_json, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.text.edit import replace_line
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import mask
from vaultnet.text.links import find_links, link_key, wikilink
from vaultnet.text.names import file_name, original_of

DIFF_SHOWN, DIFF_WIDE = 8, 110  # lines and columns of what a sync program's copy has otherwise
DIFF_LONGEST = 4_000  # lines of both; the time it takes grows with their square
PEOPLED = ("who", "task", "people", "targets", "person", "source")  # roles of links that mean somebody
LINKED = ("person", "organization", "event", "project", "goal", "request")  # types of notes that others link to


def findings_of(desk: Desk) -> list[Finding]:
    """Every finding: of single notes, of names and links between them, and what the chapters have to say."""
    found = [
        *_copies(desk, desk.findings()),
        *_links(desk),
        *_lost(desk),
        *_twins(desk),
        *_unlinkable(desk),
        *_clone(desk),
    ]
    for chapter in desk.chapters("check"):
        found += chapter.check(desk)
    return sorted(found, key=lambda f: (f.severity != ERROR, f.path, f.line, f.code, f.message))


def _links(desk: Desk) -> list[Finding]:
    """Links that Obsidian would not follow (an alias) or that fit two notes equally well."""
    found = []
    for path, line, name, soft, target in doubts.soft_links(desk.index):
        if soft == 1:
            hint = f"write [[{target}|...]]: Obsidian follows file names only; vaultnet doctor --fix does it"
            found.append(Finding("alias-link", HINT, path, line, f'the link "{name}" is an alias of {target}', hint))
        else:
            hint = "write the link with its folder"
            found.append(
                Finding(
                    "ambiguous",
                    HINT,
                    path,
                    line,
                    f'the link "{name}" fits several notes; Obsidian takes {target}',
                    hint,
                )
            )
    return found


def _lost(desk: Desk) -> list[Finding]:
    """Links to a person that lead to nobody, where the name is nearly somebody's: nobody is counted for them."""
    links = doubts.lost_links(desk.index, PEOPLED)
    meant = alike(desk, (name for _, _, _, name in links))
    found, texts = [], dict[int, list[str]]()
    for note, path, line, name in links:
        if name in meant:
            if note not in texts:  # a long note may hold a thousand of them
                texts[note] = ask.text_of(desk.index, note).split("\n")
            source = texts[note][line - 1]
            hint = (
                f"did you mean {' or '.join(wikilink(one) for one in meant[name])}? As it stands, it counts for nobody"
            )
            found.append(Finding("alike-link", HINT, path, line, f'nobody here is named "{name}"', hint, source))
    return found


def _twins(desk: Desk) -> list[Finding]:
    """Two files with the same content whose names say that one is a copy of the other, with one name but for its case, or with
    one vCard UID; two notes about me."""
    found = []
    for path, other in doubts.same_content(desk.index):
        hint = "a copy made by a sync program or by hand? delete one of the two"
        found.append(Finding("twin", HINT, path, 1, f"has the same content as {other}", hint))
    for path, other in doubts.same_but_for_case(desk.index):
        hint = "some systems take the two for one file: give one a name of its own, or vaultnet move --merge"
        found.append(
            Finding("twin-name", HINT, path, 1, f"has the path of {other} but for case or accents' form", hint)
        )
    mine = sorted(ask.notes_of_type(desk.index, "me"), key=lambda note: note.path)
    for note in mine[1:]:
        hint = "one note is about you: bring the two together"
        found.append(Finding("twin-me", HINT, note.path, 1, f"is about you, as {mine[0].path} is", hint))
    for path, other, uid in doubts.same_uid(desk.index):
        hint = "one person in two notes? keep one, or give the other a UID of its own"
        found.append(Finding("same-uid", HINT, path, 1, f"has the UID of {other}: {uid}", hint))
    return found


def _unlinkable(desk: Desk) -> list[Finding]:
    """File names that no wikilink can carry, of notes that are of use only where others lead to them."""
    found = []
    for path, name in doubts.unlinkable(desk.index, LINKED):
        marks = " ".join(dict.fromkeys(char for char in name if char in "[]#^|"))
        fit = file_name(name)
        hint = f"vaultnet move {_quoted(path)} {_quoted(name)} names the file {fit}.md, and keeps the name as an alias"
        message = f"the file's name has {marks} in it: Obsidian cannot link to it"
        found.append(
            Finding("unlinkable", HINT, path, 1, message, hint if fit else "give the file a name with a letter in it")
        )
    return found


def _copies(desk: Desk, found: list[Finding]) -> list[Finding]:
    """The findings, those of a sync program's copy with what differs and the command that brings it back into its note."""
    told = []
    for one in found:
        if one.code == "sync-copy":
            hint = f"vaultnet git merge-copy {_quoted(one.path)} brings both together; or delete the copy"
            one = one._replace(hint=hint, source=_difference(desk, original_of(one.path), one.path))
        told.append(one)
    return told


def _difference(desk: Desk, path: str, copy: str) -> str:
    """What a copy has otherwise than its note, as the lines of a diff, the first few."""
    from difflib import unified_diff

    original, other = ask.note_at(desk.index, path), ask.note_at(desk.index, copy)
    if original is None or other is None:
        return ""
    here, there = (ask.text_of(desk.index, note.id).split("\n") for note in (original, other))
    if len(here) + len(there) > DIFF_LONGEST:
        return "too long to be compared here"
    lines = [line for line in list(unified_diff(here, there, lineterm="", n=0))[2:] if not line.startswith("@@")]
    shown = [cut(line, DIFF_WIDE) for line in lines[:DIFF_SHOWN]]
    if len(lines) > DIFF_SHOWN:
        shown.append(f"and {len(lines) - DIFF_SHOWN} lines more")
    return "\n    ".join(shown) or "no line differs"


def _quoted(path: str) -> str:
    """A path as a shell takes it, in the quotes that are easier on the eye."""
    return quote(path) if set(path) & set('"$`\\!') else f'"{path}"'


def _clone(desk: Desk) -> list[Finding]:
    """What a clone of the vault lacks for merging notes well."""
    from vaultnet.vault import repository

    lacking = repository.lacking(desk.root)
    return [Finding("git-setup", HINT, ".gitattributes", 1, lacking, "vaultnet git setup")] if lacking else []


@click.command("doctor")
@click.option("--fix", is_flag=True, help="Mend what needs no choice: links to aliases.")
@writing
@click.pass_context
def doctor(ctx: click.Context, fix: bool, dry_run: bool, print_path: bool) -> None:
    """What is wrong in the notes, with path:line and a way out for each. Exits 1 where there are errors, not for hints.

    \b
    Examples:
      vaultnet doctor
      vaultnet doctor --fix --dry-run
    """
    call = ctx.find_object(Call)
    assert call is not None
    desk = call.desk
    if fix:
        _fix(call, dry_run, print_path)
        return
    found = findings_of(desk)
    call.options["counted"] = True
    errors = sum(1 for finding in found if finding.severity == ERROR)
    if call.settings.json:
        say_json({"findings": [_row(finding) for finding in found], "errors": errors, "hints": len(found) - errors})
    else:
        for finding in found:
            say(("" if finding.severity == ERROR else "(hint) ") + str(finding) + "\n")
        if found:
            say(f"{_count(errors, 'error')}, {_count(len(found) - errors, 'hint')}")
        else:
            notes = sum(ask.counts(desk.index).values())
            say(f"{notes} notes, nothing wrong")
    ctx.exit(FINDINGS if errors else 0)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _row(finding: Finding) -> dict[str, object]:
    return {"code": finding.code, "severity": finding.severity, "path": finding.path, "line": finding.line,
            "message": finding.message, "hint": finding.hint, "source": finding.source}  # fmt: skip


def _fix(call: Call, dry_run: bool, print_path: bool) -> None:
    """Alias links become links that Obsidian follows, with the alias as the text that is shown."""
    desk = call.desk
    wrong: dict[str, dict[tuple[int, str], str]] = {}
    for path, line, name, soft, target in doubts.soft_links(desk.index):
        if soft == 1:
            wrong.setdefault(path, {})[line, name] = target
    changes, count = [], 0
    for path, at in sorted(wrong.items()):
        try:
            changes.append(edit_note(desk, path, partial(_mended, at)))
            count += len(at)
        except Refused as refusal:  # one note that is to be mended by hand first keeps no other from being mended
            remark(str(refusal))
    carry_out(desk, call.settings, changes, f"{_count(count, 'link')} mended", dry_run=dry_run, print_path=print_path)


def _mended(at: dict[tuple[int, str], str], text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    top = read_front(plain).body
    lines = plain.split("\n")
    shown = (plain[:top] + mask(plain[top:], regions=False)).split("\n")  # code stays as it is
    for number in sorted({line for line, _ in at}):
        old = new = lines[number - 1]
        for link in sorted(find_links(shown[number - 1]), key=lambda link: -link.start):
            target = at.get((number, link_key(link.target)))
            if target and not link.markdown:
                mark = "!" if link.embed and new[link.start] == "!" else ""
                new = (
                    new[: link.start]
                    + mark
                    + wikilink(target + link.heading, link.shown or link.target)
                    + new[link.end :]
                )
        if new != old:
            text = replace_line(text, number, old, [new])
    return text


commands = [doctor]
