"""约谈与处罚: a talk is a record (B3, B4 漳州; invariant 7); a penalty is filed or its absence explained (law art. 102)."""

from domain import commands as c
from domain import events as e
from domain.case import Case
from domain.circumstances import Circumstances
from domain.decide.frame import Events, happened, rule
from domain.obligations import Obligation, Owe, owe
from domain.people import Role
from domain.policy import holds
from domain.refusals import Refusal


def _summoned(case: Case) -> Obligation:
    attend = case.owes(Owe.ATTEND_TALK)
    if attend is None:
        raise Refusal("NOT_SUMMONED", "没有已送达且在期限内的约谈通知")
    return attend


@rule(c.RecordTalk, by=(Role.COMMISSION_OFFICE, Role.COMMISSION_LEADER))
def record_talk(case: Case, command: c.RecordTalk, ctx: Circumstances) -> Events:
    """约谈纪要: the principal in person, no substitute; the report is due 5 wd later, each measure by its date."""
    _summoned(case)
    happened(case, command.on, ctx, command.late_reason)
    came = any(
        holds(ctx.appointments.get(person, ()), (Role.ENTITY,), case, command.on, ctx.offices, head=True)
        for person in command.present
    )
    if not came:
        raise Refusal("PRINCIPAL_ABSENT", "主要负责人须本人到场，不得委托他人；未到场的请登记约谈未举行")
    report = owe(Owe.TALK_REPORT, Role.ENTITY, command.on, ctx.calendar, workdays=ctx.rules.talk_report_workdays)
    commitments = tuple(
        owe(Owe.TALK_COMMITMENT, Role.ENTITY, command.on, ctx.calendar, by=one.by, ref=f"{command.on}/{place}")
        for place, one in enumerate(command.measures, 1)
    )
    return (
        e.TalkRecorded(
            at=ctx.now,
            owes=(report, *commitments),
            grounds=command.grounds,
            on=command.on,
            place=command.place,
            present=command.present,
            statements=command.statements,
            measures=tuple(f"{one.measure}({one.by.isoformat()})" for one in command.measures),
            published=command.published,
        ),
    )


@rule(c.MissTalk, by=(Role.COMMISSION_OFFICE,))
def miss_talk(case: Case, command: c.MissTalk, ctx: Circumstances) -> Events:
    """约谈未举行: missed by the principal, or not held by the office (its lapse: the gap counts 10 wd after service)."""
    attend = _summoned(case)
    if command.whose == "office":
        gap_from = ctx.add(attend.since, ctx.rules.talk_unheld_workdays)
        return (e.TalkMissed(at=ctx.now, whose="office", note=command.note, gap_from=gap_from),)
    pressed_on = None if case.rectify_lapsed else ctx.today
    return (e.TalkMissed(at=ctx.now, whose="entity", note=command.note, gap_from=ctx.today, pressed_on=pressed_on),)


@rule(c.ReceiveTalkReport, by=(Role.COMMISSION_OFFICE,))
def receive_talk_report(case: Case, command: c.ReceiveTalkReport, ctx: Circumstances) -> Events:
    """收到约谈整改报告."""
    if case.owes(Owe.TALK_REPORT) is None:
        raise Refusal("NOTHING_OWED", "没有待报送的约谈整改报告")
    return (e.TalkReportReceived(at=ctx.now, text=command.text, evidence=command.evidence),)


@rule(c.Settle, by=(Role.REGULATOR, Role.COMMISSION_OFFICE), after_end=True)
def settle(case: Case, command: c.Settle, ctx: Circumstances) -> Events:
    """确认了结: fines and talk commitments outlive the case; this is how they end."""
    if case.owes(Owe(command.kind), command.ref) is None:
        raise Refusal("NOTHING_OWED", "没有这项待了结的罚款或约谈承诺")
    return (
        e.ObligationSettled(
            at=ctx.now, kind=command.kind, ref=command.ref, note=command.note, evidence=command.evidence
        ),
    )


@rule(c.FilePenalty, by=(Role.REGULATOR,), after_end=True)
def file_penalty(case: Case, command: c.FilePenalty, ctx: Circumstances) -> Events:
    """立案处罚; a fine is owed beyond closure."""
    happened(case, command.on, ctx, command.late_reason)
    owes: tuple[Obligation, ...] = ()
    if command.fine_yuan and command.pay_by is not None:
        owes = (owe(Owe.FINE, Role.ENTITY, command.on, ctx.calendar, by=command.pay_by, ref=command.decision),)
    elif command.fine_yuan:
        days = ctx.rules.fine_days
        owes = (owe(Owe.FINE, Role.ENTITY, command.on, ctx.calendar, days=days, ref=command.decision),)
    return (
        e.PenaltyFiled(at=ctx.now, owes=owes, decision=command.decision, on=command.on, fine_yuan=command.fine_yuan),
    )


@rule(c.ExplainNoPenalty, by=(Role.REGULATOR,))
def explain_no_penalty(case: Case, command: c.ExplainNoPenalty, ctx: Circumstances) -> Events:
    """说明不予立案的理由 (law art. 102: file a case or state why not)."""
    if case.owes(Owe.FILE_PENALTY) is None:
        raise Refusal("NOTHING_OWED", "没有待办的立案")
    return (e.NoPenaltyExplained(at=ctx.now, reason=command.reason),)
