"""开始督办 starting a batch: one transaction in the ledger; its workflows are told afterwards. Pressing twice is pressing once."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog

from activities.register_import import OPERATOR, TRIES, permitted
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


@dataclass(frozen=True, slots=True)
class Started:
    """开始督办的结果."""

    batch: str
    started: tuple[str, ...]
    already: int
    """open cases of the batch that were started before"""
    command_id: str = ""
    """under which the record has its workflows to be told; none when nothing was started"""


async def start_batch(ledger: Ledger, batch: str, *, by: str = OPERATOR, now: datetime | None = None) -> Started:
    """开始督办 of every open case of a batch that waits for it, in one transaction. Raises Refusal.

    `now` is a drill's own clock; a real or sample ledger has none but the database's.
    """
    tried: tuple[str, ...] = ()
    command = ""
    for attempt in range(TRIES):
        recalled = await permitted(ledger, by, now=now)
        standing = await ledger.standings(batch=batch)
        if not standing:
            raise Refusal("BATCH_UNKNOWN", f"没有批次 {batch}。")
        rules, calendar = rulebook(recalled.edition or CURRENT_EDITION), bundled_calendar()
        pressed = start([one.case for one in standing], recalled.clock, rules, calendar)
        steps = [_step(one, pressed[one.case.number], calendar) for one in standing if one.case.number in pressed]
        already = sum(one.case.open and one.case.number not in pressed for one in standing)
        if not steps:
            return Started(batch, tried, already - len(tried), command if tried else "")
        # an id for each press: what was started stays out of the next one by itself
        command = f"start/{batch}/{secrets.token_hex(4)}"
        digest = hashlib.sha256(command.encode()).hexdigest()
        try:
            await ledger.append_many(
                batch,
                steps,
                by=by,
                command_id=command,
                digest=digest,
                edition=rules.edition,
                recorded_at=recalled.clock,
            )
        except (Conflict, *GONE) as failure:
            # a case moved meanwhile, or nobody knows whether it was committed: look again
            log.warning("start_repeated", batch=batch, attempt=attempt, error=repr(failure))
            tried = () if isinstance(failure, Conflict) else tuple(step.number for step in steps)
            await asyncio.sleep(0.1 * 2**attempt)
        else:
            return Started(batch, tuple(step.number for step in steps), already, command)
    raise Refusal("LEDGER_BUSY", "账本暂时写不进去，请稍后再按一次开始督办；重复按不会重复发文。")


def _step(standing: Standing, event: SupervisionStarted, calendar: Calendar) -> Step:
    case = evolve(standing.case, event)
    deadline = armed(case, rulebook(case.edition), calendar)
    return Step(case.number, (event,), case, deadline, standing.version, standing.head)
