"""总览 against answers counted by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg
import pytest

from domain.workdays import bundled_calendar
from ledger.questions.dashboard import Cell, Overview, Sum, overview
from ledger.store import Ledger
from tests.ledger.lives import append, put, reported
from tests.ledger.sight import watching

TODAY = date(2026, 6, 23)
"""a Tuesday; the workday before it is Monday the 22nd"""


@pytest.fixture
async def county(ledger: Ledger) -> Ledger:
    due = (
        ("2026-000001", "示例县城关镇", "消防", date(2026, 6, 22)),  # yesterday: overdue
        ("2026-000002", "示例县城关镇", "消防", date(2026, 6, 23)),  # today: not yet
        ("2026-000003", "示例县城关镇", "消防", date(2026, 7, 7)),  # in 14 days
        ("2026-000004", "示例县城关镇", "消防", date(2026, 7, 8)),  # in 15
        ("2026-000005", "示例县东岭镇", "建材", date(2026, 1, 5)),  # long overdue
        ("2026-000006", "示例县东岭镇", "消防", None),
        ("2026-000007", "邻县城关镇", "消防", date(2026, 6, 1)),
    )
    for number, region, industry, rectify_by in due:
        await put(ledger, number, region=region, industry=industry, rectify_by=rectify_by)
    return ledger


async def told(ledger: Ledger, service: str, today: date = TODAY, **asked: Any) -> Overview:
    async with watching(ledger, service) as connection:
        return await overview(connection, today, **asked)


async def test_open_overdue_and_due_soon_by_region_industry_and_rung(county: Ledger, service: str) -> None:
    found = await told(county, service)
    assert found.cells == (
        Cell("示例县东岭镇", "建材", 0, open=1, overdue=1, soon=0),
        Cell("示例县东岭镇", "消防", 0, open=1, overdue=0, soon=0),
        Cell("示例县城关镇", "消防", 0, open=4, overdue=1, soon=2),
        Cell("邻县城关镇", "消防", 0, open=1, overdue=1, soon=0),
    )
    assert found.total == Sum(7, 3, 2)
    assert found.by("industry") == {"建材": Sum(1, 1, 0), "消防": Sum(6, 2, 2)}
    assert found.by("rung") == {0: Sum(7, 3, 2)}


async def test_a_region_is_counted_under_the_place_it_stands_for(county: Ledger, service: str) -> None:
    places = {"示例县城关镇": "示例县", "示例县东岭镇": "示例县", "邻县城关镇": "邻县", "无此县": "无此县"}
    found = await told(county, service, places=places)
    assert found.cells == (
        Cell("示例县", "建材", 0, open=1, overdue=1, soon=0),
        Cell("示例县", "消防", 0, open=5, overdue=1, soon=2),
        Cell("邻县", "消防", 0, open=1, overdue=1, soon=0),
    )
    assert (await told(county, service, within="无此县", places=places)).cells == ()


@pytest.mark.parametrize(
    ("rectify_by", "today", "counts"),
    [
        (date(2026, 6, 20), date(2026, 6, 22), Sum(1, 0, 1)),  # a Saturday: runs out with Monday the 22nd
        (date(2026, 6, 20), date(2026, 6, 23), Sum(1, 1, 0)),
        (date(2026, 7, 5), date(2026, 6, 22), Sum(1, 0, 1)),  # a Sunday: runs out with Monday, the 14th day
        (date(2026, 7, 5), date(2026, 6, 21), Sum(1, 0, 0)),  # the Sunday is the 14th day, but it runs out after it
        (date(2026, 7, 3), date(2026, 6, 21), Sum(1, 0, 1)),
    ],
)
async def test_a_term_that_ends_on_a_rest_day_runs_out_with_the_next_workday(
    ledger: Ledger, service: str, rectify_by: date, today: date, counts: Sum
) -> None:
    await put(ledger, "2026-000001", rectify_by=rectify_by)
    assert (await told(ledger, service, today)).total == counts


async def test_closed_cases_and_their_rungs_are_not_counted(ledger: Ledger, service: str, owner: str) -> None:
    await append(ledger, "2026-000001", [reported("2026-000001")])
    await append(ledger, "2026-000002", [reported("2026-000002")])
    connection = await asyncpg.connect(owner)
    await connection.execute("update cases set open = false where number = '2026-000001'")
    await connection.execute("update cases set rung = 3 where number = '2026-000002'")
    await connection.close()
    found = await told(ledger, service)
    assert [(cell.rung, cell.open) for cell in found.cells] == [(3, 1)]


async def test_what_is_counted_overdue_is_what_the_rules_call_so(ledger: Ledger, service: str) -> None:
    """Every T against every day of a month with a long holiday in it."""
    calendar, days = bundled_calendar(), [date(2026, 9, 24 + n) if n < 7 else date(2026, 10, n - 6) for n in range(20)]
    for place, day in enumerate(days, 1):
        await put(ledger, f"2026-{place:06d}", rectify_by=day)
    for today in days:
        found = await told(ledger, service, today)
        assert found.total == Sum(len(days), *_counted(days, today, calendar))


def _counted(days: Sequence[date], today: date, calendar: Any) -> tuple[int, int]:
    lapses = [calendar.roll(day) for day in days]
    return sum(day < today for day in lapses), sum(0 <= (day - today).days <= 14 for day in lapses)


async def test_nothing_is_open_in_an_empty_ledger(ledger: Ledger, service: str) -> None:
    assert await told(ledger, service) == Overview(TODAY, ())
