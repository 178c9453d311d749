"""照旧 what people did after the extension was granted, done again in a case where it was refused.

Most acts touch neither T nor the ladder and are taken as recorded. Those whose effect depends on T are decided again by
the same rules. An act that somebody would have had to decide otherwise ends what can be said: `Unknowable`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from domain import events as e
from domain.case import Case
from domain.circumstances import Circumstances
from domain.commands import Project
from domain.decide.clock import project
from domain.decide.hold import released
from domain.decide.reinspection import SECOND_FAILURE
from domain.events import Event
from domain.ladder import LAST_LETTER, LISTING, overdue
from domain.obligations import Owe
from domain.rulebook import LetterKind
from domain.why.trail import Fold
from domain.wording import zh
from domain.workdays import day_of


class Unknowable(Exception):  # noqa: N818 - not a failure: the record does not say
    """不得而知: from here on somebody would have had to decide something that was never decided."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def replayed(case: Case, fold: Fold, ctx: Circumstances, *, slow: bool, shared: frozenset[str]) -> tuple[Event, ...]:
    """照旧: what an entry comes to in `case`; () for what it has no place in. Errors: Unknowable.

    `shared`: the letters both courses have; `slow`: where a range was left to somebody, its end instead of its beginning.
    """
    event = fold.event
    if _of_the_clock(event):
        return ()  # this case has a clock of its own
    letter = getattr(event, "letter", None)
    if isinstance(letter, str) and letter not in shared:
        return ()  # a letter that came by the other T: here it came earlier, and its service is supposed
    again = _AGAIN.get(type(event))
    return (event,) if again is None else again(case, event, ctx, slow)


def _of_the_clock(event: Event) -> bool:
    return isinstance(event, e.ClockEvent) or (isinstance(event, e.ClockReleased) and event.due_at is not None)


def _failed(case: Case, event: e.ReinspectionFailed, ctx: Circumstances, slow: bool) -> tuple[Event, ...]:
    """An extension refused makes overdue what was not: then a remedial date would have been set, of up to 10 wd."""
    repeated = case.failures + 1 >= SECOND_FAILURE
    remedial = event.remedial_by
    if not repeated and remedial is None and overdue(case, event.at, ctx.calendar):
        remedial = ctx.add(ctx.today, ctx.rules.remedial_workdays) if slow else ctx.today + timedelta(days=1)
    forced = ctx.add(ctx.today, 1) if repeated and case.rung < LAST_LETTER else None
    return (event.model_copy(update={"remedial_by": remedial, "forced_on": forced}),)


def _released(case: Case, event: e.ClockReleased, ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    if case.hold is None or not case.hold.in_force:
        return ()
    return (released(case, ctx.today, event.reason, ctx),)


def _projected(case: Case, event: e.DeadlinesProjected, ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    return project(case, Project(calendar=event.calendar), ctx)


def _talk(case: Case, event: Event, _ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    owed = Owe.TALK_REPORT if isinstance(event, e.TalkReportReceived) else Owe.ATTEND_TALK
    return (event,) if case.owes(owed) is not None else ()


def _missed(case: Case, event: e.TalkMissed, ctx: Circumstances, slow: bool) -> tuple[Event, ...]:
    pressed = ctx.today if event.whose == "entity" and not case.rectify_lapsed else None
    return _talk(case, event.model_copy(update={"pressed_on": pressed}), ctx, slow)


def _checked(case: Case, event: e.InterimMeasuresChecked, ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    pressed = None if event.kept or case.rung >= LISTING else ctx.today
    return (event.model_copy(update={"pressed_on": pressed}),)


def _corrected(_case: Case, event: e.EntryCorrected, _ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    if event.field == "rectify_by":
        raise Unknowable(f"{zh(day_of(event.at))}整改期限另有更正，无从知道在不予延期时会怎样更正")
    return (event,)


def _service_corrected(case: Case, event: e.ServiceCorrected, _ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    letter = case.letter(event.letter)
    if letter is not None and letter.kind is LetterKind.ORDER:
        raise Unknowable(f"{zh(day_of(event.at))}更正了指令书的送达日期，不予延期时期限须另行核定")
    return (event,)


def _ends(why: str) -> Callable[[Case, Any, Circumstances, bool], tuple[Event, ...]]:
    def again(_case: Case, event: Event, _ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
        raise Unknowable(f"{zh(day_of(event.at))}{why}")

    return again


def _nothing(_case: Case, _event: Event, _ctx: Circumstances, _slow: bool) -> tuple[Event, ...]:
    return ()


_AGAIN: dict[type[Event], Callable[[Case, Any, Circumstances, bool], tuple[Event, ...]]] = {
    e.ReinspectionFailed: _failed,
    e.ClockReleased: _released,
    e.DeadlinesProjected: _projected,
    e.TalkRecorded: _talk,
    e.TalkReportReceived: _talk,
    e.TalkMissed: _missed,
    e.InterimMeasuresChecked: _checked,
    e.EntryCorrected: _corrected,
    e.ServiceCorrected: _service_corrected,
    e.Jumped: _ends("另有直接升级的决定，其后不再依期限推算"),
    e.ListingRecorded: _ends("登记了挂牌督办，挂牌与否由政府另行决定"),
    e.ListingRefused: _ends("政府不予挂牌，此后由政府另行决定"),
    e.Delisted: _ends("摘牌，此后由政府另行决定"),
    e.ProvisionalReleased: _nothing,  # it released a rung of the other course
}
