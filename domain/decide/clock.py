"""时钟 what a lapsed deadline does: one step each time — a lapse on record, a reminder, a letter, a rung (DOMAIN §3).

An early timer is no error, and a letter whose moment has passed waits for a workday: both answer `()`.
"""

from datetime import date, datetime

from domain import commands as c
from domain import events as e
from domain.case import Case, Letter, LetterStatus
from domain.circumstances import Circumstances
from domain.decide.frame import Events
from domain.decide.hold import released
from domain.decide.order import begins_with_order
from domain.due import Deadline, armed, shared_letters
from domain.glossary import LETTERS, OBLIGATIONS
from domain.obligations import Obligation, Owe, owe
from domain.obligations import project as project_obligation
from domain.people import Role
from domain.rulebook import Act, LetterKind
from domain.workdays import day_of, end_of_day


def lapse(case: Case, ctx: Circumstances) -> Events:
    """时限到: the armed deadline, if it has come."""
    due = armed(case, ctx.rules, ctx.calendar, ctx.now)
    if due is None or due.at > ctx.now:
        return ()
    match due.kind:
        case "rectify_lapse":
            return _rectify_lapsed(case, due, ctx)
        case "step_lapse":
            return _lapsed(case, due, ctx)
        case "hold_end":
            return (released(case, due.day, "中止期满自动解除", ctx, due.due_at, _late(due, ctx)),)
        case "gap":
            return _gap_expired(case, due, ctx)
        case "rung":
            return _fired(case, due, ctx)
        case "step":
            return _stepped(case, due, ctx)
        case _:
            return _reminded(case, due, ctx)


def _late(due: Deadline, ctx: Circumstances) -> int:
    """How late, in whole seconds (G6)."""
    return max(0, int((ctx.now - due.due_at).total_seconds()))


