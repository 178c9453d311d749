"""The clock of a case: every deadline is answered on its day, none early, none twice (G6, G10, G11, G17)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities import execution
from domain.commands import Command, Lapse
from settings import Settings
from tests.workflows import lives
from tests.workflows.county import County
from workflows import hazard
from workflows.contracts import Standing, Watch, lapse_of, workflow_id


async def until_delivered(county: County, case: str) -> None:
    async with asyncio.timeout(20):
        while await county.ledger.undelivered(case):  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.05)


async def test_deadlines_fire_on_their_day_and_their_messages_leave_once(county: County, settings: Settings) -> None:
    case = (await county.report()).case
    for _ in range(5):
        standing: Standing = await county.handle(case).query("standing", result_type=Standing)
        assert standing.due_at is not None
        await county.until(case, standing.due_at)
    await until_delivered(county, case)

    fired = (await county.ledger.trail(case))[1:]
    assert len(fired) == 5
    assert all(event.by == "duban:clock" for event in fired)
    assert [event.command_id for event in fired] == [f"case-{case}/lapse/{version}" for version in range(1, 6)]
    letters = sorted(path.name for path in (settings.data / "outbox").iterdir())
    assert letters == sorted(f"{case}-{event.version:06d}.txt" for event in fired if event.type == "ReminderSent")
    assert not await activities_of(county, case)  # what leaves at once needs none


async def test_a_letter_that_cannot_leave_at_once_is_handed_over_later(county: County, settings: Settings) -> None:
    """G13: the command is answered and recorded; an activity of the letter's own tries until the outbox is mended."""
    outbox = settings.data / "outbox"
    outbox.parent.mkdir(parents=True, exist_ok=True)
    outbox.write_text("a file where the folder should be")
    case = await lives.determined(county)
    waiting = {one.key for one in await county.ledger.undelivered(case)}
    assert waiting

    outbox.unlink()
    await until_delivered(county, case)

    assert {path.stem for path in outbox.iterdir()} == waiting
    assert {f"hand-over/{key}" for key in waiting} == set(await activities_of(county, case))


async def activities_of(county: County, case: str) -> list[str]:
    """The regular ones, by their id."""
    events = [event async for event in county.handle(case).fetch_history_events()]
    asked = [event.activity_task_scheduled_event_attributes for event in events]
    return [one.activity_id for one in asked if one.activity_id]


