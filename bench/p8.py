"""P8: a storm. Many deadlines at the same instant, each answered with an append / with nothing."""

import asyncio
import time
from datetime import timedelta

from activities import execution
from activities.many import at_once, each
from bench.cost import Sample, costs
from bench.figures import Figure, Target, ratios
from bench.ground import Ground
from bench.life import order
from bench.plan import Plan, Progress
from bench.variants import EMPTY, FULL, Variants, variants
from workflows.contracts import HAZARD_SUPERVISION, Watch, workflow_id

ARMED_AT_LEAST = 25.0
"""workflows started a second; the storm is set for when all must be armed"""
PATIENCE = 300.0


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """Each round: a storm with the ledger, one without."""
    samples: dict[str, list[Sample]] = {FULL: [], EMPTY: []}
    async with variants(ground) as made:
        for _ in range(plan.rounds):
            for queue, found in samples.items():
                found.append(await _storm(ground, made, queue, plan.timers))
                progress()
    with_append, without = ([one.rate for one in samples[queue]] for queue in (FULL, EMPTY))
    notes = (costs("with append", samples[FULL]), costs("without", samples[EMPTY]))
    what = f"{plan.timers} timers of one instant, with append / without"
    return [Figure("P8", what, ratios(with_append, without), Target(0.7, 0.9), "", notes)]


async def _storm(ground: Ground, made: Variants, queue: str, timers: int) -> Sample:
    cases = await made.numbers(timers)
    if queue == FULL:
        await at_once(each(cases), lambda case: _reported(made, case))
    activities = made.timed if queue == FULL else made.empty
    wait = 2 + timers / ARMED_AT_LEAST
    activities.first_due = await made.ledger.clock() + timedelta(seconds=wait)
    strikes = time.perf_counter() + wait
    activities.recalls = made.lapses.count = 0

    async def start(case: str) -> None:
        await ground.client.start_workflow(HAZARD_SUPERVISION, Watch(case=case), id=workflow_id(case), task_queue=queue)

    await at_once(each(cases), start)
    while activities.recalls < timers or time.perf_counter() < strikes:  # noqa: ASYNC110 -- workflows tell nobody
        await asyncio.sleep(0.005)
    left = timers - made.lapses.count  # on a machine too busy to arm them all in time, some have fired already
    with ground.meter.measured(left) as sample:
        async with asyncio.timeout(PATIENCE):
            while made.lapses.count < timers:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    await at_once(each(cases), lambda case: _end(ground, case))
    return sample


async def _reported(made: Variants, case: str) -> None:
    await execution.execute(made.ledger, order(case, 0).model_copy(update={"now": made.timed.begins}))


async def _end(ground: Ground, case: str) -> None:
    await ground.client.get_workflow_handle(workflow_id(case)).terminate("measured")
