"""问因 *why* did a rung fire on that day — answered from events, rulebook and holiday table alone (DOMAIN §6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain import events as e
from domain.case import Frozen, Stage
from domain.glossary import RUNGS
from domain.why.answer import Coming, Hindsight, IfRefused, Step, Why
from domain.why.bounds import bounds
from domain.why.firing import explain, limits, rungs_of
from domain.why.hindsight import hindsight
from domain.why.refused import if_refused
from domain.why.steps import period
from domain.why.trail import Entry, Fold, cycle_of, folded


class Asked(Frozen):
    """问因的答复 of one case: every rung that fired, the one that comes next, and what a refusal would have changed."""

    case: str
    unit: str
    stage: Stage
    cycle: int
    rung: int
    version: int
    known_at: datetime
    """how far the record had come when it was asked"""
    rectify_by: date | None
    period: tuple[Step, ...]
    """how T of the present cycle came about"""
    rungs: tuple[Why, ...]
    next: Coming | None
    if_refused: tuple[IfRefused, ...]
    if_known: tuple[Hindsight, ...]
    """what late and corrected facts would have changed"""


def why(trail: Iterable[Entry], now: datetime, *, rung: int | None = None) -> Asked:
    """问因 over the whole trail of a case, as it stands at `now`; with `rung`, of that rung alone (in every cycle).

    Errors: ValueError when the trail is empty or does not open a case.
    """
    folds = folded(trail)
    if not folds:
        raise ValueError("the trail is empty")
    case, history = folds[-1].after, cycle_of(folds, folds[-1].after.cycle)
    found = (explain(folds, place) for place in rungs_of(folds))
    return Asked(
        case=case.number,
        unit=case.unit,
        stage=case.stage,
        cycle=case.cycle,
        rung=case.rung,
        version=folds[-1].version,
        known_at=now,
        rectify_by=case.rectify_by,
        period=period(history),
        rungs=tuple(one for one in found if rung in (None, one.rung)),
        next=_coming(history),
        if_refused=tuple(
            if_refused(folds, place, now)
            for place, fold in enumerate(folds)
            if isinstance(fold.event, e.ExtensionGranted)
        ),
        if_known=tuple(hindsight(folds, now)),
    )


def _coming(history: Sequence[Fold]) -> Coming | None:
    """下一级 as things stand, with the tables of the last entry."""
    newest = history[-1]
    calendar = newest.entry.calendars[-1]
    found = bounds(history, newest.after, newest.rules, calendar)
    if found is None:
        return None
    following, limiting = found
    return Coming(
        rung=following.rung,
        name=RUNGS[following.rung],
        cause=following.cause,
        on=following.on,
        provisional=calendar.is_provisional(following.on),
        limits=limits(limiting),
    )
