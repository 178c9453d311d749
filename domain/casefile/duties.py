"""时限与履行 who owed what by when, and what became of it; how T moved; how the ladder was climbed. From events alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain import events as e
from domain.casefile.told import Step
from domain.evolve.settles import SETTLES, SETTLES_OF_LETTER
from domain.obligations import Obligation, Owe
from domain.people import Role
from domain.workdays import day_of

Outcome = Literal["done", "late", "void", "lapsed", "open"]
"""履行, 逾期履行, 不再履行 (a letter withdrawn, the case ended or begun anew), 逾期未履行, 未到期"""


@dataclass(frozen=True, slots=True)
class Duty:
    """一项义务 and its end."""

    kind: Owe
    on: Role
    since: date
    period: str
    due_on: date
    outcome: Outcome
    ended_on: date | None
    opened: int
    """version of the event that opened it"""
    ended: int | None
    ref: str
    """which letter, request or commitment"""


def duties(steps: Sequence[Step]) -> list[Duty]:
    """Every obligation of the case in the order in which they were opened."""
    running: dict[tuple[Owe, str], tuple[Obligation, int]] = {}
    found: list[Duty] = []
    for step in steps:
        now = {(one.kind, one.ref): one for one in step.after.obligations}
        for key, (owed, opened) in list(running.items()):
            if key not in now:
                found.append(_ended(owed, opened, step))
                del running[key]
            elif _same(owed, now[key]):
                running[key] = (now[key], opened)
            else:  # opened anew: counted again, or asked for once more
                found += [] if isinstance(step.told.event, _RECOUNTED) else [_ended(owed, opened, step)]
                running[key] = (now[key], opened if isinstance(step.told.event, _RECOUNTED) else step.told.version)
        running |= {key: (one, step.told.version) for key, one in now.items() if key not in running}
    found += [_duty(owed, "lapsed" if owed.lapsed else "open", None, opened, None) for owed, opened in running.values()]
    return sorted(found, key=lambda one: (one.opened, one.due_on, one.kind))


@dataclass(frozen=True, slots=True)
class Moved:
    """整改期限的变动: T after the event, None while it has not begun."""

    step: Step
    rectify_by: date | None


def moves(steps: Sequence[Step]) -> list[Moved]:
    """Each event that set or moved T."""
    return [
        Moved(step, step.after.rectify_by)
        for step in steps
        if step.after.rectify_by != (step.before.rectify_by if step.before else None)
    ]


def rungs(steps: Sequence[Step]) -> list[Step]:
    """Each event that brought the case a rung up, by the clock, by decision or as the register stated."""
    return [one for one in steps if isinstance(one.told.event, e.RungFired | e.RungStated | e.Jumped)]


_ALSO: dict[type[e.Event], tuple[Owe, ...]] = {
    e.CaseClosed: (Owe.DECIDE_CLOSURE,),
    e.ReferralAccepted: (Owe.ACCEPT_REFERRAL,),
    e.HazardDismissed: (Owe.VERIFY, Owe.DANGER_CHECK),
    e.HazardDowngraded: (Owe.VERIFY, Owe.DANGER_CHECK),
    e.CaseMerged: (Owe.VERIFY, Owe.DANGER_CHECK),
}
"""what an ending fulfils; it sweeps everything away, so that `evolve` need not say so"""
_UNDONE = (e.TalkMissed, e.LetterWithdrawn, e.LetterVoided)
_RECOUNTED = (e.ServiceCorrected, e.DeadlinesProjected)


def _same(one: Obligation, other: Obligation) -> bool:
    return (one.since, one.period, one.due_on) == (other.since, other.period, other.due_on)


def _ended(owed: Obligation, opened: int, step: Step) -> Duty:
    event = step.told.event
    settled = (*SETTLES.get(type(event), ()), *SETTLES_OF_LETTER.get(type(event), ()), *_ALSO.get(type(event), ()))
    done = owed.kind in settled or isinstance(event, e.ObligationSettled | e.ListingRecorded)
    if isinstance(event, _UNDONE):
        done = False
    on = day_of(event.at)
    if isinstance(event, e.ObligationLapsed):
        return _duty(owed, "lapsed", None, opened, None)
    outcome: Outcome = ("late" if owed.lapsed or event.at > owed.due_at else "done") if done else "void"
    return _duty(owed, outcome, on, opened, step.told.version)


def _duty(owed: Obligation, outcome: Outcome, on: date | None, opened: int, ended: int | None) -> Duty:
    return Duty(
        kind=owed.kind, on=owed.on, since=owed.since, period=owed.period, due_on=owed.due_on, outcome=outcome,
        ended_on=on, opened=opened, ref=owed.ref, ended=ended,
    )  # fmt: skip
