"""Whether PostgreSQL, Temporal and a worker answer, asked of each of them now."""

import asyncio
import http.client
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import asyncpg
from pydantic import BaseModel
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from workflows.contracts import TASK_QUEUE

Connect = Callable[[], Awaitable[Client]]

PATIENCE = 5.0
POLL = timedelta(seconds=75)  # a poll lasts a minute; who has not come back since is gone


class Health(BaseModel):
    """One server's answer."""

    ok: bool
    detail: str = ""


async def postgres_health(url: str) -> Health:
    """A query by the service's role."""

    async def ask() -> str:
        connection = await asyncpg.connect(url)
        try:
            version: str = await connection.fetchval("SELECT current_setting('server_version')")
            return version
        finally:
            await connection.close()

    return await _asked(ask())


async def temporal_health(connect: Connect) -> Health:
    """A query of the namespace: the server answers before its store does."""

    async def ask() -> str:
        connected = await connect()
        await connected.count_workflows("WorkflowType = 'none'")
        return connected.namespace

    return await _asked(ask())


async def worker_health(connect: Connect, pid: int | None) -> Health:
    """A worker that polls for workflow tasks: the process `pid` when given, else any seen within a poll's length."""

    async def ask() -> str:
        pollers = await workflow_pollers(await connect())
        if pid is not None:
            pollers = [poller for poller in pollers if poller.identity.split("@")[0] == str(pid)]
        if not pollers:
            raise LookupError("no worker polls")
        return pollers[0].identity

    return await _asked(ask())


async def web_health(url: str) -> Health:
    """The desk answers, and reaches the record."""

    def fetch() -> str:
        parts = urlsplit(url)
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = connect(parts.netloc, timeout=PATIENCE)
        try:
            connection.request("GET", f"{parts.path.rstrip('/')}/health")
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise ConnectionError(f"{url} answers {answer.status}")
        finally:
            connection.close()
        return url

    async def ask() -> str:
        return await asyncio.to_thread(fetch)

    return await _asked(ask())


async def workflow_pollers(client: Client) -> list[PollerInfo]:
    """Who polls our task queue."""
    queue = TaskQueue(name=TASK_QUEUE)
    request = DescribeTaskQueueRequest(
        namespace=client.namespace, task_queue=queue, task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    )
    answer = await client.workflow_service.describe_task_queue(request)
    since = datetime.now(UTC) - POLL  # noqa: TID251  # compared with the server's clock, not recorded
    return [poller for poller in answer.pollers if poller.last_access_time.ToDatetime(tzinfo=UTC) >= since]


async def _asked(question: Awaitable[str]) -> Health:
    try:
        async with asyncio.timeout(PATIENCE):
            return Health(ok=True, detail=await question)
    except Exception as error:  # noqa: BLE001  # any failure is the answer "no"
        return Health(ok=False, detail=repr(error))
