"""Commands that stand still at one step of their execution. The product has no such hook: this wraps what it calls.

A command whose id is `held-<step>` stops at that step, until it is let go or its process is killed.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from activities import execution
from activities.handover import Leave
from ledger.records import Recalled
from ledger.store import Ledger
from workflows.contracts import Order, Standing

STEPS = ("asked", "recalled", "appended", "answering")
"""Nothing is read yet; it is read, not written; it is written, nobody knows; the worker knows, nobody else does."""
RECORDED = {"asked": 0, "recalled": 0, "appended": 1, "answering": 1}


class Held:
    """Who stands at which step."""

    def __init__(self, all_there: Callable[[], None]) -> None:
        self.reached: set[str] = set()
        self.go_on = asyncio.Event()
        self.all_there = all_there

    async def at(self, step: str, command_id: str | None) -> bool:
        """Stop here, if it is this command's step and nobody has let go yet."""
        if command_id != f"held-{step}" or self.go_on.is_set():
            return False
        self.reached.add(step)
        if self.reached == set(STEPS):
            self.all_there()
        await self.go_on.wait()
        return True


@contextlib.contextmanager
def held(all_there: Callable[[], None]) -> Iterator[Held]:
    """Within the block commands are held in this process; once one stands at each step, `all_there` is called."""
    recall, append, execute = Ledger.recall, Ledger.append, execution.execute
    here = Held(all_there)

    async def stopping_recall(ledger: Ledger, case: str, **told: Any) -> Recalled:
        # only the worker's own: the door asks the same before it sends
        by_worker = "persons" in told
        if by_worker:
            await here.at("asked", told.get("command_id"))
        recalled = await recall(ledger, case, **told)
        if by_worker:
            await here.at("recalled", told.get("command_id"))
        return recalled

    async def stopping_append(ledger: Ledger, **told: Any) -> int:
        version = await append(ledger, **told)
        if await here.at("appended", told["command_id"]):
            await ledger.clock()  # its answer is still on the way: a database killed meanwhile never gives it
        return version

    async def stopping_execute(ledger: Ledger, order: Order, leave: Leave | None) -> Standing:
        standing = await execute(ledger, order, leave)
        await here.at("answering", order.command_id)
        return standing

    Ledger.recall, Ledger.append = stopping_recall, stopping_append  # type: ignore[assignment,method-assign]
    execution.execute = stopping_execute
    try:
        yield here
    finally:
        Ledger.recall, Ledger.append, execution.execute = recall, append, execute  # type: ignore[method-assign]
