"""时限 the one armed deadline of a case: the earliest obligation, rung or gap. Exactly one, until nothing is owed.

Periods lapse at 24:00 of their last day; letters and reminders go out at 08:30 of a workday, spread over some minutes
by case number. A letter whose moment has passed goes out at the next such moment (invariant 3).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from domain.case import Case, Frozen, Letter, LetterStatus
from domain.events import SharedLetter
from domain.ladder import LISTING, NextRung, next_rung
from domain.obligations import Obligation, Owe
from domain.people import Role
from domain.rulebook import Act, LetterKind, Rulebook, Step
from domain.workdays import Calendar, day_of, end_of_day, instant

Kind = Literal[
    "rectify_lapse", "step_lapse", "hold_end", "gap", "release", "rung", "step", "rectify_reminder", "supervise"
]
_FIRST: tuple[Kind, ...] = (
    "rectify_lapse",
    "step_lapse",
    "hold_end",
    "gap",
    "rung",
    "release",
    "step",
    "rectify_reminder",
    "supervise",
)
"""order at the same instant: what has lapsed is on record before the letter that names it, which takes in the others"""


class Deadline(Frozen):
    """时限: `at` is when the timer fires, `due_at` when it should have (they differ after an outage)."""

    at: datetime
    due_at: datetime
    kind: Kind
    subject: str = ""
    ref: str = ""
    day: date
    sends: bool
    """puts something before people: on workdays only"""
    provisional: bool = False
    rung: NextRung | None = None
    step: Step | None = None
    next_step: int = 0
    """where the chain goes on after this step"""

    @property
    def label(self) -> str:
        """机器可读的时限名, e.g. "rung:2", "step:verify", or "ahead:verify" for a reminder before it is due."""
        ahead = self.kind == "step" and self.step is not None and self.step.workdays < 0
        return ":".join(part for part in ("ahead" if ahead else self.kind, self.subject) if part)


def armed(case: Case, rules: Rulebook, calendar: Calendar, now: datetime | None = None) -> Deadline | None:
    """当前时限: what the case's timer is set to, or None when nothing is owed. With `now`, past letters move on."""
    found = list(_candidates(case, rules, calendar))
    if now is not None:
        found = [_moved(deadline, now, case.number, rules, calendar) for deadline in found]
    return min(found, key=lambda one: (_goes_out(one, now), _FIRST.index(one.kind), one.due_at), default=None)


def _goes_out(deadline: Deadline, now: datetime | None) -> datetime:
    """Letters whose moment has passed all go out now: which of them first, the moment they were due at does not say."""
    return max(deadline.at, now) if now is not None and deadline.sends else deadline.at


def rectify_forecast(case: Case, rules: Rulebook, calendar: Calendar) -> date | None:
    """期限未起算 the forecast of a T that service has still to begin: issue + 10 wd + period (DOMAIN §2), else None."""
    if case.rectify_by is not None or case.rectify_period_days is None:
        return None
    orders = [one for one in case.letters if one.kind is LetterKind.ORDER and one.live and one.issued_on]
    if not orders or orders[-1].issued_on is None:
        return None
    begins = calendar.add(orders[-1].issued_on, rules.gap_limit_workdays)
    return calendar.roll(begins + timedelta(days=case.rectify_period_days))


def letter_time(day: date, number: str, rules: Rulebook) -> datetime:
    """08:30 of the day, spread over 20 minutes by case number so that a county's letters do not fall on one second."""
    spread = int(number.rpartition("-")[2]) * 7919 % (rules.spread_minutes * 60)
    return instant(day, rules.draft_at) + timedelta(seconds=spread)


def shared_letters(case: Case, rules: Rulebook, calendar: Calendar, today: date) -> tuple[SharedLetter, ...]:
    """Obligation letters to the entity due by today, which a rung's letter takes in: two lapses share one letter.

    After an outage it stands in for the reminders before them too.
    """
    found = []
    for obligation in case.obligations:
        chain, base = rules.chain(obligation.kind, obligation.on), calendar.roll(obligation.due_on)
        for index, step in enumerate(chain[obligation.step :], obligation.step):
            if step.act is Act.LETTER and step.to is Role.ENTITY and calendar.add(base, step.workdays) <= today:
                found.append(SharedLetter(kind=obligation.kind, ref=obligation.ref, next_step=index + 1))
    return tuple(found)


def _moved(deadline: Deadline, now: datetime, number: str, rules: Rulebook, calendar: Calendar) -> Deadline:
    """A letter whose moment has passed goes out now, or at the next 08:30 of a workday.

    What is to go out now keeps the moment it was due at, the same however often one asks: a caller knows by it that a
    lapse has moved nothing (G11).
    """
    if not deadline.sends or deadline.at > now:
        return deadline
    today = day_of(now)
    opens = letter_time(today if calendar.is_workday(today) else calendar.add(today, 1), number, rules)
    return deadline if opens <= now else deadline.model_copy(update={"at": opens})


def _candidates(case: Case, rules: Rulebook, calendar: Calendar) -> Iterator[Deadline]:
    count = 0
    for deadline in _found(case, rules, calendar):
        count += 1
        yield deadline
    at_the_top = case.started and case.rung > LISTING
    if case.open and (at_the_top or not count):  # nothing ever goes silent
        day = calendar.add(case.acted_on, rules.cadence_workdays)
        yield _send("supervise", day, case, rules, calendar, subject="supervise")


