"""A worker killed between any two steps of a command leaves one event, and a caller who learns it (G1-G3)."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from settings import Settings
from tests.workflows.county import County
from tests.workflows.steps import RECORDED, STEPS
from worker import build
from workflows.contracts import Order, Standing

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]


async def start(module: str, url: str, temporal: str, home: Path) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "DUBAN_DATABASE_URL": url, "TEMPORAL_ADDRESS": temporal, "DUBAN_HOME": str(home),
        "TEMPORAL_CONFIG_FILE": os.devnull,
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(sys.executable, "-m", module, cwd=ROOT, env=environment)


async def one_for_each_step(county: County) -> tuple[list[str], list[Order]]:
    """A case for each step, and the command that will be held there."""
    cases = [(await county.report()).case for _ in STEPS]
    return cases, [
        county.order(case, "ReportProgress", "p-safety", f"held-{step}", text=step)
        for case, step in zip(cases, STEPS, strict=True)
    ]


async def recorded(county: County, cases: Sequence[str]) -> list[int]:
    """Events beyond the report."""
    return [len(await county.versions(case)) - 1 for case in cases]


async def everybody_knows_of_one_event(county: County, cases: Sequence[str], answers: Sequence[Standing]) -> None:
    assert [(one.refusal, one.first_version, one.last_version) for one in answers] == [(None, 2, 2)] * len(cases)
    for case in cases:
        assert await county.events(case) == ["HazardReported", "ProgressReported"]


async def test_killed_between_any_two_steps_one_event_and_an_answer(
    idle_county: tuple[County, str], temporal: str, settings: Settings, tmp_path: Path
) -> None:
    county, url = idle_county
    doomed = await start("tests.workflows.doomed_worker", url, temporal, tmp_path)
    cases, orders = await one_for_each_step(county)
    callers = [asyncio.create_task(county.door.submit(order)) for order in orders]

    assert await asyncio.wait_for(doomed.wait(), 60) == -signal.SIGKILL
    assert await recorded(county, cases) == list(RECORDED.values())  # what the dead one left behind

    async with build(county.client, county.ledger, settings):
        answers = await asyncio.wait_for(asyncio.gather(*callers), 60)

    await everybody_knows_of_one_event(county, cases, answers)


async def test_a_worker_told_to_stop_finishes_what_is_under_way(
    idle_county: tuple[County, str], temporal: str, settings: Settings, tmp_path: Path
) -> None:
    county, url = idle_county
    worker = await start("worker", url, temporal, tmp_path)
    case = (await county.report()).case
    callers = [
        asyncio.create_task(county.door.submit(county.order(case, "ReportProgress", "p-safety", text=str(one))))
        for one in range(5)
    ]
    await asyncio.sleep(0.02)
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(worker.wait(), 30) == 0

    async with build(county.client, county.ledger, settings):
        answers = await asyncio.wait_for(asyncio.gather(*callers), 60)

    assert sorted(one.last_version or 0 for one in answers) == [2, 3, 4, 5, 6]
