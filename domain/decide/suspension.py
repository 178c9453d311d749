"""停产停业与恢复生产: stopping production is not rectification and never stops T (B4; B2 art. 23; S68)."""

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, cleared, rule
from domain.obligations import Owe, owe
from domain.people import Role
from domain.refusals import Refusal

_WHERE = (*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING)


@rule(c.OrderSuspension, by=(Role.REGULATOR,), at=_WHERE)
def order_suspension(case: Case, command: c.OrderSuspension, ctx: Circumstances) -> Events:
    """责令停产停业, at any hour; legal review first (S68)."""
    cleared(case, ctx, command.legal_reviewer)
    return (
        e.SuspensionOrdered(
            at=ctx.now, scope=command.scope, reason=command.reason, legal_reviewer=command.legal_reviewer
        ),
    )


@rule(c.RequestResumption, by=(Role.ENTITY,), at=_WHERE)
def request_resumption(case: Case, command: c.RequestResumption, ctx: Circumstances) -> Events:
    """申请恢复生产: site review within 10 d."""
    if not case.suspended:
        raise Refusal("NOT_SUSPENDED", "本案没有停产停业决定")
    if case.owes(Owe.DECIDE_RESUMPTION) is not None:
        raise Refusal("RESUMPTION_PENDING", "已有恢复生产申请待审查")
    decide = owe(Owe.DECIDE_RESUMPTION, Role.REGULATOR, ctx.today, ctx.calendar, days=ctx.rules.resumption_days)
    return (e.ResumptionRequested(at=ctx.now, owes=(decide,), report=command.report),)


@rule(c.DecideResumption, by=(Role.REGULATOR,), at=_WHERE)
def decide_resumption(case: Case, command: c.DecideResumption, ctx: Circumstances) -> Events:
    """恢复生产审查: it closes nothing."""
    if case.owes(Owe.DECIDE_RESUMPTION) is None:
        raise Refusal("NOTHING_OWED", "没有待审查的恢复生产申请")
    return (e.ResumptionDecided(at=ctx.now, granted=command.granted, opinion=command.opinion),)
