import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import Vault

from vaultnet.index import ask, pulse
from vaultnet.index.filter import Filter, notes
from vaultnet.index.sync import open_index
from vaultnet.vault.config import Config

UNTIL = "2026-11-23"
NOTES = {
    "People/Ada.md": '---\ntier: close\ntags: [ai/chips, 100%]\nexpertise: [HBM supply]\norganization: "[[Acme Labs]]"\n'
    "relationship: [mentor, friend]\nlocation: São Paulo\nnick: Countess\nlevels: [1, 2]\n---\n## Log\n- 2026-11-20 call: x\n",
    "People/Bob.md": "---\ntier: Inner\ntags: [ai]\ntopics: [hbm_supply]\norganization: Acme\nrelationship: client\n"
    'location: Berlin\nknows: "[[Ada]]"\nlast_contact: 2026-10-01\n---\nSee #topic/wafers\n',
    "People/Eve.md": "---\ntags: [aid]\n---\n",
    "Events/2026-11-20 Fair.md": "---\nstatus: planned\n---\n",
    "Events/2026-12-20 Fair.md": "See [[Ada]].\n",
    "Events/Someday.md": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    base = tmp_path_factory.mktemp("filter")
    vault = Vault(base / "vault")
    for path, text in NOTES.items():
        vault.write(path, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULTNET_CACHE_DIR", str(base / "cache"))
        connection, _ = open_index(str(vault.root), Config())
        with contextlib.closing(connection):
            pulse.begin_day(connection, UNTIL)
            yield connection


def names(index: sqlite3.Connection, wanted: Filter, type_: str = "person") -> list[str]:
    return [row.name for row in notes(index, type_, wanted)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["Ada", "Bob", "Eve"]),
        (Filter(tags=("ai",)), ["Ada", "Bob"]),
        (Filter(tags=("#AI",)), ["Ada", "Bob"]),
        (Filter(tags=("ai/chips",)), ["Ada"]),
        (Filter(tags=("100%",)), ["Ada"]),
        (Filter(tags=("1%",)), []),
        (Filter(tags=("ai", "ai/chips")), ["Ada"]),
        (Filter(topics=("HBM-supply",)), ["Ada", "Bob"]),
        (Filter(topics=("#topic/wafers",)), ["Bob"]),
        (Filter(org="acme"), ["Ada", "Bob"]),
        (Filter(org="labs"), ["Ada"]),
        (Filter(org="%"), []),
        (Filter(org="_"), []),
        (Filter(relationship="friend"), ["Ada"]),
        (Filter(relationship="Client"), ["Bob"]),
        (Filter(tier="INNER"), ["Bob"]),
        (Filter(tier="inn"), []),
        (Filter(location="são"), ["Ada"]),
        (Filter(location="SA\u0303O"), ["Ada"]),
        (Filter(fields=(("nick", "countess"),)), ["Ada"]),
        (Filter(fields=(("nick", "count"),)), []),
        (Filter(fields=(("levels", "2"),)), ["Ada"]),
        (Filter(fields=(("relationship", "mentor"),)), ["Ada"]),
        (Filter(fields=(("relationship", "client"),)), ["Bob"]),
        (Filter(fields=(("nope", "x"),)), []),
        (Filter(since="2026-11-01"), ["Ada"]),
        (Filter(until="2026-10-31"), ["Bob"]),
        (Filter(since="2026-10-01", until="2026-11-20"), ["Ada", "Bob"]),
        (Filter(org="acme", tier="close"), ["Ada"]),
    ],
)
def test_a_list_holds_those_who_pass_every_part_of_the_filter(
    index: sqlite3.Connection, wanted: Filter, found: list[str]
) -> None:
    assert names(index, wanted) == found


def test_of_other_notes_since_and_until_mean_their_date(index: sqlite3.Connection) -> None:
    assert names(index, Filter(), "event") == ["2026-11-20 Fair", "2026-12-20 Fair", "Someday"]
    assert names(index, Filter(since="2026-12-01"), "event") == ["2026-12-20 Fair"]
    assert names(index, Filter(until="2026-12-01"), "event") == ["2026-11-20 Fair"]


def test_linked_means_a_link_in_either_direction(index: sqlite3.Connection) -> None:
    ((ada, _),) = ask.named(index, "Ada")
    ((bob, _),) = ask.named(index, "Bob")
    assert names(index, Filter(linked=ada.id)) == ["Bob"]
    assert names(index, Filter(linked=bob.id)) == ["Ada"]
    assert names(index, Filter(linked=ada.id), "event") == ["2026-12-20 Fair"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_no_characters_make_a_filter_fail(index: sqlite3.Connection, one: str, other: str) -> None:
    for wanted in (Filter(tags=(one,), topics=(other,)), Filter(org=one, location=other, relationship=one, tier=other),
                   Filter(fields=((one, other),)), Filter(since=one, until=other)):  # fmt: skip
        assert set(names(index, wanted)) <= {"Ada", "Bob", "Eve"}