async def test_a_life_crosses_continue_as_new_and_forgets_nothing(
    plain_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = plain_county
    monkeypatch.setattr(hazard, "LONGEST_RUN", timedelta(days=3))
    case = (await county.report()).case
    first = (await county.handle(case).describe()).run_id
    for step in range(6):
        await county.forward(case, timedelta(days=2))
        await county.submit(case, "ReportProgress", "p-safety", text=f"第 {step} 次")

    description = await county.handle(case).describe()
    assert description.run_id != first
    assert description.status is WorkflowExecutionStatus.RUNNING
    events = await county.events(case)
    assert events.count("ProgressReported") == 6
    assert "ObligationLapsed" in events
    for recorded in await county.ledger.trail(case):  # nothing fired late because a run had turned over
        assert b'"late_seconds":0' in recorded.body or b"late_seconds" not in recorded.body


async def test_a_run_turns_over_after_many_commands_and_loses_none(
    plain_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = plain_county
    monkeypatch.setattr(hazard, "MOST_UPDATES", 5)
    case = (await county.report()).case
    first = (await county.handle(case).describe()).run_id

    async def shoot(shooter: int) -> None:
        for shot in range(6):
            await county.submit(case, "ReportProgress", "p-safety", text=f"{shooter}.{shot}")

    await asyncio.gather(*(shoot(shooter) for shooter in range(4)))

    assert (await county.handle(case).describe()).run_id != first
    assert (await county.events(case)).count("ProgressReported") == 24


async def test_a_clock_that_runs_ahead_of_the_databases_fires_nothing_early(real_county: County) -> None:
    """G10: in a real ledger the database's clock decides. The workflow's is put days ahead of it, past the deadline."""
    county = real_county
    reported = await county.report()
    case = reported.case
    assert reported.due_at is not None
    await county.until(case, reported.due_at + timedelta(minutes=20))

    assert await county.events(case) == ["HazardReported"]
    accepted = await county.submit(case, "ReportProgress", "p-safety", text="仍可办理")
    assert accepted.version == 2
    recorded = (await county.ledger.trail(case))[1]
    assert abs(recorded.at - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251


async def test_a_nudged_workflow_asks_the_ledger_again_and_a_missing_one_starts(county: County) -> None:
    case = (await county.report()).case
    await county.handle(case).terminate("lost")

    await county.door.nudge(case)
    await county.door.nudge(case)

    standing = await settled(county, case)
    assert standing.version == 1
    assert standing.armed


async def test_an_empty_workflow_ends_itself(county: County) -> None:
    await county.door.start("2026-999998")

    assert await county.client.get_workflow_handle(workflow_id("2026-999998")).result() is None


async def test_the_clock_is_not_refused_for_ever_by_a_ledger_that_is_behind(county: County) -> None:
    """G9: a workflow that has seen more than the ledger holds writes nothing over it."""
    case = (await county.report()).case
    await county.handle(case).terminate("to be started with a longer memory")
    await county.client.start_workflow(
        "HazardSupervision", Watch(case=case, seen=7), id=workflow_id(case), task_queue="duban"
    )

    refused = await county.door.submit(county.order(case, "ReportProgress", "p-safety", text="已停用"))

    assert refused.refusal is not None
    assert refused.refusal.code == "LEDGER_BEHIND"
    assert await county.versions(case) == [1]


async def settled(county: County, case: str) -> Standing:
    async with asyncio.timeout(10):
        while True:
            standing: Standing = await county.handle(case).query("standing", result_type=Standing)
            if standing.version:
                return standing
            await asyncio.sleep(0.05)


def test_the_clocks_order_is_the_same_however_often_it_is_given() -> None:
    standing = Standing(case="2026-000001", version=4, armed=True, due_at=datetime(2026, 3, 2, tzinfo=UTC))

    assert lapse_of(standing) == lapse_of(standing)
    assert lapse_of(standing).command_id == "case-2026-000001/lapse/4"


async def test_a_lapse_that_moves_nothing_fails_loudly_and_goes_on_once_the_rules_are_mended(
    plain_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G11: the task fails where operators look; the history does not grow; commands of other cases go on."""
    county = plain_county
    reported = await county.report()
    case, other = reported.case, (await county.report()).case
    assert reported.due_at is not None
    right = execution.decide

    def broken(case: Any, command: Command, ctx: Any) -> Any:
        return () if isinstance(command, Lapse) else right(case, command, ctx)

    monkeypatch.setattr(execution, "decide", broken)
    forwarding = asyncio.create_task(county.until(case, reported.due_at))
    failed: list[object] = []
    async with asyncio.timeout(60):
        while not failed:
            await asyncio.sleep(0.2)
            failed = [event async for event in county.handle(case).fetch_history_events() if "FAILED" in str(event)]
    assert len(failed) <= 3
    assert await county.events(case) == ["HazardReported"]
    await county.submit(other, "ReportProgress", "p-safety", text="别的案件照常")

    monkeypatch.setattr(execution, "decide", right)
    async with asyncio.timeout(60):
        await forwarding
        while len(await county.events(case)) == 1:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_forty_commands_at_once_on_one_case(county: County) -> None:
    """Temporal takes ten at a time for one workflow; the door waits its turn (G16)."""
    case = (await county.report()).case

    answers = await asyncio.gather(
        *(county.submit(case, "ReportProgress", "p-safety", text=str(one)) for one in range(40))
    )

    assert sorted(one.last_version or 0 for one in answers) == list(range(2, 42))
