"""One life, the same for every variant: reported, a deadline that passes, five commands more, closed without a hazard."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from bench.people import ENTITY, INSPECTOR, OFFICE, SECOND
from workflows.contracts import Order, Standing, Watch, order_of, workflow_id

AT_ONCE = 16
"""lives at a time: more saturate two cores no further"""
SOON = timedelta(milliseconds=50)
FAR = timedelta(days=365)

REPORT: dict[str, Any] = {
    "channel": "inspection", "entity": ENTITY, "unit": "宏达化工厂", "region": "城关镇", "office": OFFICE,
    "description": "储罐区可燃气体报警器失效，现场未见检定记录", "found_on": "2026-01-04",
}  # fmt: skip
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Report", REPORT),
    *(("AddEvidence", {"digest": f"{n}" * 64, "name": f"现场照片{n}.jpg", "note": "储罐区东侧"}) for n in range(1, 5)),
    ("Dismiss", {"reason": "复核：报警器已检定，记录在安全科", "second": SECOND}),
)
TIMER_AFTER = 1
"""commands before the deadline passes"""


def order(case: str, step: int) -> Order:
    """The command of one step."""
    name, data = COMMANDS[step]
    return order_of(case, name, data, by=INSPECTOR, command_id=f"bench/{case}/{step}")


class Lapses:
    """届期: tells whoever waits for a case's timer that it was answered."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: dict[str, asyncio.Event] = {}

    def answered(self, case: str) -> None:
        """The deadline was answered."""
        self.count += 1
        self._of(case).set()

    async def wait(self, case: str) -> None:
        await self._of(case).wait()
        del self._waiting[case]

    def _of(self, case: str) -> asyncio.Event:
        return self._waiting.setdefault(case, asyncio.Event())


async def send(client: Client, workflow: str, queue: str, case: str, step: int) -> Standing:
    """One command, as the door sends it: the one that opens the case starts its workflow, the others find it watched."""
    what, sending = order(case, step), f"{case}/{step}"
    if step:
        watching = client.get_workflow_handle(workflow_id(case))
        answer: Standing = await watching.execute_update("submit", what, id=sending, result_type=Standing)
    else:
        start: WithStartWorkflowOperation[object, None] = WithStartWorkflowOperation(
            workflow,
            Watch(case=case),
            id=workflow_id(case),
            task_queue=queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        answer = await client.execute_update_with_start_workflow(
            "submit", what, start_workflow_operation=start, id=sending, result_type=Standing
        )
    if answer.refusal is not None:
        raise RuntimeError(f"{case}: {answer.refusal.code} {answer.refusal.sentence}")
    return answer


async def live(client: Client, workflow: str, queue: str, case: str, lapses: Lapses) -> None:
    """Send the six commands, wait for the deadline in between, and for the end."""
    for step in range(len(COMMANDS)):
        if step == TIMER_AFTER:
            await lapses.wait(case)
        await send(client, workflow, queue, case, step)
    await client.get_workflow_handle(workflow_id(case)).result()


async def live_all(client: Client, workflow: str, queue: str, cases: Sequence[str], lapses: Lapses) -> None:
    """All of them, a bounded number at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(case: str) -> None:
        async with places:
            await live(client, workflow, queue, case, lapses)

    async with asyncio.TaskGroup() as group:
        for case in cases:
            group.create_task(one(case))
