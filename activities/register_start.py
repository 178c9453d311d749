"""开始督办 starting a batch: one transaction in the ledger, then its workflows learn of it. Pressing twice is pressing once."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from temporalio.client import Client, ScheduleOverlapPolicy
from temporalio.service import RPCError

from activities.door import Door
from activities.register_import import OPERATOR, TRIES, permitted
from activities.schedule import SCHEDULE_ID
from domain.adoption import start
from domain.due import armed
from domain.events import SupervisionStarted
from domain.evolve import evolve
from domain.refusals import Refusal
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import Calendar, bundled_calendar
from ledger.errors import GONE, Conflict
from ledger.records import Standing, Step
from ledger.store import Ledger

log = structlog.get_logger(__name__)

GIVE_UP = 32
AT_ONCE = 16
"""More starts at a time arm no faster (one server, two cores) and starve people's commands."""


@dataclass(frozen=True, slots=True)
class Started:
    """开始督办的结果."""

    batch: str
    started: tuple[str, ...]
    already: int
    """open cases of the batch that were started before"""


@dataclass(frozen=True, slots=True)
class Arming:
    """上钟的结果: how many workflows were told, and which could not be; those wait for the reconciliation."""

    told: int
    missed: int


async def start_batch(ledger: Ledger, batch: str, *, by: str = OPERATOR) -> Started:
    """开始督办 of every open case of a batch that waits for it, in one transaction. Raises Refusal."""
    tried: tuple[str, ...] = ()
    for attempt in range(TRIES):
        recalled = await permitted(ledger, by)
        standing = await ledger.standings(batch=batch)
        if not standing:
            raise Refusal("BATCH_UNKNOWN", f"没有批次 {batch}。")
        rules, calendar = rulebook(recalled.edition or CURRENT_EDITION), bundled_calendar()
        pressed = start([one.case for one in standing], recalled.clock, rules, calendar)
        steps = [_step(one, pressed[one.case.number], calendar) for one in standing if one.case.number in pressed]
        already = sum(one.case.open and one.case.number not in pressed for one in standing)
        if not steps:
            return Started(batch, tried, already - len(tried))
        # an id for each press: what was started stays out of the next one by itself
        command = f"start/{batch}/{secrets.token_hex(4)}"
        digest = hashlib.sha256(command.encode()).hexdigest()
        try:
            await ledger.append_many(
                steps, by=by, command_id=command, digest=digest, edition=rules.edition, recorded_at=recalled.clock
            )
        except (Conflict, *GONE) as failure:
            # a case moved meanwhile, or nobody knows whether it was committed: look again
            log.warning("start_repeated", batch=batch, attempt=attempt, error=repr(failure))
            tried = () if isinstance(failure, Conflict) else tuple(step.number for step in steps)
            await asyncio.sleep(0.1 * 2**attempt)
        else:
            return Started(batch, tuple(step.number for step in steps), already)
    raise Refusal("LEDGER_BUSY", "账本暂时写不进去，请稍后再按一次开始督办；重复按不会重复发文。")


def _step(standing: Standing, event: SupervisionStarted, calendar: Calendar) -> Step:
    case = evolve(standing.case, event)
    deadline = armed(case, rulebook(case.edition), calendar)
    return Step(case.number, (event,), case, deadline, standing.version, standing.head)


async def tell_workflows(
    door: Door, numbers: Sequence[str], *, progress: Callable[[int], None] | None = None, start_only: bool = False
) -> Arming:
    """上钟: start the workflows of new cases, or have running ones look again. What is missed, reconciliation arms."""
    missed = 0
    place = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def tell(number: str) -> None:
        nonlocal missed, done
        async with place:
            if missed < GIVE_UP:  # a Temporal that is away is not asked twenty thousand times
                try:
                    await (door.start(number) if start_only else door.nudge(number))
                except (RPCError, TimeoutError) as failure:
                    missed += 1
                    log.warning("case_not_told", case=number, error=repr(failure))
                    return
            else:
                missed += 1
                return
        done += 1
        if progress:
            progress(done)

    for first in range(0, len(numbers), 1_000):
        await asyncio.gather(*(tell(number) for number in numbers[first : first + 1_000]))
    return Arming(told=done, missed=missed)


async def arm_in_background(client: Client) -> bool:
    """后台上钟: have the worker reconcile now, which starts what is missing, soonest deadline first."""
    try:
        async with asyncio.timeout(5):
            await client.get_schedule_handle(SCHEDULE_ID).trigger(overlap=ScheduleOverlapPolicy.BUFFER_ONE)
    except (RPCError, TimeoutError) as failure:
        log.warning("reconciliation_not_triggered", error=repr(failure))
        return False
    return True
