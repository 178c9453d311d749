"""预见: what the rules say will lapse before somebody next does something, so that one skip may go that far.

Only a guide: the engine fires its own timers, and what it brings about is compared with what was foreseen.
"""

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import Case
from domain.circumstances import Circumstances
from domain.commands import Lapse
from domain.decide import decide
from domain.due import Deadline, armed
from domain.evolve import evolve
from domain.people import CLOCK
from domain.rulebook import rulebook
from domain.workdays import bundled_calendar
from drill.act import Act
from drill.clock import DrillFailed
from drill.personas import next_act
from drill.temper import Temper

JUST_AFTER = timedelta(seconds=1)
TIE = timedelta(minutes=2)
"""An act this close before a deadline waits for it: ties go to the rule."""


@dataclass(frozen=True)
class Foreseen:
    """预见: the next act (none before the end), when, and the case as it will then stand."""

    act: Act | None
    at: datetime
    case: Case
    version: int


def due_of(case: Case, now: datetime) -> Deadline | None:
    """What the case is woken by next."""
    return armed(case, rulebook(case.edition), bundled_calendar(), now)


def foresee(case: Case, version: int, temper: Temper, now: datetime, end: datetime) -> Foreseen:
    """Go through the lapses until somebody acts, or to the end."""
    while case.open:
        due, act = due_of(case, now), next_act(case, temper, bundled_calendar())
        at = max(act.at, now) if act else end
        if act and at < end and (due is None or at + TIE < due.at):
            return Foreseen(act, at, case, version)
        if due is None or due.at >= end:
            break
        case, version = _lapsed(case, version, due)
        now = due.at + JUST_AFTER
    return Foreseen(None, end, case, version)


def _lapsed(case: Case, version: int, due: Deadline) -> tuple[Case, int]:
    ctx = Circumstances(
        now=due.at, by=CLOCK, number=case.number, rules=rulebook(case.edition), calendar=bundled_calendar()
    )
    events = decide(case, Lapse(due_at=due.at), ctx)
    if not events:
        raise DrillFailed(f"案件{case.number}的时限{due.label}没有结果")
    return functools.reduce(evolve, events, case), version + len(events)
