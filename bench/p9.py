"""P9: what one open case more costs the worker that keeps it in memory."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from activities.door import Door
from activities.many import at_once, each
from bench.batch import opened
from bench.figures import Figure, Spread, Target
from bench.ground import Ground
from bench.plan import Plan, Progress
from ledger.store import Ledger
from workflows.contracts import TASK_QUEUE, Standing, workflow_id

WARM = 100
PAGE = os.sysconf("SC_PAGE_SIZE")


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """A worker process of its own; its resident memory before and after so many cases."""
    ledger, owner = await ground.ledger(kind="sample")
    imported = await opened(ledger, WARM + plan.cached)
    numbers = [one.case for one in imported.opened]
    async with _worker(ground, owner) as pid:
        await _watched(ground, ledger, numbers[:WARM])
        before = _resident(pid)
        await _watched(ground, ledger, numbers[WARM:])
        grown = (_resident(pid) - before) / plan.cached / 1024
    progress()
    await at_once(each(numbers), lambda case: _end(ground, case))
    note = f"{plan.cached} cases on top of {before / 1e6:.0f} MB"
    return [
        Figure("P9", "worker memory per cached open case", Spread((grown,)), Target(100, 60, "lower"), "KiB", (note,))
    ]


async def _watched(ground: Ground, ledger: Ledger, numbers: list[str]) -> None:
    """Started, and asked once, so that each has run and is in the cache."""
    door = Door(ground.client, ledger)

    async def watch(case: str) -> None:
        await door.start(case)
        handle = ground.client.get_workflow_handle(workflow_id(case))
        while not (await handle.query("standing", result_type=Standing)).armed:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    await at_once(each(numbers), watch)


async def _end(ground: Ground, case: str) -> None:
    await ground.client.get_workflow_handle(workflow_id(case)).terminate("measured")


@asynccontextmanager
async def _worker(ground: Ground, owner: str) -> AsyncIterator[int]:
    """The worker in use, in its own process; its pid."""
    arguments = ("-m", "bench.cached", ground.temporal.address, ground.service(owner), str(ground.home))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        if process.stdout is None or (await process.stdout.readline()).strip() != TASK_QUEUE.encode():
            raise RuntimeError("the worker did not come up")
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
