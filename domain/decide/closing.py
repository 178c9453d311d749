"""销号 closure, item by item, by another person (DOMAIN §2 "Closing"; S5, S17, S18, S21)."""

from domain import commands as c
from domain import events as e
from domain.case import Case, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.obligations import Obligation, Owe, owe, owe_same_day
from domain.people import Role
from domain.refusals import Refusal

_POSTINGS = {"list": "清单", "progress": "进展", "result": "结果"}


@rule(c.RecordPosting, by=(Role.ENTITY,))
def record_posting(_case: Case, command: c.RecordPosting, ctx: Circumstances) -> Events:
    """登记公示 in the workshop: list, progress, result (S18)."""
    return (e.PostingRecorded(at=ctx.now, what=command.what, evidence=command.evidence),)


@rule(c.RecordWorkersReport, by=(Role.ENTITY,))
def record_workers_report(_case: Case, command: c.RecordWorkersReport, ctx: Circumstances) -> Events:
    """登记双报告: to the regulator and to the workers' congress, else all workers (S21, law art. 41)."""
    if max(command.regulator_on, command.workers_on) > ctx.today:
        raise Refusal("AT_IN_FUTURE", "报告日期不能晚于今天")
    return (e.WorkersReportRecorded(at=ctx.now, **command.model_dump(exclude={"at", "late_reason"})),)


@rule(c.ApproveClosure, by=(Role.APPROVER,), at=(Stage.CLOSING,))
def approve_closure(case: Case, command: c.ApproveClosure, ctx: Circumstances) -> Events:
    """批准销号 by another person than those who rectified or inspected (S17; the database refuses too, G14)."""
    if ctx.by in case.hands:
        raise Refusal("OWN_WORK", "参与整改或复查的人员不能审核销号，需另一人批准")
    missing = missing_for_closure(case)
    if missing:
        raise Refusal("CLOSURE_INCOMPLETE", f"销号尚缺：{'、'.join(missing)}")
    return (e.CaseClosed(at=ctx.now, approver=ctx.by, opinion=command.opinion),)


def missing_for_closure(case: Case) -> list[str]:
    """销号尚缺的条件, in Chinese."""
    needed = ("list", "result") if case.on_the_spot else ("list", "progress", "result")
    missing = [f"公示{_POSTINGS[what]}" for what in needed if what not in case.posted]
    if not case.passed:
        missing.append("复查合格")
    if not case.workers_reported:
        missing.append("双报告")
    if case.listed:
        missing.append("挂牌机关摘牌")
    return missing


@rule(c.ReturnClosure, by=(Role.APPROVER,), at=(Stage.CLOSING,))
def return_closure(_case: Case, command: c.ReturnClosure, ctx: Circumstances) -> Events:
    """退回: papers → reinspecting; hazard → rectifying, and a held rung fires the workday after."""
    if command.to == "papers":
        inspect = owe(Owe.INSPECT, Role.REGULATOR, ctx.today, ctx.calendar, days=ctx.rules.inspect_days)
        return (e.ClosureReturned(at=ctx.now, owes=(inspect,), to="papers", reason=command.reason),)
    return (e.ClosureReturned(at=ctx.now, to="hazard", reason=command.reason, ladder_from=ctx.add(ctx.today, 1)),)


@rule(c.ReopenCase, by=(Role.APPROVER, Role.COMMISSION_OFFICE), at=(Stage.CLOSED,))
def reopen_case(case: Case, command: c.ReopenCase, ctx: Circumstances) -> Events:
    """重新立案 (反弹) by an approver who did not approve the closure, or 安委办, with evidence: a new cycle."""
    if ctx.by == case.approved_by:
        raise Refusal("OWN_WORK", "批准销号的人员不能重新立案，需另一人办理")
    issue = owe_same_day(Owe.ISSUE_ORDER, Role.REGULATOR, ctx.now, ctx.calendar)
    owes: tuple[Obligation, ...] = (issue,)
    if case.interim is None:
        owes += (
            owe(Owe.SITE_DECISION, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.site_decision_workdays),
        )
    else:
        owes += (
            owe(Owe.CHECK_INTERIM, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.interim_check_workdays),
        )
    return (e.CaseReopened(at=ctx.now, owes=owes, reason=command.reason, evidence=command.evidence, approver=ctx.by),)