def _rectify_lapsed(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    return (
        e.ObligationLapsed(
            at=ctx.now,
            due_at=due.due_at,
            late_seconds=_late(due, ctx),
            kind="rectify",
            ref="",
            due_on=case.rectify_by or due.day,
            on=Role.ENTITY,
        ),
    )


def _lapsed(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    obligation = case.owes(Owe(due.subject), due.ref)
    if obligation is None:
        return ()
    talk = obligation.kind in (Owe.ATTEND_TALK, Owe.TALK_REPORT)
    return (
        e.ObligationLapsed(
            at=ctx.now,
            owes=_follows(case, obligation, ctx),
            due_at=due.due_at,
            late_seconds=_late(due, ctx),
            kind=obligation.kind,
            ref=obligation.ref,
            due_on=obligation.due_on,
            on=obligation.on,
            next_step=due.next_step,
            # on T's ladder the table's later-of holds; before T the next rung comes by its gap alone
            pressed_on=ctx.today if talk and not case.rectify_lapsed else None,
        ),
    )


def _follows(case: Case, lapsed: Obligation, ctx: Circumstances) -> tuple[Obligation, ...]:
    """Who owes it next: the town serves in person within 3 wd; then the head decides within 2 wd."""
    rules, since = ctx.rules, ctx.calendar.roll(lapsed.due_on)
    match lapsed.kind:
        case Owe.SERVE:
            kind, on, workdays = Owe.TOWN_SERVE, Role.TOWN, rules.town_serve_workdays
        case Owe.TOWN_SERVE:
            letter = case.letter(lapsed.ref)
            order = letter is not None and letter.kind is LetterKind.ORDER
            on = Role.REGULATOR if order else Role.COMMISSION_OFFICE
            kind, workdays = Owe.DECIDE_SERVICE, rules.decide_service_workdays
        case Owe.ACCEPT_REFERRAL:  # it returns where it was
            return (owe(Owe.VERIFY, Role.REGULATOR, ctx.today, ctx.calendar, workdays=rules.verify_workdays),)
        case _:
            return ()
    return (owe(kind, on, since, ctx.calendar, workdays=workdays, ref=lapsed.ref),)


def _gap_expired(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    """逾限: the next gap starts by itself, on record as the office's lapse; an order's T begins too."""
    letter = case.letter(due.ref)
    if letter is None:
        return ()
    rectify_by: date | None = None
    owes: tuple[Obligation, ...] = ()
    if letter.kind is LetterKind.ORDER and case.order_on is None:
        rectify_by, owes = begins_with_order(case, due.day, ctx)
    return (
        e.GapExpired(
            at=ctx.now,
            owes=owes,
            due_at=due.due_at,
            late_seconds=_late(due, ctx),
            letter=letter.id,
            on=due.day,
            why="unserved" if letter.status is LetterStatus.ISSUED else "unsigned",
            rectify_by=rectify_by,
        ),
    )


def _fired(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    """阶梯触发: drafted and put before the signatory; 催办 is a message, and 立案 falls due with it (art. 102)."""
    if due.rung is None:
        return ()
    rung = due.rung.rung
    rule = ctx.rules.rung(rung)
    shared = shared_letters(case, ctx.rules, ctx.calendar, ctx.today) if rule.letter else ()
    names = (
        *(f"“{OBLIGATIONS[one.kind]}”逾期" for one in shared),
        *(_unreached(one) for one in case.letters if one.rung and one.gap_expired_on and one.live),
    )
    letter = None
    if rule.letter is None:
        file = owe(Owe.FILE_PENALTY, Role.REGULATOR, ctx.today, ctx.calendar, workdays=ctx.rules.file_penalty_workdays)
        owes: tuple[Obligation, ...] = (file,)
    else:
        to = Role.GOVERNMENT if rule.letter is LetterKind.LISTING_PROPOSAL else Role.ENTITY
        letter = _draft(f"{case.cycle}/rung-{rung}", rule.letter, to, rule.signed_by, ctx, rung=rung, names=names)
        owes = (_to_sign(letter, ctx),)
    return (
        e.RungFired(
            at=ctx.now,
            owes=owes,
            due_at=due.due_at,
            late_seconds=_late(due, ctx),
            rung=rung,
            due_on=due.rung.on,
            cause=due.rung.cause,
            letter=letter,
            names=names,
            shared=shared,
        ),
    )


def _unreached(letter: Letter) -> str:
    """An earlier letter whose gap expired is named by the next one."""
    return f"{letter.drafted_on.isoformat()}拟发的{LETTERS[letter.kind]}"


def _stepped(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    obligation = case.owes(Owe(due.subject), due.ref)
    step = due.step
    if obligation is None or step is None:
        return ()
    if step.act is Act.REMIND:
        return _reminded(case, due, ctx)
    clocked = {"at": ctx.now, "due_at": due.due_at, "late_seconds": _late(due, ctx), "next_step": due.next_step}
    if step.act is Act.RAISE:
        return (e.LetterRaised(**clocked, letter=obligation.ref, to=step.to),)
    if step.letter is None:
        return ()
    to_department = step.letter is LetterKind.TALK_NOTICE or step.letter is LetterKind.LISTING_PROPOSAL
    signatory = Role.COMMISSION_LEADER if to_department else Role.COMMISSION_OFFICE
    parts = (str(case.cycle), obligation.kind, obligation.due_on.isoformat(), step.letter)
    letter = _draft(
        _unused(case, "/".join(parts)),
        step.letter,
        step.to,
        signatory,
        ctx,
        names=(f"“{OBLIGATIONS[obligation.kind]}”",),
    )
    return (
        e.LetterDrafted(
            **clocked, owes=(_to_sign(letter, ctx),), letter=letter, kind=obligation.kind, ref=obligation.ref
        ),
    )


def _unused(case: Case, letter_id: str) -> str:
    """A fact entered late can open the same obligation with the same date again: its letter is another one."""
    earlier = sum(one.id.partition("#")[0] == letter_id for one in case.letters)
    return f"{letter_id}#{earlier + 1}" if earlier else letter_id


def _draft(
    letter_id: str,
    kind: LetterKind,
    to: Role,
    signed_by: Role,
    ctx: Circumstances,
    *,
    rung: int | None = None,
    names: tuple[str, ...] = (),
) -> Letter:
    return Letter(id=letter_id, kind=kind, to=to, rung=rung, names=names, drafted_on=ctx.today, signed_by=signed_by)


def _to_sign(letter: Letter, ctx: Circumstances) -> Obligation:
    return owe(Owe.SIGN, letter.signed_by, ctx.today, ctx.calendar, workdays=ctx.rules.sign_workdays, ref=letter.id)


def _reminded(case: Case, due: Deadline, ctx: Circumstances) -> Events:
    """提醒: a message. One that speaks of a date already past (after an outage) is on record, not sent."""
    step = due.step
    to, whom = (step.to, step.whom) if step else (Role.COMMISSION_LEADER, "安委会领导")
    obligation = next((o for o in case.obligations if (o.kind, o.ref) == (due.subject, due.ref)), None)
    if obligation is not None and to is Role.REGULATOR:
        to = obligation.on  # the chain speaks of the regulator; the approver's own goes to the approver
    workdays = step.workdays if step else 0
    passed = workdays < 0 and ctx.now >= _ends(case, due, obligation, ctx)
    return (
        e.ReminderSent(
            at=ctx.now,
            due_at=due.due_at,
            late_seconds=_late(due, ctx),
            subject=due.subject,
            ref=due.ref,
            workdays=workdays,
            to=to,
            whom=whom,
            next_step=due.next_step,
            skipped=passed,
        ),
    )


def _ends(case: Case, due: Deadline, obligation: Obligation | None, ctx: Circumstances) -> datetime:
    if obligation is not None:
        return obligation.due_at
    return end_of_day(ctx.calendar.roll(case.rectify_by or day_of(due.due_at)))


def project(case: Case, command: c.Project, ctx: Circumstances) -> Events:
    """节假日表到位: open dates are counted again over it, with the reason on record; a waiting rung fires the next workday."""
    running = [one for one in case.obligations if not one.lapsed]
    changed = tuple(new for old in running if (new := project_obligation(old, ctx.calendar)) != old)
    rectify_by = None
    untouched = not case.rectify_lapsed and not case.extended and not case.held_days
    if case.rectify_counted and untouched and case.order_on is not None and case.rectify_by is not None:
        counted, _ = begins_with_order(case, case.order_on, ctx)
        rectify_by = counted if counted != case.rectify_by else None
    waited = case.asked_release_on is not None
    if not changed and rectify_by is None and not waited:
        return ()
    return (
        e.DeadlinesProjected(
            at=ctx.now,
            owes=changed,
            calendar=command.calendar,
            rectify_by=rectify_by,
            ladder_from=ctx.add(ctx.today, 1) if waited else None,
        ),
    )
