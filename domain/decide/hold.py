"""中止 the clock hold: the only thing besides an extension that moves T (DOMAIN §2)."""

from datetime import date, datetime, timedelta

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, ClockHold, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.obligations import Obligation, Owe, owe
from domain.people import Role
from domain.refusals import Refusal

_WHERE = (*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING)
"""where a hold once proposed may still stand"""


@rule(c.HoldClock, by=(Role.REGULATOR,), at=UNDER_ORDER)
def hold_clock(case: Case, command: c.HoldClock, ctx: Circumstances) -> Events:
    """提出中止: three grounds only, with evidence; the approver countersigns, before the review date is past."""
    if case.hold is not None and (case.hold.in_force or ctx.today <= case.hold.review_on):
        raise Refusal("HELD_ALREADY", "本案已有中止或待会签的中止")
    _review(command.review_on, ctx)
    sign = owe(Owe.COUNTERSIGN, Role.APPROVER, ctx.today, ctx.calendar, workdays=ctx.rules.countersign_workdays)
    return (
        e.ClockHoldProposed(
            at=ctx.now,
            owes=(sign,),
            grounds=command.grounds,
            reason=command.reason,
            review_on=command.review_on,
            author=ctx.by,
            evidence=command.evidence,
        ),
    )


@rule(c.Countersign, by=(Role.APPROVER,), at=_WHERE)
def countersign(case: Case, _command: c.Countersign, ctx: Circumstances) -> Events:
    """会签: from now on T, the plan and all rungs stand still."""
    if case.hold is None or case.hold.in_force:
        raise Refusal("NOTHING_OWED", "没有待会签的中止")
    if case.hold.author == ctx.by:
        raise Refusal("SECOND_PERSON", "提出人不能会签自己提出的中止")
    if case.hold.review_on < ctx.today:
        raise Refusal("HOLD_PAST", "中止的复核日期已过，请重新提出")
    plan = case.owes(Owe.PLAN)
    left = (plan.due_on - ctx.today).days if plan is not None else None
    return (e.ClockHeld(at=ctx.now, review_on=case.hold.review_on, plan_left_days=left),)


def _in_force(case: Case) -> ClockHold:
    if case.hold is None or not case.hold.in_force:
        raise Refusal("NOT_HELD", "本案不在中止期间")
    return case.hold


@rule(c.RenewHold, by=(Role.REGULATOR,), at=_WHERE)
def renew_hold(case: Case, command: c.RenewHold, ctx: Circumstances) -> Events:
    """中止续期, again at most 30 d."""
    hold = _in_force(case)
    _review(command.review_on, ctx)
    if command.review_on <= hold.review_on:
        raise Refusal("REVIEW_NOT_LATER", "续期后的复核日期应晚于原复核日期")
    return (e.HoldRenewed(at=ctx.now, review_on=command.review_on, reason=command.reason),)


@rule(c.ReleaseClock, by=(Role.REGULATOR,), at=_WHERE)
def release_clock(case: Case, command: c.ReleaseClock, ctx: Circumstances) -> Events:
    """解除中止."""
    _in_force(case)
    return (released(case, ctx.today, command.reason, ctx),)


def released(
    case: Case, on: date, reason: str, ctx: Circumstances, due_at: datetime | None = None, late_seconds: int = 0
) -> e.ClockReleased:
    """T moves by the calendar days held (not counted in the 90 d); after T the hold adds nothing to T."""
    hold = _in_force(case)
    on = min(on, hold.review_on)  # it ended there by itself, whoever says so later
    since = hold.since or on
    begun = case.order_on if case.rectify_counted and case.order_on is not None else since
    days = _held(max(since, begun), on)  # a period that began while held is moved by what was held of it
    rectify_by = None
    if case.rectify_by is not None and not case.rectify_lapsed:
        rectify_by = case.rectify_by + timedelta(days=days)
    plan = case.owes(Owe.PLAN)
    owes: tuple[Obligation, ...] = ()
    if plan is not None and not plan.lapsed:
        owes = (
            owe(
                Owe.PLAN,
                Role.ENTITY,
                plan.since,
                ctx.calendar,
                by=plan.due_on + timedelta(_held(max(since, plan.since), on)),
            ),
        )
    return e.ClockReleased(
        at=ctx.now,
        owes=owes,
        reason=reason,
        days=days,
        rectify_by=rectify_by,
        ladder_from=ctx.add(on, 1),
        due_at=due_at,
        late_seconds=late_seconds,
    )


def _held(since: date, on: date) -> int:
    """A release entered with a day before the hold began held nothing, and gives nothing back."""
    return max(0, (on - since).days)


def _review(review_on: date, ctx: Circumstances) -> None:
    if not ctx.today < review_on <= ctx.today + timedelta(days=ctx.rules.clock_hold_days):
        raise Refusal("REVIEW_OUT_OF_RANGE", f"复核日期须在今天之后、{ctx.rules.clock_hold_days}日以内")
