"""延期: granted at most once, asked in time, decided within 10 wd (DOMAIN §2; B4 浙江, 青岛)."""

from datetime import date, timedelta

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Extension, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.obligations import Owe, owe
from domain.people import Role
from domain.policy import holds
from domain.refusals import Refusal


def latest_request(case: Case, until: date, ctx: Circumstances) -> date:
    """最迟申请日: a third of the period and 3 wd before T; for a listed case 20 wd before `listed_until` (B4)."""
    if case.listed:
        return ctx.add(until, -ctx.rules.extension_listed_workdays)
    begun = case.order_on or until
    third = timedelta(days=-(-(until - begun).days // ctx.rules.extension_share))
    return min(until - third, ctx.add(until, -ctx.rules.extension_workdays))


def _moves(case: Case) -> date:
    """What an extension moves: T, or for a listed case the listing period."""
    moved = case.listed_until if case.listed else case.rectify_by
    if moved is None:
        raise Refusal("PERIOD_NOT_BEGUN", "整改期限尚未起算，不能申请延期")
    return moved


@rule(c.RequestExtension, by=(Role.ENTITY,), at=UNDER_ORDER)
def request_extension(case: Case, command: c.RequestExtension, ctx: Circumstances) -> Events:
    """申请延期, with reasons and interim measures; a timely request holds the ladder until decided."""
    until = _moves(case)
    if case.extended:
        raise Refusal("EXTENDED_ONCE", "延期只能批准一次")
    if case.extension is not None:
        raise Refusal("EXTENSION_PENDING", "已有延期申请待决定")
    latest = latest_request(case, until, ctx)
    if ctx.today > latest:
        raise Refusal("EXTENSION_TOO_LATE", f"延期申请最迟应在{latest.isoformat()}提出")
    if command.until <= until:
        raise Refusal("EXTENSION_SHORTER", "延期后的日期应晚于现期限")
    decide = owe(
        Owe.DECIDE_EXTENSION, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.decide_extension_workdays
    )
    return (
        e.ExtensionRequested(
            at=ctx.now, owes=(decide,), reason=command.reason, interim=command.interim, until=command.until
        ),
    )


def _pending(case: Case) -> Extension:
    if case.extension is None:
        raise Refusal("NOTHING_OWED", "没有待决定的延期申请")
    return case.extension


_DECIDED_AT = (*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING)


@rule(c.GrantExtension, by=(Role.REGULATOR, Role.COMMISSION_LEADER), at=_DECIDED_AT)
def grant_extension(case: Case, command: c.GrantExtension, ctx: Circumstances) -> Events:
    """批准延期: at most 90 d in all unless listed or the commission leader decides. Rungs fired stay."""
    _pending(case)
    if command.until <= max(_moves(case), ctx.today):
        raise Refusal("EXTENSION_SHORTER", "延期后的日期应晚于现期限和今天")
    begun = case.order_on or ctx.today
    limit = begun + timedelta(days=ctx.rules.rectify_limit_days + case.held_days)
    leader = holds(ctx.appointments.get(ctx.by, ()), (Role.COMMISSION_LEADER,), case, ctx.today, ctx.offices)
    if command.until > limit and not case.listed and leader is None:
        raise Refusal("EXTENSION_TOO_LONG", f"合计超过{ctx.rules.rectify_limit_days}日的延期须由安委会领导决定")
    return (e.ExtensionGranted(at=ctx.now, until=command.until, opinion=command.opinion),)


@rule(c.RefuseExtension, by=(Role.REGULATOR,), at=_DECIDED_AT)
def refuse_extension(case: Case, command: c.RefuseExtension, ctx: Circumstances) -> Events:
    """不予延期: a held rung fires the workday after; it may be asked again in time."""
    _pending(case)
    return (e.ExtensionRefused(at=ctx.now, reason=command.reason, ladder_from=ctx.add(ctx.today, 1)),)


@rule(c.ReturnExtension, by=(Role.REGULATOR,), at=_DECIDED_AT)
def return_extension(case: Case, command: c.ReturnExtension, ctx: Circumstances) -> Events:
    """退回补正, likewise."""
    _pending(case)
    return (e.ExtensionReturned(at=ctx.now, reason=command.reason, ladder_from=ctx.add(ctx.today, 1)),)
