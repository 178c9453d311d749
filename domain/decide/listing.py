"""挂牌督办、曝光、提请关闭、移送 and the direct jumps (DOMAIN §3; B4 青岛; law art. 113; S32–S34, S45, S68)."""

from datetime import timedelta

from domain import commands as c
from domain import events as e
from domain.case import UNDER_ORDER, Case, Letter, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, cleared, happened, rule
from domain.ladder import LISTING
from domain.obligations import Obligation, Owe, owe
from domain.people import Role
from domain.policy import require
from domain.refusals import Refusal
from domain.rulebook import LetterKind

CLOSING = 7
"""提请关闭、移送"""


@rule(c.RecordListing, by=(Role.COMMISSION_OFFICE,))
def record_listing(case: Case, command: c.RecordListing, ctx: Circumstances) -> Events:
    """登记挂牌: filed within 3 wd, published within 5 wd, at most one year (B4 青岛)."""
    if case.rung < LISTING:
        raise Refusal("NOT_PROPOSED", "尚未提请挂牌督办")
    happened(case, command.listed_on, ctx, command.late_reason)
    latest = command.listed_on + timedelta(days=ctx.rules.listed_days)
    if not command.listed_on < command.listed_until <= latest:
        raise Refusal("LISTING_TOO_LONG", "挂牌督办期限最长一年")
    owes: list[Obligation] = []
    again = case.listed and case.listed_until == command.listed_until
    for kind, done, workdays in (
        (Owe.FILE_LISTING, command.filed_on, ctx.rules.file_listing_workdays),
        (Owe.PUBLISH_LISTING, command.published_on, ctx.rules.publish_listing_workdays),
    ):
        if done is None and not again:
            owes.append(owe(kind, Role.COMMISSION_OFFICE, command.listed_on, ctx.calendar, workdays=workdays))
    return (e.ListingRecorded(at=ctx.now, owes=tuple(owes), **command.model_dump(exclude={"at", "late_reason"})),)


@rule(c.RefuseListing, by=(Role.COMMISSION_OFFICE,))
def refuse_listing(case: Case, command: c.RefuseListing, ctx: Circumstances) -> Events:
    """登记不予挂牌: back to the talk, proposed again after 30 d."""
    if case.owes(Owe.ANSWER_LISTING) is None:
        raise Refusal("NOTHING_OWED", "没有待答复的挂牌提请")
    again = owe(Owe.PROPOSE_AGAIN, Role.COMMISSION_OFFICE, ctx.today, ctx.calendar, days=ctx.rules.listing_again_days)
    return (e.ListingRefused(at=ctx.now, owes=(again,), reason=command.reason),)


@rule(c.Delist, by=(Role.COMMISSION_OFFICE,))
def delist(case: Case, command: c.Delist, ctx: Circumstances) -> Events:
    """登记摘牌."""
    if not case.listed:
        raise Refusal("NOT_LISTED", "本案未挂牌督办")
    return (e.Delisted(at=ctx.now, government=command.government, reason=command.reason),)


@rule(c.Expose, by=(Role.COMMISSION_OFFICE, Role.COMMISSION_LEADER))
def expose(case: Case, command: c.Expose, ctx: Circumstances) -> Events:
    """登记曝光 of an overdue or listed case; legal review first (S68), desensitised (S37)."""
    _overdue_or_listed(case)
    cleared(case, ctx, command.legal_reviewer)
    if not command.desensitised:
        raise Refusal("NOT_DESENSITISED", "曝光内容须先作脱敏处理")
    return (e.Exposed(at=ctx.now, **command.model_dump(exclude={"at", "late_reason"})),)


@rule(c.ProposeClosing, by=(Role.REGULATOR,), head=True)
def propose_closing(case: Case, command: c.ProposeClosing, ctx: Circumstances) -> Events:
    """提请关闭 by the head of the regulator after legal review (law art. 113)."""
    _overdue_or_listed(case)
    cleared(case, ctx, command.legal_reviewer)
    return (e.ClosingProposed(at=ctx.now, grounds=command.grounds, legal_reviewer=command.legal_reviewer),)


@rule(c.Transfer, by=(Role.REGULATOR, Role.COMMISSION_LEADER))
def transfer(case: Case, command: c.Transfer, ctx: Circumstances) -> Events:
    """移送: judicial by the head of the regulator after legal review; to 纪检监察 by the commission leader (S45)."""
    _overdue_or_listed(case)
    mine = ctx.appointments.get(ctx.by, ())
    if command.to_discipline:
        require(mine, (Role.COMMISSION_LEADER,), case, ctx.today, ctx.offices)
    else:
        require(mine, (Role.REGULATOR,), case, ctx.today, ctx.offices, head=True)
        cleared(case, ctx, command.legal_reviewer)
    return (
        e.Transferred(
            at=ctx.now, organ=command.organ, materials=command.materials, legal_reviewer=command.legal_reviewer
        ),
    )


@rule(c.Jump, by=(Role.COMMISSION_OFFICE,), at=(*UNDER_ORDER, Stage.REINSPECTING, Stage.CLOSING))
def jump(case: Case, command: c.Jump, ctx: Circumstances) -> Events:
    """直接升级 (invariant 4): mass-casualty risk hard to fix → listing (S32); repeated penalties → proposal to close."""
    if command.grounds == "mass_casualty_risk":
        rung, kind, signed_by = LISTING, LetterKind.LISTING_PROPOSAL, Role.COMMISSION_LEADER
    else:
        _penalties_suffice(case, ctx)
        rung, kind, signed_by = CLOSING, LetterKind.CLOSING_PROPOSAL, Role.REGULATOR
    if case.rung >= rung:
        raise Refusal("RUNG_REACHED", "本案已到或超过该级措施")
    letter = Letter(
        id=f"{case.cycle}/rung-{rung}",
        kind=kind,
        to=Role.GOVERNMENT,
        rung=rung,
        drafted_on=ctx.today,
        signed_by=signed_by,
    )
    sign = owe(Owe.SIGN, signed_by, ctx.today, ctx.calendar, workdays=ctx.rules.sign_workdays, ref=letter.id)
    return (e.Jumped(at=ctx.now, owes=(sign,), rung=rung, grounds=command.grounds, note=command.note, letter=letter),)


def _penalties_suffice(case: Case, ctx: Circumstances) -> None:
    """Three penalties in 180 days or four in a year (law art. 113)."""
    ages = [(ctx.today - on).days for on in case.penalties]
    half, year = sum(age <= 180 for age in ages), sum(age <= 365 for age in ages)
    if half < ctx.rules.penalties_in_180_days and year < ctx.rules.penalties_in_a_year:
        raise Refusal("PENALTIES_TOO_FEW", f"180日内处罚{half}次、一年内{year}次，未达到提请关闭的条件")


def _overdue_or_listed(case: Case) -> None:
    if not (case.rectify_lapsed or case.listed):
        raise Refusal("NOT_OVERDUE", "仅逾期或挂牌督办的案件可以采取此措施")
