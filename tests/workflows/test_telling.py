"""知会 a batch was written past its workflows: each is told, soonest deadline first, however often a worker is killed."""

import asyncio
import signal
from collections import Counter
from pathlib import Path

import pytest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities import telling
from activities.door import Door
from activities.register_import import Import, import_register
from activities.register_start import start_batch
from activities.telling import begin_telling
from ledger.store import Ledger
from ledger.tellings import untold
from settings import Settings
from tests.workflows.county import County
from tests.workflows.test_killed import start
from worker import build
from workflows.contracts import Telling, Told, telling_id


async def imported(ledger: Ledger, folder: Path, rows: int) -> Import:
    path = folder / "台账.csv"
    lines = (f"第{i}公司,灭火器失效,重大,2099-12-31" for i in range(rows))
    path.write_text("\n".join(["单位名称,隐患内容,级别,整改期限", *lines]), encoding="utf-8")
    return await import_register(ledger, path)


def told_of(result: Import) -> Telling:
    return Telling(batch=str(result.batch), command_id=result.command_id)


def telling_of(county: County, told: Telling) -> WorkflowHandle[object, Told]:
    return county.client.get_workflow_handle(telling_id(told), result_type=Told)


async def attempts(handle: WorkflowHandle[object, Told]) -> list[int]:
    return [
        event.activity_task_started_event_attributes.attempt
        async for event in handle.fetch_history_events()
        if event.HasField("activity_task_started_event_attributes")
    ]


@pytest.mark.faults
async def test_a_worker_killed_while_telling_leaves_it_to_the_next(
    idle_county: tuple[County, str], temporal: str, settings: Settings, tmp_path: Path
) -> None:
    """Nobody presses again, nothing is scheduled. Fails without the heartbeat's time-out: a dead worker is waited for."""
    county, url = idle_county
    told = told_of(await imported(county.ledger, tmp_path, 500))
    order = [one.case async for one in county.ledger.armed_cases(told.batch)]
    worker = await start("worker", url, temporal, tmp_path)
    assert await begin_telling(county.client, told)
    await there(county, order[100])
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    assert not await is_there(county, order[-1])
    assert await untold(county.ledger.pool) == [(told.command_id, told.batch)]

    async with build(county.client, county.ledger, settings):
        done = await asyncio.wait_for(telling_of(county, told).result(), 90)
        assert done.missed == ()
        assert await attempts(telling_of(county, told)) == [2]
        for case in order:
            assert await is_there(county, case)
    assert await untold(county.ledger.pool) == []


async def test_who_could_not_be_told_is_told_again_and_the_others_are_not(
    real_county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case's trouble holds up no other. Fails when an attempt does not know how far the last one came."""
    county = real_county
    monkeypatch.setattr(telling, "PAGE", 10)
    told = told_of(await imported(county.ledger, tmp_path, 35))
    order = [one.case async for one in county.ledger.armed_cases(told.batch)]
    nudge, asked = Door.nudge, Counter[str]()

    async def refused_once(door: Door, case: str) -> None:
        asked[case] += 1
        if case == order[7] and asked[case] == 1:
            raise RPCError("not now", RPCStatusCode.RESOURCE_EXHAUSTED, b"")
        await nudge(door, case)

    monkeypatch.setattr(Door, "nudge", refused_once)
    await begin_telling(county.client, told)
    done = await asyncio.wait_for(telling_of(county, told).result(), 60)

    assert (done.told, done.missed) == (35, ())
    assert asked == Counter(order) + Counter([order[7]])
    assert await untold(county.ledger.pool) == []


async def test_soonest_deadline_first_and_each_press_is_told_for_itself(
    real_county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = real_county
    result = await imported(county.ledger, tmp_path, 30)
    started = await start_batch(county.ledger, str(result.batch))
    assert await untold(county.ledger.pool) == [
        (result.command_id, result.batch), (started.command_id, result.batch),
    ]  # fmt: skip
    nudge, asked = Door.nudge, list[str]()

    async def noted(door: Door, case: str) -> None:
        asked.append(case)
        await nudge(door, case)

    monkeypatch.setattr(Door, "nudge", noted)
    order = [one.case async for one in county.ledger.armed_cases(str(result.batch))]
    told = Telling(batch=str(result.batch), command_id=started.command_id)
    for _ in range(2):  # however often it is begun
        assert await begin_telling(county.client, told)
    await asyncio.wait_for(telling_of(county, told).result(), 60)

    assert asked == order
    assert await untold(county.ledger.pool) == [(result.command_id, result.batch)]


async def there(county: County, case: str) -> None:
    async with asyncio.timeout(60):
        while not await is_there(county, case):  # noqa: ASYNC110 -- Temporal tells nobody
            await asyncio.sleep(0.02)


async def is_there(county: County, case: str) -> bool:
    try:
        await county.handle(case).describe()
    except RPCError as gone:
        if gone.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
