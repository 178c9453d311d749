"""知会: the ledger was written past the workflows of a batch (imported, or started); each of them is told.

The batch's own transaction says that its workflows are to be told; the worker sees to it, whatever became of the command
that wrote it. Telling a workflow twice is harmless, so what is cut off is taken up again a little before where it was.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NoReturn

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.door import Door
from activities.many import at_once, each
from ledger.errors import GONE
from ledger.records import Armed
from ledger.store import Ledger
from ledger.tellings import told, untold
from workflows.contracts import TASK_QUEUE, TELLING, Telling, Told, telling_id

log = structlog.get_logger(__name__)

PAGE = 200
"""So many cases at most are told again after a kill."""
GIVE_UP = 32
"""A Temporal that is away is not asked twenty thousand times."""
LOOK_EVERY = timedelta(seconds=5)
GRACE = timedelta(seconds=10)
"""A command tells a small batch itself, and begins the telling of a large one; who was killed has not by then."""
PATIENCE = 5.0


@dataclass(slots=True)
class Heard:
    """Which workflows were told, and which could not be."""

    told: int = 0
    missed: list[str] = field(default_factory=list)


async def tell_workflows(
    door: Door, numbers: Sequence[str], *, progress: Callable[[int], None] = lambda _told: None
) -> Heard:
    """上钟: start the workflows of these cases, or have running ones look again, in this order."""
    heard = Heard()

    async def tell(number: str) -> None:
        if len(heard.missed) < GIVE_UP:
            try:
                await door.nudge(number)
            except (RPCError, TimeoutError) as failure:
                log.warning("case_not_told", case=number, error=repr(failure))
            else:
                heard.told += 1
                progress(heard.told)
                return
        heard.missed.append(number)

    await at_once(each(numbers), tell)
    return heard


async def begin_telling(client: Client, telling: Telling) -> bool:
    """后台知会: have the worker tell a batch, soonest deadline first; False when Temporal is away.

    Nothing is lost then: what the record has outstanding, the worker begins by itself.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            await client.start_workflow(
                TELLING,
                telling,
                id=telling_id(telling),
                task_queue=TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=telling.batch,
            )
    except (RPCError, TimeoutError) as failure:
        log.warning("telling_not_begun", batch=telling.batch, error=repr(failure))
        return False
    return True


class Teller:
    """知会: in the worker, where no command's end can cut it off."""

    def __init__(self, ledger: Ledger, door: Door) -> None:
        self.ledger = ledger
        self.door = door

    async def keep_telling(self) -> NoReturn:
        """Begin what is outstanding, for as long as the worker lives."""
        while True:
            try:
                for command_id, batch in await untold(self.ledger.pool, GRACE):
                    await begin_telling(self.door.client, Telling(batch=batch, command_id=command_id))
            except GONE as away:
                log.warning("outstanding_tellings_unknown", error=repr(away))
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    @activity.defn(name="tell")
    async def tell(self, telling: Telling) -> Told:
        """One batch, soonest deadline first; a new attempt goes on where the last one was."""
        so_far = heard_before()
        before = await self._tell(so_far.missed, so_far)
        so_far = so_far.model_copy(update={"told": so_far.told + before.told, "missed": tuple(before.missed)})
        left_off = Armed(so_far.case, 0, so_far.due_at) if so_far.due_at else None
        async for page in pages(self.ledger.armed_cases(telling.batch, left_off)):
            heard = await self._tell([one.case for one in page], so_far)
            so_far = Told(
                told=so_far.told + heard.told,
                missed=(*so_far.missed, *heard.missed),
                due_at=page[-1].due_at,
                case=page[-1].case,
            )
            activity.heartbeat(so_far)
        if so_far.missed:
            raise not_told(so_far.missed)
        await told(self.ledger.pool, telling.command_id)
        log.info("batch_told", batch=telling.batch, command_id=telling.command_id, cases=so_far.told)
        return so_far

    async def _tell(self, numbers: Sequence[str], so_far: Told) -> Heard:
        heard = await tell_workflows(self.door, numbers, progress=lambda _told: activity.heartbeat(so_far))
        if len(heard.missed) >= GIVE_UP:
            raise not_told(heard.missed)
        return heard


def heard_before() -> Told:
    """What an earlier attempt had come to."""
    details = activity.info().heartbeat_details
    return Told.model_validate(details[0]) if details else Told()


def not_told(missed: Sequence[str]) -> ApplicationError:
    """To be tried again, patiently: those who were told stay told."""
    log.error("batch_not_told", attempt=activity.info().attempt, missed=len(missed), first=missed[0])
    return ApplicationError(f"{len(missed)} workflows could not be told, {missed[0]} among them", type="NOT_TOLD")


async def pages(cases: AsyncIterator[Armed]) -> AsyncIterator[list[Armed]]:
    """So many at a time."""
    page: list[Armed] = []
    async for one in cases:
        page.append(one)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
