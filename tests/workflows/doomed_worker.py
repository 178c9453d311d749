"""A worker that kills itself (-9) at the moment when four commands stand at four different steps of their execution.

The product has no such hook: this program wraps what it calls. A command whose id is `fatal-<step>` stops at that step.
"""

import asyncio
import os
import signal
from typing import Any

from activities import execution
from ledger.records import Recalled
from ledger.store import Ledger
from settings import Settings
from worker import work
from workflows.contracts import Order, Standing

STEPS = ("asked", "recalled", "appended", "answering")
recall, append, execute = Ledger.recall, Ledger.append, execution.execute
reached: set[str] = set()


async def stop_at(step: str, command_id: str | None) -> None:
    if command_id != f"fatal-{step}":
        return
    reached.add(step)
    if len(reached) == len(STEPS):
        os.kill(os.getpid(), signal.SIGKILL)
    await asyncio.Event().wait()


async def stopping_recall(ledger: Ledger, case: str, **told: Any) -> Recalled:
    await stop_at("asked", told.get("command_id"))
    recalled = await recall(ledger, case, **told)
    await stop_at("recalled", told.get("command_id"))
    return recalled


async def stopping_append(ledger: Ledger, **told: Any) -> int:
    version = await append(ledger, **told)
    await stop_at("appended", told["command_id"])
    return version


async def stopping_execute(ledger: Ledger, order: Order) -> Standing:
    standing = await execute(ledger, order)
    await stop_at("answering", order.command_id)
    return standing


if __name__ == "__main__":
    Ledger.recall, Ledger.append = stopping_recall, stopping_append  # type: ignore[assignment,method-assign]
    execution.execute = stopping_execute
    settings = Settings()
    assert settings.database_url is not None
    asyncio.run(work(settings, settings.database_url))
