"""The workers of the variants, each on a task queue of its own, all in this process as the measured one would be."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.handover import Handover
from bench import bare
from bench.activities import Empty, Timed
from bench.ground import Ground
from bench.life import Lapses, live
from bench.people import populate
from ledger.store import Ledger
from workflows.contracts import HAZARD_SUPERVISION
from workflows.hazard import HazardSupervision

CACHED = 20_000
FULL, EMPTY, BARE = "bench-full", "bench-empty", "bench-bare"


@dataclass(frozen=True, slots=True)
class Variants:
    """Both kinds of activities and who counts their deadlines."""

    ledger: Ledger
    timed: Timed
    empty: Empty
    lapses: Lapses
    year: int

    async def numbers(self, count: int) -> list[str]:
        """Case numbers nobody has used."""
        return await self.ledger.next_numbers(self.year, count)


@asynccontextmanager
async def variants(ground: Ground) -> AsyncIterator[Variants]:
    """Full, empty and bare, warm: one life of the full one has told the empty one what to answer."""
    ledger, _ = await ground.ledger(size=8)
    await populate(ledger)
    begins = await ledger.clock()
    lapses = Lapses()
    handover = Handover(ledger, ground.home / "outbox")
    timed = Timed(ledger, lapses, begins, handover.at_once)
    empty = Empty(timed.answers, lapses, begins)
    bare.happened.append(lapses.answered)
    try:
        async with AsyncExitStack() as stack:
            plain: tuple[tuple[str, type, list[Callable[..., Any]]], ...] = (
                (FULL, HazardSupervision, [timed.recall, timed.execute, handover.hand_over]),
                (EMPTY, HazardSupervision, [empty.recall, empty.execute, empty.hand_over]),
                (BARE, bare.BareLife, []),
            )
            for queue, workflow, activities in plain:
                worker = Worker(
                    ground.client,
                    task_queue=queue,
                    workflows=[workflow],
                    activities=activities,
                    workflow_runner=UnsandboxedWorkflowRunner(),
                    max_cached_workflows=CACHED,
                )
                await stack.enter_async_context(worker)
            made = Variants(ledger, timed, empty, lapses, begins.year)
            (first,) = await made.numbers(1)
            await live(ground.client, HAZARD_SUPERVISION, FULL, first, lapses)
            yield made
    finally:
        bare.happened.remove(lapses.answered)
