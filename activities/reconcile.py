"""对账与重建: every case with an armed deadline has its workflow, and no deadline passes in silence."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.door import Door
from activities.many import at_once, each
from domain.rulebook import CURRENT_EDITION
from domain.workdays import bundled_calendar
from ledger.errors import AlreadyDone
from ledger.own import CalendarLoaded
from ledger.records import Armed
from ledger.store import Ledger
from workflows.contracts import CLOCK, HAZARD_SUPERVISION, Reconciled, Standing, workflow_id

log = structlog.get_logger(__name__)

GRACE = timedelta(minutes=5)
"""A deadline may be answered a little late before anybody calls it overdue."""
MOST_NAMED = 200
"""An alarm names the first cases and counts the rest."""

NO_CASE = "0000-000000"
"""Every recall says what is in force, also that of a case which cannot be."""
RUNNING = f"WorkflowType = '{HAZARD_SUPERVISION}' AND ExecutionStatus = 'Running'"


@dataclass
class Findings:
    """What is found while many cases are looked at at once."""

    started: int = 0
    projected: int = 0
    failed: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)


class Reconciler:
    """对账: PostgreSQL says what is open, Temporal what runs; the ledger is right."""

    def __init__(self, ledger: Ledger, door: Door) -> None:
        self.ledger = ledger
        self.door = door

    @activity.defn(name="reconcile")
    async def daily(self) -> Reconciled:
        """The schedule's reconciliation; loud about what only people can mend."""
        found = await self.reconcile(progress=activity.heartbeat)
        tell = log.error if found.overdue or found.behind or found.failed else log.info
        tell("reconciled", **found.model_dump())
        return found

    async def begin(self) -> None:
        """A ledger without cases is born with the table we have; with cases, the next reconciliation counts them again."""
        async for _ in self.ledger.armed_cases():
            return
        await self._put_calendar_in_force([], Findings())

    @staticmethod
    async def lapsed(ledger: Ledger) -> list[str]:
        """到期未触发: what should have fired and has not, from PostgreSQL alone, Temporal dead or alive (G7)."""
        return [one.case for one in await ledger.lapsed(await ledger.clock() - GRACE)]

    async def reconcile(
        self, *, thorough: bool = False, accept_restored: bool = False, progress: Callable[[int], None] | None = None
    ) -> Reconciled:
        """Start what is missing, soonest deadline first; wake what is late or astray. Doing it again changes nothing.

        `thorough` also asks each running workflow how much it has seen; `accept_restored` ends those that have seen
        more than the ledger holds, which is right only after a decision that the older ledger is the record now (G9).
        """
        overdue = await self.lapsed(self.ledger)
        found = Findings()
        armed: dict[str, int] = {}

        async def watch(one: Armed) -> None:
            armed[one.case] = one.version
            await self._watch(one.case, found)
            if progress:
                progress(len(armed))

        running = {handle.id: handle for handle in [handle async for handle in self._running()]}
        await at_once(self.ledger.armed_cases(), watch)
        ids = {workflow_id(number) for number in armed}
        strays = [handle for id_, handle in running.items() if id_ not in ids]
        asked = list(running.values()) if thorough or accept_restored else strays
        await at_once(each(asked), lambda handle: self._ask(handle, found))
        if accept_restored:
            await at_once(each(found.behind), lambda number: self._begin_anew(number, armed, found))
        late = [number for number in overdue if number not in found.failed]
        await at_once(each(late), self.door.nudge)
        await at_once(each(strays), look_again)
        await self._put_calendar_in_force(sorted(armed), found)
        return Reconciled(
            open=len(armed),
            started=found.started,
            projected=found.projected,
            failed=len(found.failed),
            overdue=tuple(overdue[:MOST_NAMED]),
            strays=tuple(sorted(handle.id.removeprefix("case-") for handle in strays)[:MOST_NAMED]),
            behind=() if accept_restored else tuple(sorted(found.behind)[:MOST_NAMED]),
        )

    def _running(self) -> AsyncIterator[WorkflowHandle[object, object]]:
        async def handles() -> AsyncIterator[WorkflowHandle[object, object]]:
            async for execution in self.door.client.list_workflows(RUNNING):
                yield self.door.client.get_workflow_handle(execution.id)

        return handles()

    async def _watch(self, number: str, found: Findings) -> None:
        try:
            fresh = await self.door.start(number)
        except (RPCError, TimeoutError) as failure:
            log.warning("case_not_started", case=number, error=repr(failure))
            found.failed.append(number)
        else:
            found.started += fresh  # not `+= await`: others add while we wait

    async def _ask(self, handle: WorkflowHandle[object, object], found: Findings) -> None:
        """Has this workflow seen more of its case than the ledger holds? Asked of it first, of the ledger after."""
        number = handle.id.removeprefix("case-")
        try:
            seen = await handle.query("standing", result_type=Standing, rpc_timeout=timedelta(seconds=10))
        except RPCError as failure:
            log.warning("case_not_asked", case=number, error=repr(failure))
            return
        if seen.version > (await self.ledger.recall(number)).version:
            found.behind.append(number)

    async def _put_calendar_in_force(self, cases: list[str], found: Findings) -> None:
        """节假日表到位: a release brought a newer holiday table than the record knows; every open date is counted again."""
        calendar = bundled_calendar().edition
        was = (await self.ledger.recall(NO_CASE)).calendar
        if was == calendar:
            return

        async def project(case: str) -> None:
            standing = await self.door.project(case, calendar)
            found.projected += standing.first_version is not None

        await at_once(each(cases), project)
        loaded = CalendarLoaded(at=await self.ledger.clock(), calendar=calendar, was=was)
        command_id = f"ledger/calendar/{calendar}"
        with contextlib.suppress(AlreadyDone):
            await self.ledger.record(
                [loaded], by=CLOCK, command_id=command_id, digest=calendar, edition=CURRENT_EDITION
            )
        log.info("calendar_in_force", calendar=calendar, was=was, projected=found.projected)

    async def _begin_anew(self, number: str, armed: dict[str, int], found: Findings) -> None:
        handle = self.door.client.get_workflow_handle(workflow_id(number))
        with contextlib.suppress(RPCError):  # it may have ended meanwhile
            await handle.terminate("the restored ledger was accepted as the record")
        if number in armed:
            await self._watch(number, found)


async def look_again(handle: WorkflowHandle[object, object]) -> None:
    """Wake a running workflow; one that has ended meanwhile needs no waking."""
    try:
        await handle.signal("look_again")
    except RPCError as gone:
        if gone.status != RPCStatusCode.NOT_FOUND:
            raise
