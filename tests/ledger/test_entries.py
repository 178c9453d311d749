"""A trail for asking why: each event with the rulebook and the holiday table under which it was decided."""

from datetime import UTC, date, datetime, timedelta

from domain.rulebook import CURRENT_EDITION
from domain.why.tables import table, tables_at
from domain.workdays import bundled_calendar
from ledger.own import CalendarLoaded
from ledger.questions.entries import entries
from ledger.store import Ledger
from tests.ledger.lives import append, asked, reported

NUMBER = "2026-000001"
NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)


async def put_in_force(ledger: Ledger, edition: str) -> None:
    loaded = CalendarLoaded(at=await ledger.clock(), calendar=edition)
    await ledger.record([loaded], by="duban:clock", command_id=f"c/{edition}", digest=edition, edition=CURRENT_EDITION)


async def test_each_event_has_the_table_of_then(ledger: Ledger) -> None:
    await put_in_force(ledger, "2024")
    await append(ledger, NUMBER, [reported(NUMBER)])
    await put_in_force(ledger, "2026")
    await append(ledger, NUMBER, [asked()])
    first, second = await entries(ledger.pool, f"case-{NUMBER}")
    # the program may have carried the newer table before the record named it
    assert [one.edition for one in first.calendars] == ["2024", "2026"]
    assert [one.edition for one in second.calendars] == ["2026"]
    assert (first.version, second.version, first.rules.edition) == (1, 2, CURRENT_EDITION)
    assert (first.table_known, second.table_known) == (False, True)
    assert first.recorded_at < second.recorded_at
    assert await entries(ledger.pool, "case-2099-000001") == []


async def test_a_record_that_names_no_table_has_the_one_carried(ledger: Ledger) -> None:
    await append(ledger, NUMBER, [reported(NUMBER)])
    (only,) = await entries(ledger.pool, f"case-{NUMBER}")
    assert (only.calendars, only.table_known) == ((bundled_calendar(),), True)


def test_which_tables_a_moment_had() -> None:
    loaded = [(NOON, "2025"), (NOON + timedelta(days=300), "2026")]
    assert tables_at(loaded, NOON - timedelta(days=1)) == ("2025",)
    assert tables_at(loaded, NOON) == ("2025", "2026")
    assert tables_at(loaded, NOON + timedelta(days=300)) == ("2026",)


def test_an_older_table_leaves_out_what_was_announced_later() -> None:
    """Of edition 2025, Thursday January 1, 2026 was no announced day off; that it was a projection is said."""
    now, sure = table(bundled_calendar().edition)
    older, unsure = table("2025")
    assert (now, sure) == (bundled_calendar(), True)
    assert (older.edition, unsure, older.is_provisional(date(2026, 5, 1))) == ("2025", False, True)
    assert not older.is_workday(date(2025, 10, 1))
    assert older.is_workday(date(2025, 10, 11))
    assert table("nobody's") == (bundled_calendar(), False)
