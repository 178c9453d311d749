"""P7: sixty days of a silent case in virtual time, every deadline answered, one life alone."""

import asyncio
import time
from datetime import timedelta

from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.case import CaseActivities
from activities.handover import Handover
from bench.bare import BareTimers
from bench.figures import Figure, Spread, Target, ratios
from bench.ground import Ground
from bench.life import send
from bench.people import populate
from bench.plan import Plan, Progress
from ledger.store import Ledger
from workflows.contracts import CLOCK, HAZARD_SUPERVISION, Standing, workflow_id
from workflows.hazard import HazardSupervision

DAYS = 60
TIMERS = 8
QUEUE = "bench-virtual"


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """Each round: lives of the real workflow, then as many bare ones with eight timers."""
    ledger, _ = await ground.ledger(size=8)
    await populate(ledger)
    config = TimeSkippingConfig(enabled=False, max_session_skip_count=100_000)
    skipper = TimeSkipper(ground.client, config=config)
    handover = Handover(ledger, ground.home / "outbox")
    case = CaseActivities(ledger, handover.at_once)
    worker = Worker(
        ground.client,
        task_queue=QUEUE,
        workflows=[HazardSupervision, BareTimers],
        activities=[case.recall, case.execute, handover.hand_over],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    ours: list[float] = []
    theirs: list[float] = []
    fired = 0
    async with worker:
        for round_ in range(-1, plan.rounds * plan.virtual):
            seconds, fired = await _life(skipper, ledger)
            bare = await _bare(skipper, f"bare-timers/{round_}")
            if round_ >= 0:
                ours.append(seconds)
                theirs.append(bare)
                progress()
    eight = Spread(tuple(seconds * TIMERS / fired for seconds in ours))
    note = f"{DAYS} days fired {fired} deadlines in {Spread(tuple(ours))} s; bare, {TIMERS} timers: {Spread(tuple(theirs))} s"
    return [
        Figure(
            "P7", f"{DAYS}-day life, for {TIMERS} deadlines answered", eight, Target(1.0, 0.2, "lower"), "s", (note,)
        ),
        Figure("P7", f"bare workflow, {TIMERS} timers / that", ratios(theirs, eight.values)),
    ]


async def _life(skipper: TimeSkipper, ledger: Ledger) -> tuple[float, int]:
    """Seconds for sixty days, and how many deadlines fired in them."""
    (number,) = await ledger.next_numbers((await ledger.clock()).year, 1)
    await send(skipper.client, HAZARD_SUPERVISION, QUEUE, number, 0)
    handle: WorkflowHandle[object, object] = skipper.client.get_workflow_handle(workflow_id(number))
    begin = time.perf_counter()
    await skipper.fast_forward(handle, timedelta(days=DAYS))
    end = await skipper.get_current_time(handle)
    while True:  # a lapse may outlast the skip to it
        recalled = await handle.query("standing", result_type=Standing)
        if recalled.due_at is None or recalled.due_at > end:
            break
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - begin
    by_the_clock = {one.command_id for one in await ledger.trail(number) if one.by == CLOCK}
    await handle.terminate("measured")
    return seconds, len(by_the_clock)


async def _bare(skipper: TimeSkipper, name: str) -> float:
    handle = await skipper.client.start_workflow(BareTimers.run, args=[TIMERS, DAYS], id=name, task_queue=QUEUE)
    begin = time.perf_counter()
    await skipper.fast_forward(handle, timedelta(days=DAYS, seconds=1))
    await handle.result()
    return time.perf_counter() - begin
