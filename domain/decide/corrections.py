"""更正 the record is append-only and people err daily: what was, what is, why, by whom (DOMAIN "Corrections")."""

from datetime import date, timedelta

from domain import commands as c
from domain import events as e
from domain.case import Case, LetterStatus, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, another, rule, the_letter
from domain.decide.letters import begins_with_service
from domain.evolve.corrections import CORRECTABLE, read_corrected
from domain.ladder import reached_on
from domain.people import Role
from domain.refusals import Refusal
from domain.rulebook import LetterKind, rulebook

LEGAL_DATES = frozenset({"found_on", "rectify_by"})
OFFICES = (Role.GRID, Role.TOWN, Role.REGULATOR, Role.APPROVER, Role.COMMISSION_OFFICE, Role.CLERK, Role.INTAKE)
ANYBODY = (Role.ENTITY, *OFFICES)


@rule(c.CorrectEntry, by=ANYBODY, before_start=True, after_end=True)
def correct_entry(case: Case, command: c.CorrectEntry, ctx: Circumstances) -> Events:
    """更正: the author within 24 h alone; later, or a legal date, by two persons. Nothing sent is un-sent."""
    if command.at is not None:  # a correction is of the moment it is made: 24 h cannot be turned back
        raise Refusal("AT_NOT_ALLOWED", "更正以办理时间为准，不能倒填")
    if command.field not in CORRECTABLE:
        raise Refusal("NOT_CORRECTABLE", f"“{command.field}”不能更正")
    was = getattr(case, command.field)
    try:
        value = read_corrected(command.field, command.now)
    except ValueError:
        raise Refusal("VALUE_INVALID", f"“{command.now}”不是“{command.field}”的有效内容") from None
    if isinstance(value, date) and not c.EARLIEST <= value <= c.LATEST:
        raise Refusal("VALUE_INVALID", f"“{command.now}”不是合理的日期")
    if isinstance(value, date) and command.field == "found_on" and value > ctx.today:
        raise Refusal("FOUND_IN_FUTURE", "发现日期不能晚于今天")
    if command.field == "rectify_by" and was is None:
        raise Refusal("PERIOD_NOT_BEGUN", "整改期限尚未起算，不能更正")
    if command.field in ("unit", "description") and not command.now:
        raise Refusal("VALUE_INVALID", f"“{command.field}”不能为空")
    fresh = ctx.now - case.reported_at <= timedelta(hours=ctx.rules.own_correction_hours)
    alone = ctx.by == case.author and fresh and command.field not in LEGAL_DATES
    if not alone:
        if command.second is None:
            raise Refusal("SECOND_PERSON", "超过24小时或涉及法定日期的更正须由两人办理")
        another(case, ctx, command.second, *ANYBODY)
    return (
        e.EntryCorrected(
            at=ctx.now,
            field=command.field,
            was="" if was is None else str(was),
            now=command.now,
            reason=command.reason,
            second=command.second,
        ),
    )


@rule(c.CorrectService, by=OFFICES, after_end=True)
def correct_service(case: Case, command: c.CorrectService, ctx: Circumstances) -> Events:
    """更正送达日期, by two persons: what counted from the service and is still owed counts again."""
    letter = the_letter(case, command.letter, LetterStatus.SERVED)
    another(case, ctx, command.second, *OFFICES)
    if command.on > ctx.today or (letter.issued_on is not None and command.on < letter.issued_on):
        raise Refusal("SERVICE_DATE", "送达日期应在印发之后、今天之前")
    asked = case.model_copy(update={"stage": Stage.DETERMINED}) if letter.kind is LetterKind.ORDER else case
    on = reached_on(letter, command.on, ctx.rules, ctx.calendar)
    rectify_by, owes = begins_with_service(asked, letter, on, ctx)
    if rectify_by is not None and (case.extended or case.held_days):
        rectify_by = None  # T has since been moved by a decision, which stands
    return (
        e.ServiceCorrected(
            at=ctx.now,
            owes=tuple(one for one in owes if case.owes(one.kind, one.ref) is not None),
            letter=letter.id,
            was=letter.served_on or command.on,
            on=command.on,
            reason=command.reason,
            second=command.second,
            rectify_by=rectify_by,
        ),
    )


@rule(c.VoidCase, by=(Role.REGULATOR, Role.COMMISSION_OFFICE, Role.CLERK), head=True, before_start=True)
def void_case(_case: Case, command: c.VoidCase, ctx: Circumstances) -> Events:
    """误录作废, by the office head."""
    return (e.CaseVoided(at=ctx.now, reason=command.reason),)


@rule(c.CloseEntity, by=(Role.REGULATOR,))
def close_entity(_case: Case, command: c.CloseEntity, ctx: Circumstances) -> Events:
    """企业关闭: evidence that power is cut and equipment disabled; never counted as closure."""
    return (e.EntityClosed(at=ctx.now, evidence=command.evidence, note=command.note),)


@rule(c.AdoptEdition, by=(Role.KEEPER, Role.COMMISSION_OFFICE), after_end=True)
def adopt_edition(case: Case, command: c.AdoptEdition, ctx: Circumstances) -> Events:
    """采用新版规则手册 for a running case: a recorded act; no date set under the old one is rewritten (invariant 5)."""
    if command.edition == case.edition:
        raise Refusal("EDITION_IN_FORCE", "本案已适用该版规则")
    try:
        rulebook(command.edition)
    except KeyError:
        raise Refusal("EDITION_UNKNOWN", f"没有编号为“{command.edition}”的规则手册") from None
    return (e.EditionAdopted(at=ctx.now, edition=command.edition, was=case.edition, reason=command.reason),)


@rule(c.ReleaseProvisional, by=(Role.COMMISSION_OFFICE,), head=True)
def release_provisional(case: Case, command: c.ReleaseProvisional, ctx: Circumstances) -> Events:
    """放行 a rung whose day rests on a projected calendar: it fires the next workday."""
    if case.asked_release_on is None:
        raise Refusal("NOTHING_OWED", "没有等待放行的暂定日期")
    return (e.ProvisionalReleased(at=ctx.now, reason=command.reason, ladder_from=ctx.add(ctx.today, 1)),)
