"""The worker process: settings, pools, registration. The only place that knows every room."""

import asyncio
import contextlib
import os
import signal
import sys
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.case import CaseActivities
from activities.door import Door
from activities.following import keep_following
from activities.handover import Handover
from activities.patience import until_there
from activities.reconcile import Reconciler
from activities.schedule import keep_schedule
from activities.telling import Teller
from ledger.errors import GONE, LedgerMissing
from ledger.store import Ledger
from ledger.uncollected import settled
from settings import Settings, configure_logging
from workflows.client import connect
from workflows.contracts import TASK_QUEUE
from workflows.hazard import HazardSupervision
from workflows.reconcile import Reconciliation
from workflows.telling import BatchTelling

log = structlog.get_logger("worker")

GRACE = timedelta(seconds=8)  # a command under way is finished; one that is not is finished by the next worker
CACHED = 20_000  # as many open cases as stay in memory, 48 KiB each; a smaller cache replays histories


def build(client: Client, ledger: Ledger, settings: Settings, runner: WorkflowRunner | None = None) -> Worker:
    """A worker of this client and ledger. Tests give it the sandbox, which finds what would not replay."""
    handover = Handover(ledger, settings.data / "outbox")
    case = CaseActivities(ledger, handover.at_once)
    door = Door(client, ledger)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[HazardSupervision, Reconciliation, BatchTelling],
        activities=[
            case.recall,
            case.execute,
            handover.hand_over,
            Reconciler(ledger, door).daily,
            Teller(ledger, door).tell,
        ],
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        max_cached_workflows=CACHED,
        graceful_shutdown_timeout=GRACE,
    )


async def work(settings: Settings, url: str) -> None:
    """Work until cancelled, then finish what is under way: leaving the worker's block waits for it."""

    async def temporal() -> Client:
        return await connect(**ClientConfig.load_client_connect_config())

    ledger = await until_there("postgresql", lambda: Ledger.connect(url), *GONE, LedgerMissing)
    try:
        client = await until_there("temporal", temporal, RuntimeError)
        async with build(client, ledger, settings):
            await until_there("schedule", lambda: keep_schedule(client), RPCError)
            door = Door(client, ledger)
            await until_there("postgresql", Reconciler(ledger, door).begin, *GONE)
            settled()
            log.info("worker_ready", ledger=ledger.kind, namespace=client.namespace)
            await asyncio.gather(Teller(ledger, door).keep_telling(), keep_following(ledger, settings))
    finally:
        await ledger.close()


async def main() -> int:
    """Until SIGTERM or SIGINT."""
    settings = Settings()
    configure_logging(settings)
    if settings.database_url is None:
        log.error("DUBAN_DATABASE_URL is not set; `duban stack up` starts a worker with it")
        return 2
    working = asyncio.create_task(work(settings, settings.database_url))
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, working.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await working
    log.info("worker_stopped")
    return 0


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stderr.flush()
    os._exit(code)  # Temporal's client may abort an interpreter that ends by itself
