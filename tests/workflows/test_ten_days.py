"""A service down for ten days (invariant 3), on the real engine, in virtual time.

When it is back, the first rung due fires, then the usual gaps; timers send on workdays only; how late each was is on record.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from temporalio.client import Client
from temporalio.common import RetryPolicy

from domain.events import RungFired
from domain.ladder import offset
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import SHANGHAI, bundled_calendar, day_of
from ledger.reading import event_of
from ledger.store import Ledger
from settings import Settings
from stack.postgres import Postgres
from tests.conftest import Databases
from tests.workflows import lives
from tests.workflows.conftest import a_ledger
from tests.workflows.county import County
from tests.workflows.test_life import settled
from worker import build
from workflows import hazard
from workflows.contracts import HAZARD_SUPERVISION, TASK_QUEUE, Watch, workflow_id

CALENDAR, RULES = bundled_calendar(), rulebook(CURRENT_EDITION)
TEN_DAYS = timedelta(days=10)
WEDNESDAY = 2


async def on_the_eve(county: County) -> tuple[str, datetime]:
    """A silent entity's case on the evening before T lapses."""
    today = day_of(await county.ledger.clock())
    wanted = next(day for day in (today + timedelta(days=n) for n in range(4, 90)) if suits(day))
    number = await lives.determined(county, (wanted - today).days)
    assert (await lives.case_of(county, number)).rectify_by == wanted
    return number, await county.until(number, datetime.combine(wanted, time(20), SHANGHAI))


def suits(day: date) -> bool:
    """Ten days from a Wednesday the service is back on a Saturday; no holidays between keep the second rung away."""
    second = offset(day, RULES.rung(2), CALENDAR)
    return day.weekday() == WEDNESDAY and CALENDAR.is_workday(day) and second <= day + TEN_DAYS


async def fired(county: County, number: str) -> list[RungFired]:
    events = [event_of(one) for one in await county.ledger.trail(number)]
    return [event for event in events if isinstance(event, RungFired)]


async def climbs_by_the_usual_gaps(county: County, number: str, back: datetime) -> None:
    """What must hold once the service is back, and the offices do their part."""
    case = await lives.case_of(county, number)
    assert case.rectify_by is not None
    missed = [rule.rung for rule in RULES.ladder if offset(case.rectify_by, rule, CALENDAR) <= day_of(back)][:2]
    assert missed == [1, 2], "two rungs came due meanwhile"
    assert await fired(county, number) == []

    await lives.climb(county, number, 3)
    rungs = await fired(county, number)
    days = [day_of(event.at) for event in rungs]

    assert [event.rung for event in rungs] == [1, 2, 3], "none skipped, however late"
    for event, day in zip(rungs, days, strict=True):
        assert event.at > back
        assert CALENDAR.is_workday(day)
        assert event.at.astimezone(SHANGHAI).time() >= RULES.draft_at
        assert event.late_seconds == int((event.at - event.due_at).total_seconds())
    assert days[0] == CALENDAR.roll(day_of(back + timedelta(hours=12))), "the first rung due, on the first workday"
    assert rungs[0].due_at < back - timedelta(days=5)
    assert rungs[0].late_seconds > timedelta(days=5).total_seconds()
    for (below, before), (event, day) in pairwise(zip(rungs, days, strict=True)):
        assert below.rung + 1 == event.rung
        assert CALENDAR.count(before, day) >= RULES.rung(event.rung).gap_workdays
    if not CALENDAR.is_provisional(days[1]):  # else it waited for its release
        assert days[1] == CALENDAR.add(days[0], RULES.rung(2).gap_workdays)
    await lapsed_late(county, number)


async def lapsed_late(county: County, number: str) -> None:
    """T itself: on record as lapsed on its day, and when that became known."""
    bodies: Sequence[bytes] = [one.body for one in await county.ledger.trail(number) if one.type == "ObligationLapsed"]
    assert any(b'"kind":"rectify"' in body and b'"late_seconds":0' not in body for body in bodies)


@pytest.fixture
async def dark(postgres: Databases, templates: dict[str, str], client: Client) -> AsyncIterator[County]:
    """A county of virtual time in which nobody works."""
    ledger = await Ledger.connect(postgres.service_url(await a_ledger(postgres, templates["drill"])))
    yield County(client, ledger)
    await ledger.close()


async def test_nobody_works_for_ten_days(dark: County, settings: Settings) -> None:
    """Worker and workflow gone, started again ten days later, as a rebuild does.

    A task that waits for a worker holds its workflow's virtual clock, so the run that is to find ten days gone is
    started with that delay: its time passes with nobody there.
    Fails when letters past their moment do not move to a workday (`due._moved`), and without the gaps of `next_rung`.
    """
    county = dark
    async with build(county.client, county.ledger, settings):
        number, eve = await on_the_eve(county)
        await county.handle(number).terminate("the house is dark")
    events = await county.events(number)

    ahead = eve - await county.ledger.clock() + TEN_DAYS
    await county.client.start_workflow(
        HAZARD_SUPERVISION, Watch(case=number), id=workflow_id(number), task_queue=TASK_QUEUE, start_delay=ahead
    )
    await county.forward(number, ahead)
    back = await county.now(number)
    assert back - eve > TEN_DAYS - timedelta(minutes=1)
    assert await county.events(number) == events

    async with build(county.client, county.ledger, settings):
        await settled(county, number)
        await climbs_by_the_usual_gaps(county, number, back)


async def test_the_ledger_is_away_for_ten_days(frail: tuple[County, Postgres], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same run lives through it, asking again and again; only its patience is longer here, to save real time.

    Fails when the workflow gives a lapse up (`until_due` answers it for ever), besides what fails above.
    """
    county, server = frail
    monkeypatch.setattr(hazard, "FIRST_PAUSE", timedelta(hours=6))
    monkeypatch.setattr(hazard, "LONGEST_PAUSE", timedelta(hours=6))
    monkeypatch.setattr(hazard, "ASK_LEDGER", RetryPolicy(maximum_attempts=1))
    number, _ = await on_the_eve(county)
    run = (await county.handle(number).describe()).run_id

    await server.stop()
    await county.forward(number, TEN_DAYS)
    back = await county.now(number)
    await server.restart()

    await county.forward(number, timedelta(hours=7))
    assert (await county.handle(number).describe()).run_id == run
    await climbs_by_the_usual_gaps(county, number, back)
