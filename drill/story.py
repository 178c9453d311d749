"""演练的结果: the story of each case, read from its record alone."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from domain import events as e
from domain.case import Case, Stage
from domain.evolve import evolve
from domain.upcasts import load
from domain.workdays import day_of
from drill.temper import Behaviour, Temper
from ledger.records import Recorded
from ledger.store import Ledger


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class RungStory(_Value):
    """一级: when it was due, when it fired, its letter's 文号 and service."""

    rung: int
    due_on: date
    fired_on: date
    letter: str | None = None
    served_on: date | None = None


class StageStory(_Value):
    """一个阶段, and the day it began."""

    stage: Stage
    on: date


class CaseStory(_Value):
    """一案的经过."""

    case: str
    row: int
    unit: str
    behaviour: Behaviour
    rectify_by: date | None
    rungs: tuple[RungStory, ...]
    stages: tuple[StageStory, ...]
    closed_on: date | None


class Story(_Value):
    """全部案件的经过, as `duban drill -o json` prints it."""

    cases: tuple[CaseStory, ...]


async def story_of(ledger: Ledger, numbers: Sequence[str], tempers: Mapping[str, Temper]) -> Story:
    """经过 of these cases; what the register says was closed before has no temper and counts as compliant."""
    behaviours = {number: one.behaviour for number, one in tempers.items()}
    return Story(
        cases=tuple(
            [told(await ledger.trail(number), behaviours.get(number, Behaviour.COMPLIANT)) for number in numbers]
        )
    )


def told(trail: Sequence[Recorded], behaviour: Behaviour) -> CaseStory:
    """One case's events, folded into its story."""
    case: Case | None = None
    row = 0
    stages: list[StageStory] = []
    rungs: list[e.RungFired | e.RungStated] = []
    for recorded in trail:
        event = load(recorded.type, recorded.shape, recorded.body)
        case = evolve(case, event)
        if isinstance(event, e.CaseAdopted):
            row = event.row
        if isinstance(event, e.RungFired | e.RungStated):
            rungs.append(event)
        if not stages or stages[-1].stage is not case.stage:
            on = event.on if isinstance(event, e.ClosureStated) else day_of(event.at)
            stages.append(StageStory(stage=case.stage, on=on))
    if case is None:
        raise ValueError("a case has events")
    return CaseStory(
        case=case.number,
        row=row,
        unit=case.unit,
        behaviour=behaviour,
        rectify_by=case.rectify_by,
        rungs=tuple(_rung(one, case) for one in rungs),
        stages=tuple(stages),
        closed_on=case.closed_on,
    )


def _rung(event: e.RungFired | e.RungStated, case: Case) -> RungStory:
    if isinstance(event, e.RungStated):
        return RungStory(rung=event.rung, due_on=event.on, fired_on=event.on)
    letter = case.letter(event.letter.id) if event.letter else None
    return RungStory(
        rung=event.rung,
        due_on=event.due_on,
        fired_on=day_of(event.at),
        letter=letter.number if letter else None,
        served_on=letter.served_on if letter else None,
    )
