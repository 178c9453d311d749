"""Temporal lost, a ledger put back, a deadline missed: the record is right, and everything else is made from it."""

from datetime import timedelta

import asyncpg
import pytest
from temporalio.client import Client

from activities import execution, reconcile, standing
from activities.reconcile import Reconciler
from domain.workdays import bundled_calendar
from ledger.store import Ledger
from settings import Settings
from stack.temporal import Temporal
from tests.conftest import Databases
from tests.workflows.conftest import a_ledger
from tests.workflows.county import County
from tests.workflows.test_life import settled, until_delivered
from worker import build
from workflows.client import CONVERTER


async def lose(server: Temporal) -> None:
    """Killed, its database deleted, started again on the same port."""
    assert server.child is not None
    server.child.kill()
    await server.child.released()
    for part in server.database.parent.glob(f"{server.database.name}*"):
        part.unlink()
    await server.restart()


async def test_losing_temporals_database_loses_nothing(
    postgres: Databases, templates: dict[str, str], mortal: Temporal, settings: Settings
) -> None:
    """G8: the same deadlines, no letter twice, and a second rebuild changes nothing."""
    ledger = await Ledger.connect(postgres.service_url(await a_ledger(postgres, templates["drill"])))
    client = await Client.connect(mortal.address, data_converter=CONVERTER)
    async with build(client, ledger, settings):
        county = County(client, ledger)
        cases = [(await county.report()).case for _ in range(4)]
        for case in cases:
            await county.forward(case, timedelta(days=12))
            await until_delivered(county, case)
        await county.submit(cases[3], "Dismiss", "p-inspector", reason="不属实", second="p-second")
        deadlines = {one.case: one.due_at async for one in ledger.armed_cases()}
        outbox = {path: path.stat().st_mtime_ns for path in (settings.data / "outbox").iterdir()}
        assert sorted(deadlines) == cases[:3]
        assert len(outbox) >= 3

        await lose(mortal)
        reconciler = Reconciler(ledger, county.door)
        first = await reconciler.reconcile(thorough=True)
        second = await reconciler.reconcile(thorough=True)

        assert (first.open, first.started, first.failed) == (3, 3, 0)
        assert (second.open, second.started, second.failed, second.behind) == (3, 0, 0, ())
        standings = [await settled(county, case) for case in cases[:3]]
        assert {one.case: one.due_at for one in standings} == deadlines
        for case in cases[:3]:  # and they go on from there
            await county.until(case, deadlines[case])
            await until_delivered(county, case)
            latest = (await ledger.trail(case))[-1]
            assert latest.command_id == f"case-{case}/lapse/{latest.version - 1}"
        after = {path: path.stat().st_mtime_ns for path in (settings.data / "outbox").iterdir()}
        assert outbox.items() <= after.items()
    await ledger.close()


async def test_a_command_heals_a_lost_case_by_itself(county: County) -> None:
    case = (await county.report()).case
    await county.handle(case).terminate("lost")

    assert (await county.submit(case, "ReportProgress", "p-safety", text="已停用")).version == 2


async def test_a_ledger_put_back_is_noticed_and_never_written_over(
    postgres: Databases, templates: dict[str, str], client: Client, settings: Settings
) -> None:
    """G9, and the way out once people have decided that the older ledger is the record."""
    owner = await a_ledger(postgres, templates["drill"])
    ledger = await Ledger.connect(postgres.service_url(owner))
    async with build(client, ledger, settings):
        county = County(client, ledger)
        case = (await county.report()).case
    await ledger.close()
    backup = await postgres.fresh_database(owner.partition("///")[2].partition("?")[0])
    ledger = await Ledger.connect(postgres.service_url(owner))
    async with build(client, ledger, settings):
        county = County(client, ledger)
        await county.submit(case, "ReportProgress", "p-safety", text="备份之后")
        lost = (await county.report()).case
    await ledger.close()

    ledger = await Ledger.connect(postgres.service_url(backup))
    async with build(client, ledger, settings):
        county = County(client, ledger)
        refused = await county.door.submit(county.order(case, "ReportProgress", "p-safety", text="恢复之后"))
        assert refused.refusal is not None
        assert refused.refusal.code == "LEDGER_BEHIND"

        found = await Reconciler(ledger, county.door).reconcile(thorough=True)
        assert sorted(found.behind) == sorted([case, lost])
        assert await county.versions(case) == [1]

        accepted = await Reconciler(ledger, county.door).reconcile(thorough=True, accept_restored=True)
        assert accepted.started == 1
        await county.submit(case, "ReportProgress", "p-safety", text="恢复之后")
        assert (await Reconciler(ledger, county.door).reconcile(thorough=True)).behind == ()
    await ledger.close()


async def test_a_deadline_that_did_not_fire_is_noticed_from_postgresql_alone(
    postgres: Databases, templates: dict[str, str], client: Client, settings: Settings
) -> None:
    """G7: nobody works and Temporal is not asked; only the due date and the database's clock count."""
    owner = await a_ledger(postgres, templates["real"])
    ledger = await Ledger.connect(postgres.service_url(owner))
    async with build(client, ledger, settings):
        county = County(client, ledger)
        case, other = [(await county.report()).case for _ in range(2)]
    await county.handle(case).terminate("lost")
    assert await Reconciler.lapsed(ledger) == []

    connection = await asyncpg.connect(owner)
    await connection.execute("update cases set due_at = now() - interval '1 hour' where number = $1", case)
    await connection.close()

    assert await Reconciler.lapsed(ledger) == [case]
    assert other != case
    await ledger.close()


async def test_reconcile_starts_what_is_missing_and_wakes_what_is_late(plain_county: County) -> None:
    county = plain_county
    cases = [(await county.report()).case for _ in range(3)]
    await county.handle(cases[0]).terminate("lost")
    await county.forward(cases[1], timedelta(days=1))

    found = await Reconciler(county.ledger, county.door).reconcile()

    assert (found.open, found.started, found.failed) == (3, 1, 0)
    assert (await settled(county, cases[0])).version == 1


async def test_the_schedule_reconciles(county: County) -> None:
    case = (await county.report()).case
    await county.handle(case).terminate("lost")

    result = await county.client.execute_workflow(
        "Reconciliation", id="reconciliation-now", task_queue="duban", result_type=dict
    )

    assert (result["open"], result["started"]) == (1, 1)


async def test_a_new_holiday_table_is_put_in_force_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    case = (await county.report()).case
    reconciler = Reconciler(county.ledger, county.door)
    newer = bundled_calendar().model_copy(update={"edition": "2999"})
    for module in (reconcile, execution, standing):
        monkeypatch.setattr(module, "bundled_calendar", lambda: newer)

    for _ in range(2):
        assert (await reconciler.reconcile()).failed == 0

    assert (await county.ledger.recall(case)).calendar == "2999"
    assert [event.type for event in await county.ledger.trail("ledger")].count("CalendarLoaded") == 1
