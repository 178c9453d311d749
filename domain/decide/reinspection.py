"""复查: a request holds the ladder, it never resets it; each failure has its price (DOMAIN §2, law art. 68)."""

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.ladder import LAST_LETTER, LISTING, overdue
from domain.obligations import Owe, owe
from domain.people import Role
from domain.policy import require
from domain.refusals import Refusal

SECOND_FAILURE = 2


@rule(c.RequestReinspection, by=(Role.ENTITY,), at=UNDER_ORDER[1:])
def request_reinspection(case: Case, command: c.RequestReinspection, ctx: Circumstances) -> Events:
    """申请复查 once the order has reached the entity: inspect within 10 d. From the second failure of a cycle on, a request no longer holds the ladder."""
    inspect = owe(Owe.INSPECT, Role.REGULATOR, ctx.today, ctx.calendar, days=ctx.rules.inspect_days)
    return (
        e.ReinspectionRequested(
            at=ctx.now,
            owes=(inspect,),
            report=command.report,
            author=ctx.by,
            holds=case.failures < SECOND_FAILURE,
            evidence=command.evidence,
        ),
    )


@rule(c.PassReinspection, by=(Role.REGULATOR,), at=(Stage.REINSPECTING,))
def pass_reinspection(case: Case, command: c.PassReinspection, ctx: Circumstances) -> Events:
    """复查合格: two inspectors; signed by the entity, or its refusal noted (law art. 68)."""
    _two_inspectors(case, command.inspectors, ctx)
    if not command.entity_signed and not command.refusal_note:
        raise Refusal("SIGNATURE_MISSING", "复查意见书须由被检查单位签字，拒签的须注明情况")
    approve = owe(Owe.DECIDE_CLOSURE, Role.APPROVER, ctx.today, ctx.calendar, workdays=ctx.rules.approve_workdays)
    return (
        e.ReinspectionPassed(
            at=ctx.now,
            owes=(approve,),
            inspectors=command.inspectors,
            opinion=command.opinion,
            entity_signed=command.entity_signed,
            refusal_note=command.refusal_note,
        ),
    )


@rule(c.FailReinspection, by=(Role.REGULATOR,), at=(Stage.REINSPECTING,))
def fail_reinspection(case: Case, command: c.FailReinspection, ctx: Circumstances) -> Events:
    """复查不合格.

    Before T: no remedial date, T rules. After T, the first time: a remedial date (≤ 10 wd). From the second failure of
    the cycle on: the next letter rung (2–4) on the next workday; at rung ≥ 5 a report to the listing government.
    """
    _two_inspectors(case, command.inspectors, ctx)
    repeated = case.failures + 1 >= SECOND_FAILURE
    remedial_allowed = overdue(case, ctx.now, ctx.calendar) and not repeated
    if command.remedial_by is not None and not remedial_allowed:
        raise Refusal("REMEDIAL_NOT_ALLOWED", "仅逾期后的首次复查不合格可以另定补救日期")
    if remedial_allowed:
        latest = ctx.add(ctx.today, ctx.rules.remedial_workdays)
        if command.remedial_by is None or not ctx.today < command.remedial_by <= latest:
            raise Refusal("REMEDIAL_OUT_OF_RANGE", f"须另定补救日期，最迟{latest.isoformat()}")
    return (
        e.ReinspectionFailed(
            at=ctx.now,
            inspectors=command.inspectors,
            reason=command.reason,
            remedial_by=command.remedial_by,
            forced_on=ctx.add(ctx.today, 1) if repeated and case.rung < LAST_LETTER else None,
            report_to_government=repeated and case.rung >= LISTING,
            ladder_from=ctx.add(ctx.today, 1),
        ),
    )


def _two_inspectors(case: Case, inspectors: tuple[str, ...], ctx: Circumstances) -> None:
    if len(set(inspectors)) < 2:
        raise Refusal("TWO_INSPECTORS", "复查须由两名以上不同的执法人员进行")
    for person in inspectors:
        require(
            ctx.appointments.get(person, ()), (Role.REGULATOR,), case, ctx.today, ctx.offices, who=f"人员 {person} "
        )
