"""Lists, deadlines and deliveries."""

import asyncio
from datetime import date, timedelta

from domain.case import ClockHold, Stage
from domain.events import RungFired
from ledger.store import Ledger
from ledger.view import COLUMNS, row
from tests.ledger.lives import AT, adopted, append, due, fold, reported

DAY = timedelta(days=1)


async def test_lists_filter_and_come_soonest_first(ledger: Ledger) -> None:
    places = ("高新区", "高新区科技园", "临江县", "临江县")
    for n, region in enumerate(places, 1):
        number = f"2026-00000{n}"
        deadline = None if n == 4 else due(AT + (9 - n) * DAY, provisional=n == 1)
        await append(ledger, number, [reported(number, region=region)], deadline=deadline)
    assert [row.case[-1] for row in await ledger.cases()] == ["3", "2", "1", "4"]
    assert [row.case[-1] for row in await ledger.cases(region="高新区")] == ["2", "1"]
    assert [row.case[-1] for row in await ledger.cases(limit=2)] == ["3", "2"]
    assert [row.provisional for row in await ledger.cases(numbers=["2026-000001"])] == [True]
    assert await ledger.cases(stage=Stage.CLOSED) == []
    assert len(await ledger.cases(stage=Stage.REPORTED, is_open=True, rung=0, unit="宏达", overdue=False)) == 4
    assert [armed.case[-1] async for armed in ledger.armed_cases()] == ["3", "2", "1"]
    assert [late.case[-1] for late in await ledger.lapsed(AT + 8 * DAY)] == ["3", "2"]


async def test_overdue_is_by_the_day_that_is_asked_about(ledger: Ledger) -> None:
    number = "2026-000001"
    await append(ledger, number, [reported(number)])
    await ledger.pool.execute("update cases set rectify_by = '2026-04-01'")
    assert [row.overdue for row in await ledger.cases(today=date(2026, 4, 1))] == [False]
    assert [row.overdue for row in await ledger.cases(today=date(2026, 4, 2), overdue=True)] == [True]


async def test_a_term_that_ends_on_a_rest_day_runs_out_with_the_next_workday(ledger: Ledger) -> None:
    await append(ledger, "2026-000001", [adopted("2026-000001", rectify_by=date(2026, 4, 4))])  # 清明, until Monday
    overdue = {day: (await ledger.cases(today=date(2026, 4, day)))[0].overdue for day in (5, 7, 8)}
    assert overdue == {5: False, 7: False, 8: True}


async def test_under_a_hold_nothing_runs_out(ledger: Ledger) -> None:
    held = ClockHold(grounds="汛期", author="p-li", proposed_on=AT.date(), review_on=date(2026, 6, 1), since=AT.date())
    row_of = dict(
        zip(COLUMNS, row(fold([adopted("2026-000001")]).model_copy(update={"hold": held}), 1, None), strict=True)
    )
    assert row_of["rectify_by"] is None


async def test_a_notice_is_handed_over_once(ledger: Ledger) -> None:
    number = "2026-000001"
    fired = RungFired(at=AT, due_at=AT, late_seconds=0, rung=1, due_on=AT.date(), cause="rectify_by")
    await append(ledger, number, [reported(number), fired])
    (notice,) = (await ledger.recall(number)).undelivered
    assert (notice,) == await ledger.undelivered(number)
    assert notice.to == ("principal", "controller")
    done = await asyncio.gather(*(ledger.delivered(notice.key, "digest") for _ in range(8)))
    assert sorted(done) == [False] * 7 + [True]
    assert (await ledger.recall(number)).undelivered == ()
