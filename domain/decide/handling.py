"""交办与催促 (DOMAIN §4: heads assign; industry departments, towns and the commission office urge)."""

from domain import commands as c
from domain import events as e
from domain.case import Case, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, rule
from domain.people import Role
from domain.policy import require
from domain.refusals import Refusal

TURN: dict[Stage, Role] = {
    Stage.REPORTED: Role.REGULATOR,
    Stage.DETERMINED: Role.REGULATOR,
    Stage.NOTIFIED: Role.ENTITY,
    Stage.PLANNING: Role.ENTITY,
    Stage.PLAN_SUBMITTED: Role.REGULATOR,
    Stage.RECTIFYING: Role.ENTITY,
    Stage.REINSPECTING: Role.REGULATOR,
    Stage.CLOSING: Role.APPROVER,
}
"""whose turn it is: on whom the stage's own obligation runs (DOMAIN §2)"""


@rule(c.Assign, by=(Role.REGULATOR, Role.COMMISSION_OFFICE), head=True, before_start=True)
def assign(case: Case, command: c.Assign, ctx: Circumstances) -> Events:
    """交办: by a head, to a person of the office the case stands under."""
    if command.handler == case.handler:
        raise Refusal("ASSIGNED_ALREADY", "本案已由此人承办")
    held = tuple(one for one in ctx.appointments.get(command.handler, ()) if case.office in (None, one.at))
    require(held, (Role.REGULATOR,), case, ctx.today, ctx.offices, who="承办人")
    return (e.CaseAssigned(at=ctx.now, handler=command.handler, note=command.note),)


@rule(c.Urge, by=(Role.INDUSTRY, Role.TOWN, Role.COMMISSION_OFFICE))
def urge(case: Case, command: c.Urge, ctx: Circumstances) -> Events:
    """催促 whose turn it is. Letters are the ladder's: who is urged every hour soon reads nothing."""
    if case.urged_on is not None and case.urged_on >= ctx.today:
        raise Refusal("URGED_TODAY", "本案今天已催促过，请改日再催")
    return (e.CaseUrged(at=ctx.now, to=TURN[case.stage], note=command.note),)
