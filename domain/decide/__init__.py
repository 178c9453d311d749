"""裁决 what follows from a command: events, or a refusal with its reason. Pure: the case, the command, the circumstances."""

from dataclasses import replace

from domain.case import Case
from domain.circumstances import Circumstances
from domain.commands import Command, Lapse, Project, Report
from domain.decide import (  # noqa: F401 - each module registers its rules
    closing,
    corrections,
    extension,
    handling,
    hold,
    letters,
    listing,
    order,
    plan,
    reinspection,
    suspension,
    talk,
    verification,
)
from domain.decide.clock import lapse, project
from domain.decide.frame import RULES, happened, in_turn
from domain.decide.verification import REPORTERS, report
from domain.events import Event
from domain.evolve import evolve
from domain.people import CLOCK
from domain.policy import require
from domain.refusals import Refusal
from domain.workdays import day_of


def decide(case: Case | None, command: Command, ctx: Circumstances) -> tuple[Event, ...]:
    """裁决; errors: Refusal (NOT_PERMITTED, OUT_OF_TURN, CASE_ENDED, NOT_STARTED, AT_IN_FUTURE, … one per rule).

    `()` means that nothing has come about: a timer that fired early, or late for a deadline that moved.
    """
    if isinstance(command, Report):
        if case is not None:
            raise Refusal("CASE_EXISTS", "案件已存在，不能重复上报")
        opened = report(command, _at_its_time(None, command, ctx))
        require(ctx.appointments.get(ctx.by, ()), REPORTERS, evolve(None, opened[0]), ctx.today, ctx.offices)
        return _on_record(command, opened)
    if case is None:
        raise Refusal("CASE_UNKNOWN", f"没有编号为 {ctx.number} 的案件")
    if isinstance(command, Lapse | Project):
        if ctx.by != CLOCK:
            raise Refusal("NOT_PERMITTED", "时限只由系统时钟触发")
        return lapse(case, ctx) if isinstance(command, Lapse) else project(case, command, ctx)
    rule = RULES[type(command)]
    scope = None if rule.anywhere else case
    require(ctx.appointments.get(ctx.by, ()), rule.by, scope, ctx.today, ctx.offices, head=rule.head)
    in_turn(case, rule)
    return _on_record(command, rule.decision(case, command, _at_its_time(case, command, ctx)))


def _on_record(command: Command, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events, with the reason why they were entered late."""
    if not command.late_reason:
        return events
    return tuple(event.model_copy(update={"late_reason": command.late_reason}) for event in events)


def _at_its_time(case: Case | None, command: Command, ctx: Circumstances) -> Circumstances:
    """The circumstances at the fact's own time."""
    if command.at is None:
        return ctx
    if command.at > ctx.now:
        raise Refusal("AT_IN_FUTURE", "事实发生的时间不能晚于现在")
    happened(case, day_of(command.at), ctx, command.late_reason)
    return replace(ctx, now=command.at)
