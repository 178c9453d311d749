"""上报与核查 from report to determination, and the ways a report ends without one (DOMAIN §2 `reported`)."""

from domain import commands as c
from domain import events as e
from domain.adoption import start
from domain.case import UNDER_ORDER, Case, Channel, InterimMeasures, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, another, rule
from domain.obligations import Obligation, Owe, owe, owe_same_day
from domain.people import Role
from domain.refusals import Refusal

REPORTERS = (Role.ENTITY, Role.GRID, Role.TOWN, Role.REGULATOR, Role.INTAKE)


def report(command: c.Report, ctx: Circumstances) -> Events:
    """上报 opens a case. Verify within 5 wd; a public report: danger check 5 wd, finish 60 d; assigned: as stated."""
    if command.found_on > ctx.today:
        raise Refusal("FOUND_IN_FUTURE", "发现日期不能晚于今天")
    if command.verify_by is not None and command.channel is not Channel.ASSIGNED:
        raise Refusal("NOT_ASSIGNED", "只有上级交办的隐患才另有核查期限")
    return (
        e.HazardReported(
            at=ctx.now,
            owes=_to_verify(command, ctx),
            number=ctx.number,
            edition=ctx.rules.edition,
            author=ctx.by,
            **command.model_dump(exclude={"at", "late_reason", "verify_by"}),
        ),
    )


def _to_verify(command: c.Report, ctx: Circumstances) -> tuple[Obligation, ...]:
    rules = ctx.rules
    if command.channel is Channel.PUBLIC_REPORT:
        return (
            owe(Owe.DANGER_CHECK, Role.REGULATOR, ctx.today, ctx.calendar, workdays=rules.verify_workdays),
            owe(Owe.VERIFY, Role.REGULATOR, ctx.today, ctx.calendar, days=rules.verify_report_days),
        )
    if command.channel is Channel.ASSIGNED and command.verify_by is not None:
        return (owe(Owe.VERIFY, Role.REGULATOR, ctx.today, ctx.calendar, by=command.verify_by),)
    return (owe(Owe.VERIFY, Role.REGULATOR, ctx.today, ctx.calendar, workdays=rules.verify_workdays),)


@rule(c.StartSupervision, by=(Role.CLERK, Role.COMMISSION_OFFICE), before_start=True)
def start_supervision(case: Case, _command: c.StartSupervision, ctx: Circumstances) -> Events:
    """开始督办 of one adopted case."""
    if case.started:
        raise Refusal("ALREADY_STARTED", "本案已开始督办")
    return tuple(start([case], ctx.now, ctx.rules, ctx.calendar).values())


@rule(c.Determine, by=(Role.REGULATOR,), at=(Stage.REPORTED, *UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING))
def determine(case: Case, command: c.Determine, ctx: Circumstances) -> Events:
    """判定: refused without site decision and interim measures (law art. 65). An adopted case owes only those two."""
    interim = InterimMeasures(**command.interim.model_dump())
    if interim.until < ctx.today:
        raise Refusal("INTERIM_PAST", "临时管控措施的截止日期不能早于今天")
    check = owe(Owe.CHECK_INTERIM, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.interim_check_workdays)
    if case.stage is not Stage.REPORTED:
        if case.owes(Owe.SITE_DECISION) is None:
            raise Refusal("OUT_OF_TURN", "本案已经判定")
        return (
            e.SiteDecisionRecorded(at=ctx.now, owes=(check,), site_decision=command.site_decision, interim=interim),
        )
    _not_referred(case)
    issue = owe_same_day(Owe.ISSUE_ORDER, Role.REGULATOR, ctx.now, ctx.calendar, urgent=command.danger_to_life)
    return (
        e.HazardDetermined(
            at=ctx.now,
            owes=(issue, check),
            criterion=command.criterion,
            site_decision=command.site_decision,
            interim=interim,
            on_the_spot=command.on_the_spot,
            risk=command.risk,
        ),
    )


@rule(c.CheckDanger, by=(Role.REGULATOR, Role.TOWN), at=(Stage.REPORTED,))
def check_danger(case: Case, command: c.CheckDanger, ctx: Circumstances) -> Events:
    """险情核查 of a public report, within 5 wd (B9)."""
    if case.owes(Owe.DANGER_CHECK) is None:
        raise Refusal("NOTHING_OWED", "本案没有待办的险情核查")
    return (e.DangerChecked(at=ctx.now, danger=command.danger, note=command.note),)


@rule(c.Dismiss, by=(Role.REGULATOR,), at=(Stage.REPORTED,))
def dismiss(case: Case, command: c.Dismiss, ctx: Circumstances) -> Events:
    """不属实: two persons; the reporter is answered (S71)."""
    _not_referred(case)
    another(case, ctx, command.second, Role.REGULATOR)
    if case.channel is Channel.PUBLIC_REPORT and not command.reporter_answered:
        raise Refusal("REPORTER_UNANSWERED", "群众举报须先答复举报人")
    return (
        e.HazardDismissed(
            at=ctx.now, reason=command.reason, second=command.second, reporter_answered=command.reporter_answered
        ),
    )


@rule(c.Downgrade, by=(Role.REGULATOR,), at=(Stage.REPORTED,))
def downgrade(case: Case, command: c.Downgrade, ctx: Circumstances) -> Events:
    """降级: criterion, the approver's approval, and the receipt of the ordinary register."""
    _not_referred(case)
    another(case, ctx, command.approver, Role.APPROVER)
    return (
        e.HazardDowngraded(
            at=ctx.now,
            criterion=command.criterion,
            reason=command.reason,
            approver=command.approver,
            receipt=command.receipt,
        ),
    )


@rule(c.Merge, by=(Role.REGULATOR,), at=(Stage.REPORTED,))
def merge(case: Case, command: c.Merge, ctx: Circumstances) -> Events:
    """并案 into another case, where the earlier T counts."""
    _not_referred(case)
    if command.into == case.number:
        raise Refusal("MERGE_INTO_ITSELF", "不能并入本案自身")
    return (e.CaseMerged(at=ctx.now, into=command.into, reason=command.reason),)


@rule(c.Refer, by=(Role.REGULATOR,), at=(Stage.REPORTED,))
def refer(case: Case, command: c.Refer, ctx: Circumstances) -> Events:
    """移送: the receiver accepts within 5 wd, else it returns where it was (law art. 69)."""
    _not_referred(case)
    accept = owe(Owe.ACCEPT_REFERRAL, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.refer_workdays)
    return (e.CaseReferred(at=ctx.now, owes=(accept,), to=command.to, reason=command.reason),)


@rule(c.AcceptReferral, by=(Role.REGULATOR,), at=(Stage.REPORTED,), anywhere=True)
def accept_referral(case: Case, command: c.AcceptReferral, ctx: Circumstances) -> Events:
    """接收移送."""
    if case.owes(Owe.ACCEPT_REFERRAL) is None:
        raise Refusal("NOTHING_OWED", "本案没有待接收的移送")
    return (e.ReferralAccepted(at=ctx.now, receipt=command.receipt),)


def _not_referred(case: Case) -> None:
    if case.owes(Owe.ACCEPT_REFERRAL) is not None:
        raise Refusal("REFERRED", "本案已移送，等待接收")
