"""Bare workflows: what Temporal alone costs for the same commands and timers."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from bench.life import COMMANDS, SOON, TIMER_AFTER
    from workflows.contracts import Order, Standing, Watch

happened: list[Callable[[str], None]] = []
"""Whom the bare workflows tell that a timer fired. No workflow in use may do such a thing; these never replay."""


def tell(case: str) -> None:
    """From a workflow's thread."""
    for listener in happened:
        listener(case)


@workflow.defn(name="BareLife")
class BareLife:
    """The same updates and the same timer, and no activity."""

    @workflow.init
    def __init__(self, watch: Watch) -> None:
        self.case = watch.case
        self.version = 0

    @workflow.run
    async def run(self, watch: Watch) -> None:  # noqa: ARG002
        await workflow.wait_condition(lambda: self.version >= TIMER_AFTER)
        await asyncio.sleep(SOON.total_seconds())
        tell(self.case)
        await workflow.wait_condition(lambda: self.version == len(COMMANDS))

    @workflow.update
    def submit(self, order: Order) -> Standing:
        self.version += 1
        return Standing(case=order.case, version=self.version, stage="reported")


@workflow.defn(name="BareOpen")
class BareOpen:
    """Started, and waiting for a timer of its own."""

    @workflow.run
    async def run(self, watch: Watch) -> None:
        tell(watch.case)
        await asyncio.sleep(timedelta(days=30).total_seconds())


@workflow.defn(name="BareTimers")
class BareTimers:
    """So many timers over so many days."""

    @workflow.run
    async def run(self, timers: int, days: int) -> None:
        for _ in range(timers):
            await asyncio.sleep(days * 86_400 / timers)
