"""文书 drafted → signed → issued → served → answered. An unsigned or unserved letter is the office's own lapse."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain import wording
from domain.case import Case, Letter, LetterStatus, Stage
from domain.circumstances import Circumstances
from domain.decide.frame import Events, cleared, happened, rule, the_letter
from domain.decide.order import begins_with_order
from domain.obligations import Obligation, Owe, owe
from domain.people import Appointment, Role
from domain.policy import holds, require
from domain.refusals import Refusal
from domain.rulebook import LetterKind

SIGNATORIES = (Role.COMMISSION_OFFICE, Role.COMMISSION_LEADER, Role.REGULATOR)
_LAST_RESORTS = ("other_channel", "announcement")
"""其他方式、公告: decided once service in person has failed too"""
REVIEWED = (LetterKind.EXPOSURE, LetterKind.CLOSING_PROPOSAL, LetterKind.TRANSFER)
"""曝光、提请关闭、移送: legal review first (S68)"""


def _signatory(case: Case, letter: Letter, ctx: Circumstances) -> Appointment:
    """The head (or his delegate, 代签) of the office before which the draft stands; errors: Refusal NOT_SIGNATORY."""
    mine = ctx.appointments.get(ctx.by, ())
    found = holds(mine, (letter.signed_by,), case, ctx.today, ctx.offices, head=True)
    if found is None:
        acting = [one for one in mine if one.acting_for]
        found = holds(acting, (letter.signed_by,), case, ctx.today, ctx.offices)
    if found is None:
        raise Refusal("NOT_SIGNATORY", "您不是本文书的签发人或其代理人")
    return found


@rule(c.SignLetter, by=SIGNATORIES)
def sign_letter(case: Case, command: c.SignLetter, ctx: Circumstances) -> Events:
    """签发 within 1 wd; then it is issued within 1 wd."""
    letter = the_letter(case, command.letter, LetterStatus.DRAFTED)
    signatory = _signatory(case, letter, ctx)
    if letter.kind in REVIEWED:
        cleared(case, ctx, command.legal_reviewer)
    issue = owe(
        Owe.ISSUE, Role.COMMISSION_OFFICE, ctx.today, ctx.calendar, workdays=ctx.rules.issue_workdays, ref=letter.id
    )
    return (
        e.LetterSigned(
            at=ctx.now,
            owes=(issue,),
            letter=letter.id,
            acting_for=signatory.acting_for,
            legal_reviewer=command.legal_reviewer,
        ),
    )


@rule(c.HoldDraft, by=SIGNATORIES)
def hold_draft(case: Case, command: c.HoldDraft, ctx: Circumstances) -> Events:
    """缓发: ends after 3 wd, once; the bound on the gap runs on."""
    letter = the_letter(case, command.letter, LetterStatus.DRAFTED)
    _signatory(case, letter, ctx)
    if letter.held:
        raise Refusal("HELD_ONCE", "文书只能缓发一次")
    sign = _to_sign(letter, ctx, ctx.rules.hold_draft_workdays)
    return (e.DraftHeld(at=ctx.now, owes=(sign,), letter=letter.id, reason=command.reason),)


@rule(c.ReturnDraft, by=SIGNATORIES)
def return_draft(case: Case, command: c.ReturnDraft, ctx: Circumstances) -> Events:
    """退回拟稿: it comes back for signature within 1 wd; the bound on the gap runs on."""
    letter = the_letter(case, command.letter, LetterStatus.DRAFTED)
    _signatory(case, letter, ctx)
    sign = _to_sign(letter, ctx, ctx.rules.sign_workdays)
    return (e.DraftReturned(at=ctx.now, owes=(sign,), letter=letter.id, reason=command.reason),)


def _to_sign(letter: Letter, ctx: Circumstances, workdays: int) -> Obligation:
    return owe(Owe.SIGN, letter.signed_by, ctx.today, ctx.calendar, workdays=workdays, ref=letter.id)


@rule(c.IssueLetter, by=(Role.COMMISSION_OFFICE,))
def issue_letter(case: Case, command: c.IssueLetter, ctx: Circumstances) -> Events:
    """印发 under the next number; 提请 then awaits its answer 10 wd, letters that need service 3 wd."""
    letter = the_letter(case, command.letter, LetterStatus.SIGNED)
    number, issuer = _number(ctx)
    owes: tuple[Obligation, ...] = ()
    if letter.needs_service:
        owes = (
            owe(
                Owe.SERVE,
                Role.COMMISSION_OFFICE,
                ctx.today,
                ctx.calendar,
                workdays=ctx.rules.serve_workdays,
                ref=letter.id,
            ),
        )
    if letter.kind is LetterKind.LISTING_PROPOSAL:
        owes = (
            owe(
                Owe.ANSWER_LISTING,
                Role.GOVERNMENT,
                ctx.today,
                ctx.calendar,
                workdays=ctx.rules.listing_answer_workdays,
                ref=letter.id,
            ),
        )
    text = wording.body(case, letter, number, ctx.today)
    return (e.LetterIssued(at=ctx.now, owes=owes, letter=letter.id, number=number, issuer=issuer, text=text),)


def _issuing_head(case: Case, letter: Letter, ctx: Circumstances) -> None:
    """The head of the office that issues it: the regulator what he signs, 安委办 all else; errors: Refusal NOT_PERMITTED."""
    role = Role.REGULATOR if letter.signed_by is Role.REGULATOR else Role.COMMISSION_OFFICE
    require(ctx.appointments.get(ctx.by, ()), (role,), case, ctx.today, ctx.offices, head=True)


@rule(c.WithdrawLetter, by=(Role.COMMISSION_OFFICE, Role.REGULATOR), head=True, after_end=True)
def withdraw_letter(case: Case, command: c.WithdrawLetter, ctx: Circumstances) -> Events:
    """撤回, by a numbered letter of its own (撤回函)."""
    letter = the_letter(case, command.letter, LetterStatus.ISSUED, LetterStatus.SERVED)
    _issuing_head(case, letter, ctx)
    number, issuer = _number(ctx)
    return (
        e.LetterWithdrawn(
            at=ctx.now,
            owes=_order_again(case, letter, ctx),
            letter=letter.id,
            number=number,
            issuer=issuer,
            reason=command.reason,
        ),
    )


@rule(c.VoidLetter, by=(Role.COMMISSION_OFFICE, Role.REGULATOR), head=True, after_end=True)
def void_letter(case: Case, command: c.VoidLetter, ctx: Circumstances) -> Events:
    """作废: a voided letter keeps its number."""
    letter = the_letter(case, command.letter, LetterStatus.DRAFTED, LetterStatus.SIGNED, LetterStatus.ISSUED)
    _issuing_head(case, letter, ctx)
    return (e.LetterVoided(at=ctx.now, owes=_order_again(case, letter, ctx), letter=letter.id, reason=command.reason),)


def _order_again(case: Case, letter: Letter, ctx: Circumstances) -> tuple[Obligation, ...]:
    """A withdrawn order that has begun nothing yet is owed again."""
    if letter.kind is not LetterKind.ORDER or case.stage is not Stage.DETERMINED:
        return ()
    return (owe(Owe.ISSUE_ORDER, Role.REGULATOR, ctx.today, ctx.calendar, workdays=1),)


def _number(ctx: Circumstances) -> tuple[str, str]:
    if not ctx.letter_number:
        raise Refusal("NUMBER_MISSING", "发文字号未取得，请确认发文机关已登记机关代字")
    return ctx.letter_number, ctx.letter_number.partition("〔")[0]


@rule(c.ServeLetter, by=(Role.TOWN, Role.GRID, Role.COMMISSION_OFFICE, Role.REGULATOR))
def serve_letter(case: Case, command: c.ServeLetter, ctx: Circumstances) -> Events:
    """送达登记. 留置送达 needs two people and a photo. Service of the order begins T."""
    letter = the_letter(case, command.letter, LetterStatus.ISSUED)
    if not letter.needs_service:
        raise Refusal("NEEDS_NO_SERVICE", "本文书不需要送达登记")
    on = command.on or ctx.today
    happened(case, on, ctx, command.late_reason)
    if letter.issued_on is not None and on < letter.issued_on:
        raise Refusal("SERVICE_DATE", "送达日期应在印发之后")
    if command.how == "in_person" and (len(set(command.witnesses)) < 2 or not command.evidence):
        raise Refusal("WITNESSES_MISSING", "留置送达须有两名见证人和照片")
    if command.how in _LAST_RESORTS and case.owes(Owe.DECIDE_SERVICE, letter.id) is None:
        raise Refusal("SERVICE_STILL_OWED", "须先经留置送达仍未送达，方可改用其他方式或公告送达")
    rectify_by, owes = begins_with_service(case, letter, on, ctx)
    return (
        e.LetterServed(
            at=ctx.now,
            owes=owes,
            letter=letter.id,
            on=on,
            how=command.how,
            witnesses=command.witnesses,
            evidence=command.evidence,
            rectify_by=rectify_by,
        ),
    )


def begins_with_service(
    case: Case, letter: Letter, on: date, ctx: Circumstances
) -> tuple[date | None, tuple[Obligation, ...]]:
    """What the entity owes once a letter has reached it: by the order T; the answer to 函告; coming to the talk."""
    rules = ctx.rules
    if letter.kind is LetterKind.ORDER:
        return begins_with_order(case, on, ctx) if case.stage is Stage.DETERMINED else (None, ())
    if letter.to is not Role.ENTITY:
        return None, ()
    if letter.kind is LetterKind.FORMAL_NOTICE:
        if letter.answered_on is not None:
            return None, ()
        answer = owe(Owe.ANSWER, Role.ENTITY, on, ctx.calendar, workdays=rules.answer_workdays, ref=letter.id)
        return None, (answer,)
    attend = owe(Owe.ATTEND_TALK, Role.ENTITY, on, ctx.calendar, workdays=rules.talk_within_workdays, ref=letter.id)
    return None, (attend,)


@rule(c.ProceedUnserved, by=(Role.COMMISSION_OFFICE, Role.REGULATOR), head=True)
def proceed_unserved(case: Case, command: c.ProceedUnserved, ctx: Circumstances) -> Events:
    """径行推进: after service in person has failed too, the head of the issuing office goes on, with reason."""
    letter = the_letter(case, command.letter, LetterStatus.ISSUED)
    _issuing_head(case, letter, ctx)
    if case.owes(Owe.DECIDE_SERVICE, letter.id) is None:
        raise Refusal("SERVICE_STILL_OWED", "须先经留置送达仍未送达，方可决定径行推进")
    rectify_by: date | None = None
    owes: tuple[Obligation, ...] = ()
    if letter.kind is LetterKind.ORDER and case.stage is Stage.DETERMINED:
        rectify_by, owes = begins_with_order(case, ctx.today, ctx)
    return (e.ProceededUnserved(at=ctx.now, owes=owes, letter=letter.id, reason=command.reason, rectify_by=rectify_by),)


@rule(c.AnswerLetter, by=(Role.ENTITY,), after_end=True)
def answer_letter(case: Case, command: c.AnswerLetter, ctx: Circumstances) -> Events:
    """回函."""
    letter = the_letter(case, command.letter, LetterStatus.ISSUED, LetterStatus.SERVED)
    if letter.kind is not LetterKind.FORMAL_NOTICE or letter.to is not Role.ENTITY:
        raise Refusal("NEEDS_NO_ANSWER", "本文书不需要回函")
    return (e.LetterAnswered(at=ctx.now, letter=letter.id, text=command.text, evidence=command.evidence),)
