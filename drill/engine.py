"""真引擎: time-skipping Temporal. Each case's clock stands still unless told how far to go (SPINE 2)."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.door import Door
from activities.handover import Handover
from activities.many import at_once, each
from drill.places import Places
from drill.shifted import ShiftedActivities
from ledger.store import Ledger
from workflows import hazard
from workflows.contracts import TASK_QUEUE, Order, Standing, workflow_id
from workflows.hazard import HazardSupervision

MANY_SKIPS = 100_000
"""the server's own limit is 200, and then it stops skipping without a word"""
LONGEST_RUN = timedelta(days=400)
"""A run of a year's drill is not turned over for its age: twelve more starts and recalls for each case were a quarter of a
drill's work. What bounds a run besides (its updates, its events) stays."""
CACHED = 20_000
AT_ONCE = 8
"""As many as keep two cores busy. Those in excess would share what the earliest needs, and at the end wait for it alone."""
ASKED_EVERY = 100
"""steps; each may lag by some tenths of a second, and no act comes within two minutes of a deadline"""


class Engine:
    """真引擎: real workflows, real timers, real updates through the door."""

    def __init__(self, client: Client, ledger: Ledger, shift: timedelta) -> None:
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=MANY_SKIPS))
        self.ledger = ledger
        self.shift = shift
        self.door = Door(self.skipper.client, ledger)
        self._reached: dict[str, tuple[datetime, float]] = {}
        self._steps: dict[str, int] = {}
        self._news: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._places = Places(AT_ONCE)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, client: Client, ledger: Ledger, start: datetime, outbox: Path | None = None
    ) -> AsyncIterator[Self]:
        """With its worker, in this process: the rules are ours, the sandbox would only cost time."""
        engine = cls(client, ledger, await ledger.clock() - start)
        handover = Handover(ledger, outbox) if outbox else None
        case = ShiftedActivities(ledger, engine.shift, engine.recorded, handover)
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[HazardSupervision],
            activities=[case.recall, case.execute],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=CACHED,
            # A workflow's step is taken in the loop's own thread: another for each, watched lest it hang, was a tenth of a
            # drill's work.
            debug_mode=True,
        )
        with _seldom_turned_over():
            async with worker:
                yield engine

    async def open(self, numbers: Sequence[str]) -> None:
        """Have every case watched."""
        await at_once(each(numbers), self.door.start)

    async def forward(self, number: str, to: datetime) -> None:
        """Let a case's time pass until then."""
        handle = self.skipper.client.get_workflow_handle(workflow_id(number))
        async with self._places.of(to):
            left = to + self.shift - await self._now(number, handle)
            if left > timedelta():
                await self.skipper.fast_forward(handle, left)
                self._reached[number] = (to + self.shift, asyncio.get_running_loop().time())

    async def _now(self, number: str, handle: WorkflowHandle[Any, Any]) -> datetime:
        """The case's time: where it last went, and what has passed since; now and then asked, for that lags a little."""
        self._steps[number] = self._steps.get(number, 0) + 1
        if number not in self._reached or self._steps[number] % ASKED_EVERY == 0:
            return await self.skipper.get_current_time(handle)
        reached, then = self._reached[number]
        return reached + timedelta(seconds=asyncio.get_running_loop().time() - then)

    async def submit(self, order: Order, at: datetime) -> Standing:
        """Send an order through the door, as anybody would."""
        async with self._places.of(at):
            return await self.door.submit(order)

    def recorded(self, number: str) -> None:
        """A command or a lapse of the case has been answered."""
        self._news[number].set()

    async def news(self, number: str) -> None:
        """Come back when a command or a lapse of the case has been answered."""
        await self._news[number].wait()
        self._news[number].clear()


@contextmanager
def _seldom_turned_over() -> Iterator[None]:
    usual, hazard.LONGEST_RUN = hazard.LONGEST_RUN, LONGEST_RUN
    try:
        yield
    finally:
        hazard.LONGEST_RUN = usual
