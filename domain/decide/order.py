"""告知与指令 the order, its service, and what begins with it: T, the acknowledgement, the plan (DOMAIN §2, S15)."""

from datetime import date, timedelta

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Letter, LetterStatus, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.obligations import Obligation, Owe, owe
from domain.people import Role
from domain.refusals import Refusal
from domain.rulebook import LetterKind


@rule(c.IssueOrder, by=(Role.REGULATOR,), at=(Stage.DETERMINED,))
def issue_order(case: Case, command: c.IssueOrder, ctx: Circumstances) -> Events:
    """下达: T as a date is a fact at once, as a period it begins with service; at most 90 d."""
    if any(one.kind is LetterKind.ORDER and one.live for one in case.letters):
        raise Refusal("ORDER_ISSUED", "指令书已下达，待送达")
    latest = ctx.today + timedelta(days=ctx.rules.rectify_limit_days)
    days = None if command.rectify_by else command.rectify_days or ctx.rules.rectify_days
    if command.rectify_by is not None and not ctx.today < command.rectify_by <= latest:
        raise Refusal("PERIOD_OUT_OF_RANGE", f"整改期限须在今天之后、{ctx.rules.rectify_limit_days}日以内")
    if days is not None and days > ctx.rules.rectify_limit_days:
        raise Refusal("PERIOD_OUT_OF_RANGE", f"整改期限不得超过{ctx.rules.rectify_limit_days}日")
    earlier = sum(one.kind is LetterKind.ORDER for one in case.letters)
    letter = Letter(
        id=f"{case.cycle}/order" + (f"-{earlier + 1}" if earlier else ""),
        kind=LetterKind.ORDER,
        to=Role.ENTITY,
        drafted_on=ctx.today,
        signed_by=Role.REGULATOR,
        status=LetterStatus.ISSUED,
        issued_on=ctx.today,
    )
    serve = owe(Owe.SERVE, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.serve_workdays, ref=letter.id)
    return (
        e.OrderIssued(
            at=ctx.now,
            owes=(serve,),
            letter=letter,
            requirements=command.requirements,
            rectify_by=command.rectify_by,
            rectify_period_days=days,
        ),
    )


def begins_with_order(case: Case, on: date, ctx: Circumstances) -> tuple[date | None, tuple[Obligation, ...]]:
    """T (counted from `on` when the order states a period) and what the entity owes once told: acknowledge, plan."""
    rectify_by = None
    if case.rectify_counted and case.rectify_period_days is not None:
        rectify_by = ctx.calendar.roll(on + timedelta(days=case.rectify_period_days))
    acknowledge = owe(Owe.ACKNOWLEDGE, Role.ENTITY, on, ctx.calendar, workdays=ctx.rules.acknowledge_workdays)
    if case.on_the_spot:  # planning is skipped, reinspection never is (S52)
        return rectify_by, (acknowledge,)
    return rectify_by, (acknowledge, owe(Owe.PLAN, Role.ENTITY, on, ctx.calendar, days=ctx.rules.plan_days))


@rule(c.Acknowledge, by=(Role.ENTITY,), at=(*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING), head=True)
def acknowledge(case: Case, _command: c.Acknowledge, ctx: Circumstances) -> Events:
    """签收 by the principal; after 2 wd the case goes on without, and he may still do it."""
    if case.owes(Owe.ACKNOWLEDGE) is None:
        raise Refusal("NOTHING_OWED", "本案没有待签收的告知书")
    return (e.Acknowledged(at=ctx.now),)
