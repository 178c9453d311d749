"""治理方案、进展与管控措施 (DOMAIN §2 `planning` … `rectifying`)."""

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.ladder import LISTING
from domain.obligations import Owe, owe
from domain.people import Role
from domain.refusals import Refusal

FIVE_PARTS = {
    "responsibility": "责任",
    "measures": "措施",
    "funds": "资金",
    "time_limit": "时限",
    "contingency": "预案",
}
"""五到位 (S19)"""


@rule(c.SubmitPlan, by=(Role.ENTITY,), at=(Stage.PLANNING,))
def submit_plan(_case: Case, command: c.SubmitPlan, ctx: Circumstances) -> Events:
    """提交方案: refused while one of the five parts is empty (S19)."""
    missing = [name for field, name in FIVE_PARTS.items() if not getattr(command, field)]
    if missing:
        raise Refusal("PLAN_INCOMPLETE", f"治理方案“五到位”缺少：{'、'.join(missing)}")
    decide = owe(Owe.DECIDE_PLAN, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.decide_plan_workdays)
    return (e.PlanSubmitted(at=ctx.now, owes=(decide,), **command.model_dump(include=set(FIVE_PARTS))),)


@rule(c.ApprovePlan, by=(Role.REGULATOR,), at=(Stage.PLAN_SUBMITTED,))
def approve_plan(_case: Case, command: c.ApprovePlan, ctx: Circumstances) -> Events:
    """通过方案 → rectifying."""
    return (e.PlanApproved(at=ctx.now, opinion=command.opinion),)


@rule(c.ReturnPlan, by=(Role.REGULATOR,), at=(Stage.PLAN_SUBMITTED,))
def return_plan(_case: Case, command: c.ReturnPlan, ctx: Circumstances) -> Events:
    """退回方案 → planning, again within 5 wd."""
    again = owe(Owe.PLAN, Role.ENTITY, ctx.today, ctx.calendar, workdays=ctx.rules.plan_again_workdays)
    return (e.PlanReturned(at=ctx.now, owes=(again,), reason=command.reason),)


@rule(c.ReportProgress, by=(Role.ENTITY,), after_end=True)
def report_progress(_case: Case, command: c.ReportProgress, ctx: Circumstances) -> Events:
    """报告进展 (S6)."""
    return (e.ProgressReported(at=ctx.now, text=command.text, author=ctx.by, evidence=command.evidence),)


@rule(
    c.AddEvidence,
    by=(Role.ENTITY, Role.GRID, Role.TOWN, Role.REGULATOR, Role.APPROVER, Role.COMMISSION_OFFICE),
    before_start=True,
    after_end=True,
)
def add_evidence(_case: Case, command: c.AddEvidence, ctx: Circumstances) -> Events:
    """补充佐证材料: the file is stored before the command names it."""
    return (e.EvidenceAdded(at=ctx.now, digest=command.digest, name=command.name, note=command.note),)


@rule(c.CheckInterimMeasures, by=(Role.REGULATOR, Role.TOWN), at=(*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING))
def check_interim_measures(case: Case, command: c.CheckInterimMeasures, ctx: Circumstances) -> Events:
    """查看管控措施 every 10 wd: not looked at is the regulator's lapse, found not kept the entity's — it climbs a rung."""
    if case.interim is None:
        raise Refusal("INTERIM_MISSING", "本案尚未确定临时管控措施")
    again = owe(Owe.CHECK_INTERIM, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.interim_check_workdays)
    pressed_on = None if command.kept or case.rung >= LISTING else ctx.today
    return (
        e.InterimMeasuresChecked(
            at=ctx.now, owes=(again,), kept=command.kept, note=command.note, pressed_on=pressed_on
        ),
    )
