"""PostgreSQL or Temporal killed (-9) while commands stand between any two steps: one event, and a caller who learns it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner

from activities.door import Door
from ledger.store import Ledger
from settings import Settings
from stack.postgres import Postgres
from stack.temporal import Temporal
from tests.conftest import Databases
from tests.workflows.conftest import a_ledger
from tests.workflows.county import County
from tests.workflows.steps import RECORDED, held
from tests.workflows.test_killed import everybody_knows_of_one_event, one_for_each_step, recorded
from worker import build
from workflows.client import CONVERTER
from workflows.contracts import Standing

pytestmark = pytest.mark.faults


async def while_held(
    county: County, attack: Callable[[], Awaitable[None]], after: Callable[[], Awaitable[None]]
) -> tuple[list[str], list[Standing]]:
    """Have commands stand at every step, strike, let them go on, and hear what their callers heard."""
    cases, orders = await one_for_each_step(county)
    there = asyncio.Event()
    with held(there.set) as here:
        callers = [asyncio.create_task(county.door.submit(order)) for order in orders]
        await asyncio.wait_for(there.wait(), 20)
        assert await recorded(county, cases) == list(RECORDED.values())
        await attack()
        here.go_on.set()
        await after()
        return cases, list(await asyncio.wait_for(asyncio.gather(*callers), 90))


async def test_postgresql_killed_between_any_two_steps(frail: tuple[County, Postgres]) -> None:
    """G1-G3: what was recorded stands though its answer was lost; what was not is recorded once.

    Fails without the command's id in the record (a second event), and without the attempts of `ASK_LEDGER` (callers
    learn nothing).
    """
    county, server = frail

    async def kill() -> None:
        assert server.child is not None
        server.child.kill()
        await server.child.released()

    cases, answers = await while_held(county, kill, server.restart)

    await everybody_knows_of_one_event(county, cases, answers)


async def test_postgresql_killed_in_the_middle_of_an_append(frail: tuple[County, Postgres]) -> None:
    """The append waits in the database for a lock when the database dies: nothing of it is there, and it comes again.

    Fails without the attempts of `ASK_LEDGER`, and when the append is several statements in no transaction.
    """
    county, server = frail
    case = (await county.report()).case
    blocker = await asyncpg.connect(server.url("postgres"))
    await blocker.execute("begin; lock table cases in exclusive mode")
    caller = asyncio.create_task(county.submit(case, "ReportProgress", "p-safety", text="已停用"))
    waiting = (
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into events%'"
    )
    watcher = await asyncpg.connect(server.url("postgres"))
    async with asyncio.timeout(20):
        while not await watcher.fetchval(waiting):  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.02)

    assert server.child is not None
    server.child.kill()
    await server.restart()

    answer = await asyncio.wait_for(caller, 60)
    assert (answer.refusal, answer.first_version, answer.last_version) == (None, 2, 2)
    assert await county.events(case) == ["HazardReported", "ProgressReported"]
    for lost in (blocker, watcher):
        lost.terminate()


@pytest.fixture
async def on_mortal(
    postgres: Databases, templates: dict[str, str], mortal: Temporal, settings: Settings
) -> AsyncIterator[County]:
    """A county on a Temporal of its own."""
    ledger = await Ledger.connect(postgres.service_url(await a_ledger(postgres, templates["drill"])))
    client = await Client.connect(mortal.address, data_converter=CONVERTER)
    async with build(client, ledger, settings, UnsandboxedWorkflowRunner()):
        yield County(client, ledger)
    await ledger.close()


async def test_temporal_killed_in_the_middle_of_a_command(on_mortal: County, mortal: Temporal) -> None:
    """G2, G3: same database afterwards. What the worker did meanwhile nobody heard; it is told to do it again.

    Fails without the command's id in the record: the workflow's next task executes the same command, a second event.
    """

    async def kill() -> None:
        assert mortal.child is not None
        mortal.child.kill()
        await mortal.child.released()

    async def back_later() -> None:
        # longer than a workflow's task may take: what the worker had to say is void, and the task is given out again
        await asyncio.sleep(12.0)
        await mortal.restart()

    cases, answers = await while_held(on_mortal, kill, back_later)

    await everybody_knows_of_one_event(on_mortal, cases, answers)


async def test_temporal_killed_before_it_heard_of_a_command(on_mortal: County, mortal: Temporal) -> None:
    """Away for longer than the door waits: it asks again, and the caller is answered. Fails without the door's tries."""
    county = on_mortal
    door = Door(county.client, county.ledger, patience=timedelta(seconds=2))
    case = (await county.report()).case
    assert mortal.child is not None
    mortal.child.kill()
    await mortal.child.released()
    order = county.order(case, "ReportProgress", "p-safety", text="已停用")
    caller = asyncio.create_task(door.submit(order))
    await asyncio.sleep(2.5)
    await mortal.restart()

    answer = await asyncio.wait_for(caller, 60)

    assert (answer.refusal, answer.first_version, answer.last_version) == (None, 2, 2)
    assert await county.events(case) == ["HazardReported", "ProgressReported"]
