"""Record golden histories: `python -m tests.workflows.record`. One for each kind of life, replayed in every test run.

Record anew only with a change of the workflow that `workflow.patched` guards; keep the old file under another name, for
such histories are still open somewhere.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import UnsandboxedWorkflowRunner

from activities.register_import import import_register
from activities.telling import begin_telling
from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from settings import Settings
from stack.postgres import Postgres, create_database
from stack.temporal import Temporal
from tests.workflows import lives
from tests.workflows.county import County, populate
from worker import build
from workflows.client import CONVERTER
from workflows.contracts import (
    HAZARD_SUPERVISION,
    RECONCILIATION,
    TASK_QUEUE,
    Telling,
    Watch,
    telling_id,
    workflow_id,
)

log = structlog.get_logger(__name__)

HISTORIES = Path(__file__).parent / "histories"


async def nudged(county: County) -> str:
    """Asked to look again, and a query's worth of waiting between."""
    number = (await county.report()).case
    await county.door.nudge(number)
    await county.forward(number, timedelta(days=1))
    return number


async def behind(county: County) -> str:
    """A ledger that holds less than was seen: refused, asked again, refused."""
    number = (await county.report()).case
    await county.handle(number).terminate("to be started with a longer memory")
    await county.client.start_workflow(
        HAZARD_SUPERVISION, Watch(case=number, seen=9), id=workflow_id(number), task_queue=TASK_QUEUE
    )
    await county.door.submit(county.order(number, "ReportProgress", "p-safety", text="已停用"))
    await county.forward(number, timedelta(minutes=2))
    return number


async def outage(county: County) -> str:
    """A deadline that came while the ledger was away: asked again and again, answered late."""
    standing = await county.report()
    assert standing.due_at is not None
    await county.forward(standing.case, standing.due_at - timedelta(minutes=1) - await county.now(standing.case))
    unwrapped, county.ledger.pool = county.ledger.pool, Away()  # type: ignore[assignment]
    await county.forward(standing.case, timedelta(minutes=2))
    county.ledger.pool = unwrapped
    await county.forward(standing.case, timedelta(minutes=10))
    return standing.case


class Away:
    """A PostgreSQL that refuses every connection."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionRefusedError(name)


LIVES: dict[str, Callable[[County], Awaitable[str]]] = {
    **lives.LIVES,
    "nudged": nudged,
    "behind": behind,
    "outage": outage,
}
WORKER = re.compile(r"\d+@[\w.-]+")
TRACE = re.compile(r'"stackTrace": "(?:[^"\\]|\\.)*"')
"""Who recorded it, and where its files lay, is nobody's business."""


@asynccontextmanager
async def a_county() -> AsyncIterator[County]:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres, temporal = Postgres(home / "postgres"), Temporal(home / "temporal", skipping=True)
        await postgres.start()
        stack.push_async_callback(postgres.stop)
        await temporal.start()
        stack.push_async_callback(temporal.stop)
        owner = postgres.url("postgres")
        await create_database(owner)
        await migrate(owner)
        await open_ledger(owner, "drill")
        ledger = await Ledger.connect(owner)
        stack.push_async_callback(ledger.close)
        await populate(ledger)
        client = await Client.connect(temporal.address, data_converter=CONVERTER, identity="recorder")
        settings = Settings(home=home / "home")
        await stack.enter_async_context(build(client, ledger, settings, UnsandboxedWorkflowRunner()))
        yield County(client, ledger)


def keep(name: str, history: WorkflowHistory) -> None:
    text = TRACE.sub('"stackTrace": ""', WORKER.sub("recorder", history.to_json()))
    (HISTORIES / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    log.info("recorded", name=name, events=len(history.events))


async def record(name: str) -> None:
    async with a_county() as county:
        number = await LIVES[name](county)
        await asyncio.sleep(0.5)
        runs = [run.run_id async for run in county.client.list_workflows(f"WorkflowId = 'case-{number}'")]
        for index, run in enumerate(reversed(runs), 1):
            history = await county.client.get_workflow_handle(f"case-{number}", run_id=run).fetch_history()
            keep(f"{name}-{index}", history)


async def record_reconciliation() -> None:
    async with a_county() as county:
        await county.report()
        handle = await county.client.start_workflow(RECONCILIATION, id="reconciliation", task_queue=TASK_QUEUE)
        await handle.result()
        keep("reconciliation-1", await handle.fetch_history())


async def record_telling() -> None:
    async with a_county() as county:
        with tempfile.TemporaryDirectory() as folder:
            register = Path(folder) / "register.csv"
            register.write_text("单位名称,隐患内容,级别\n宏达化工厂,储罐区报警器失效,重大\n", encoding="utf-8")
            batch = (await import_register(county.ledger, register)).batch
        told = Telling(batch=str(batch))
        await begin_telling(county.client, told)
        handle = county.client.get_workflow_handle(telling_id(told))
        await handle.result()
        keep("telling-1", await handle.fetch_history())


async def main() -> None:
    HISTORIES.mkdir(exist_ok=True)
    others = {"reconciliation": record_reconciliation, "telling": record_telling}
    for name in sys.argv[1:] or (*LIVES, *others):
        await (others[name]() if name in others else record(name))


if __name__ == "__main__":
    asyncio.run(main())
