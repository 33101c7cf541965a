"""Days are calendar days: the same in Kiritimati and in Pago Pago, over the change of clocks, leap days and year ends."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from vaults import Vault

ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu"]


@pytest.mark.parametrize("zone", ZONES[:2])
def test_today_is_the_day_of_the_persons_own_calendar(vault: Vault, zone: str) -> None:
    """The two zones are never on one day: 25 hours lie between them."""
    vault.write("People/Ada.md", "---\ntype: person\n---\n## Log\n")
    before = datetime.now(ZoneInfo(zone)).date().isoformat()
    ran = vault.apart("log", "ada", "call: looms", env={"TZ": zone, "VAULTNET_TODAY": ""})
    after = datetime.now(ZoneInfo(zone)).date().isoformat()
    assert ran.code == 0, ran.all
    written = next(line for line in vault.read("People/Ada.md").splitlines() if "looms" in line)
    assert written[2:12] in (before, after)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        ("2026-10-20", "2w", "2026-11-03"),  # summer time ends in Berlin on 25 October
        ("2026-03-22", "2w", "2026-04-05"),  # ... begins on 29 March, and ends in Santiago on 4 April
        ("2027-12-20", "2w", "2028-01-03"),
        ("2028-02-15", "2w", "2028-02-29"),
        ("2027-02-15", "2w", "2027-03-01"),
        ("2028-02-29", "1y", "2029-02-28"),
    ],
)
def test_the_next_contact_day_comes_on_its_day_and_not_a_day_before(
    vault: Vault, zone: str, last: str, cadence: str, due: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        vault.write("People/Ada.md", f"---\ntype: person\ncadence: {cadence}\n---\n## Log\n- {last} call: looms\n")
        assert vault.json("show", "ada", "--today", last)["next_contact"] == due
        day_before = f"{due[:8]}{int(due[8:]) - 1:02}" if due[8:] != "01" else "2027-02-28"
        assert vault.json("due", "--today", day_before) == []
        (row,) = vault.json("due", "--today", due)
        assert (row["name"], row["days_overdue"]) == ("Ada", 0)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("today", "shown"),
    [("2027-02-22", "2027-02-28"), ("2028-02-23", "2028-02-29"), ("2028-02-22", ""), ("2027-12-29", "")],
)
def test_a_leap_day_is_celebrated_on_the_28th_in_common_years(vault: Vault, today: str, shown: str) -> None:
    text = '---\ntype: person\ntier: close\nbirthday: "02-29"\n---\n## Log\n- 2027-02-01 call: looms\n'
    vault.write("People/Ada.md", text)
    sections = {section["key"]: section["items"] for section in vault.json("agenda", "--today", today)["sections"]}
    days = [item["date"] for item in sections.get("moments", ()) if "birthday" in item["kinds"]]
    assert days == ([shown] if shown else [])


def test_a_birthday_in_january_is_seen_from_december(vault: Vault) -> None:
    vault.write(
        "People/Ada.md", '---\ntype: person\ntier: close\nbirthday: "--01-02"\n---\n## Log\n- 2026-12-20 call: x\n'
    )
    sections = vault.json("agenda", "--today", "2026-12-29")["sections"]
    assert [item["date"] for one in sections for item in one["items"] if "birthday" in item["kinds"]] == ["2027-01-02"]