def _found(case: Case, rules: Rulebook, calendar: Calendar) -> Iterator[Deadline]:
    held = case.hold is not None and case.hold.in_force
    for obligation in case.obligations:
        if not case.started and obligation.kind is not Owe.START_SUPERVISION:
            continue
        if held and obligation.kind is Owe.PLAN:  # 中止 stops T, the plan and all rungs
            continue
        yield _of_obligation(case, obligation, rules, calendar)
    if not case.started:
        return
    for letter in case.letters:
        limit = gap_limit(letter, rules, calendar)
        if limit is not None and case.open:
            at = end_of_day(limit)
            yield Deadline(
                at=at,
                due_at=at,
                kind="gap",
                subject=letter.kind,
                ref=letter.id,
                day=limit,
                sends=False,
                provisional=calendar.is_provisional(limit),
            )
    if not case.open:
        return
    if case.hold is not None and held:
        at = end_of_day(case.hold.review_on)
        yield Deadline(at=at, due_at=at, kind="hold_end", day=case.hold.review_on, sends=False)
        return
    yield from _of_rectification(case, rules, calendar)
    rung = next_rung(case, rules, calendar)
    if rung is not None:
        yield _of_rung(case, rung, rules, calendar)


def gap_limit(letter: Letter, rules: Rulebook, calendar: Calendar) -> date | None:
    """At the latest 10 wd after drafting (unsigned) or after issue (unserved) the next gap starts by itself."""
    if letter.rung is None and letter.kind is not LetterKind.ORDER:  # nothing waits for it
        return None
    if letter.gap_expired_on is not None or not letter.live or letter.status is LetterStatus.SERVED:
        return None
    if letter.issued_on is None:
        return calendar.add(letter.drafted_on, rules.gap_limit_workdays)
    return calendar.add(letter.issued_on, rules.gap_limit_workdays) if letter.needs_service else None


def _of_rectification(case: Case, rules: Rulebook, calendar: Calendar) -> Iterator[Deadline]:
    if case.rectify_by is None or case.rectify_set_on is None or case.rectify_lapsed:
        return
    for workdays in rules.reminders_workdays:
        day = calendar.add(case.rectify_by, -workdays)
        if workdays not in case.rectify_reminded and day > case.rectify_set_on:
            step = Step(workdays=-workdays, act=Act.REMIND, to=Role.ENTITY, head=True, whom="主要负责人")
            yield _send("rectify_reminder", day, case, rules, calendar, subject="rectify", step=step)
    last = calendar.roll(case.rectify_by)
    at = end_of_day(last)
    yield Deadline(
        at=at,
        due_at=at,
        kind="rectify_lapse",
        subject="rectify",
        day=last,
        sends=False,
        provisional=calendar.is_provisional(last),
    )


def _of_rung(case: Case, rung: NextRung, rules: Rulebook, calendar: Calendar) -> Deadline:
    """A rung from 函告 up whose day rests on a projected calendar waits for its release (暂定)."""
    if rung.rung >= 2 and calendar.is_provisional(rung.on) and not case.provisional_released:
        day = rung.on if case.asked_release_on is None else max(rung.on, calendar.add(case.asked_release_on, 1))
        step = Step(workdays=0, act=Act.REMIND, to=Role.COMMISSION_OFFICE, head=True, whom="安委办主任")
        return _send("release", day, case, rules, calendar, subject="release", step=step, rung=rung)
    return _send("rung", rung.on, case, rules, calendar, subject=str(rung.rung), rung=rung)


def _of_obligation(case: Case, obligation: Obligation, rules: Rulebook, calendar: Calendar) -> Deadline:
    step, day, next_step = _next_step(obligation, rules, calendar)
    if step.act is Act.LAPSE:
        return Deadline(
            at=obligation.due_at,
            due_at=obligation.due_at,
            kind="step_lapse",
            subject=obligation.kind,
            ref=obligation.ref,
            day=day,
            sends=False,
            step=step,
            next_step=next_step,
            provisional=calendar.is_provisional(day),
        )
    return _send(
        "step",
        day,
        case,
        rules,
        calendar,
        subject=obligation.kind,
        ref=obligation.ref,
        step=step,
        next_step=next_step,
    )


def _next_step(obligation: Obligation, rules: Rulebook, calendar: Calendar) -> tuple[Step, date, int]:
    """The next step of the chain, its day, and where the chain goes on; after the last step, the cadence."""
    chain = rules.chain(obligation.kind, obligation.on)
    base = calendar.roll(obligation.due_on)
    for index, step in enumerate(chain[obligation.step :], obligation.step):
        day = calendar.add(base, step.workdays)
        if step.workdays >= 0 or day > obligation.since:  # a reminder before the obligation began is none
            return step, day, index + 1
    last = chain[-1]
    again = Step(workdays=last.workdays, act=Act.REMIND, to=last.to, head=last.head, whom=last.whom)
    since = max(obligation.stepped_on or base, base)
    return again, calendar.add(since, rules.cadence_workdays), len(chain)


def _send(
    kind: Kind,
    day: date,
    case: Case,
    rules: Rulebook,
    calendar: Calendar,
    *,
    subject: str = "",
    ref: str = "",
    step: Step | None = None,
    rung: NextRung | None = None,
    next_step: int = 0,
) -> Deadline:
    at = letter_time(day, case.number, rules)
    return Deadline(
        at=at,
        due_at=at,
        kind=kind,
        subject=subject,
        ref=ref,
        day=day,
        sends=True,
        step=step,
        rung=rung,
        next_step=next_step,
        provisional=calendar.is_provisional(day),
    )
