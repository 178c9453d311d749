"""阶梯 as it was climbed and as it will be, if nobody does anything; and what the case waits for next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from domain.case import Case, LetterStatus
from domain.due import Deadline, armed
from domain.events import RungFired
from domain.glossary import LETTER_STATES, LETTERS, OBLIGATIONS, PARTIES, RUNGS, deadline_label
from domain.ladder import LISTING, next_rung
from domain.obligations import Obligation, Owe
from domain.policy import ROLE_NAMES
from domain.rulebook import Rulebook
from domain.why.running import Running
from domain.workdays import Calendar, day_of, end_of_day

AHEAD = timedelta(days=180)
State = Literal["done", "next", "to-come"]
MARKS: dict[State, str] = {"done": "✔", "next": "▷", "to-come": "·"}


@dataclass(frozen=True, slots=True)
class Rung:
    """一级."""

    rung: int
    name: str
    state: State
    on: date | None
    letter: str
    """how its letter stands"""
    provisional: bool = False

    @property
    def mark(self) -> str:
        return MARKS[self.state]


@dataclass(frozen=True, slots=True)
class Owed:
    """一项义务, counting down."""

    what: str
    on: str
    due_on: date
    due_at: datetime
    provisional: bool
    lapsed: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Next:
    """下一步 of the clock: what happens by itself, when, and whom it concerns."""

    what: str
    whom: str
    at: datetime
    provisional: bool
    rung: int | None


def ladder(case: Case, now: datetime, rules: Rulebook, calendar: Calendar) -> list[Rung]:
    """All seven, as far as this cycle has come."""
    coming = next_rung(case, rules, calendar)
    expected = _expected(case, now, rules, calendar)
    found = []
    for number in sorted(RUNGS)[1:]:
        fact = case.rung_fact(number)
        if fact is not None:
            letter = case.letter(fact.letter or "")
            stands = "原台账载明" if fact.stated else _stands(letter.status, letter.served_on) if letter else ""
            found.append(Rung(number, RUNGS[number], "done", fact.on, stands))
            continue
        state: State = "next" if coming is not None and coming.rung == number else "to-come"
        at = expected.get(number)
        if number > LISTING + 1 or number <= case.rung:  # by decision alone, or passed over by one
            found.append(Rung(number, RUNGS[number], state, None, "已越过" if number <= case.rung else "须另作决定"))
            continue
        day = at or (max(coming.on, day_of(now)) if state == "next" and coming else None)
        found.append(
            Rung(number, RUNGS[number], state, day, "", provisional=bool(day and calendar.is_provisional(day)))
        )
    return found


def _expected(case: Case, now: datetime, rules: Rulebook, calendar: Calendar) -> dict[int, date]:
    """As `domain.forecast` runs it, no further than 提请挂牌: what comes after is decided by a government."""
    found: dict[int, date] = {}
    for event in Running(case, now, rules, calendar).until(end_of_day(day_of(now) + AHEAD)):
        if isinstance(event, RungFired):
            found[event.rung] = day_of(event.at)
            if event.rung >= LISTING:
                break
    return found


def _stands(status: LetterStatus, served_on: date | None) -> str:
    return f"{served_on.month}月{served_on.day}日送达" if served_on else LETTER_STATES[status]


def owed(case: Case, calendar: Calendar) -> list[Owed]:
    """What is owed, soonest first."""
    held = case.hold is not None and case.hold.in_force
    return [
        Owed(
            what=matter(case, one),
            on=PARTIES[one.on.value],
            due_on=one.due_on,
            due_at=one.due_at,
            provisional=calendar.is_provisional(one.due_on) and one.period not in ("stated", "same day"),
            lapsed=one.lapsed,
            held=held and one.kind is Owe.PLAN,
        )
        for one in sorted(case.obligations, key=lambda one: one.due_at)
    ]


def matter(case: Case, one: Obligation) -> str:
    """What it is, and of which letter."""
    letter = case.letter(one.ref)
    what = OBLIGATIONS[one.kind]
    return f"{what}：{letter.number or ''}{LETTERS[letter.kind]}" if letter else what


def following(case: Case, now: datetime, rules: Rulebook, calendar: Calendar) -> Next | None:
    """What the clock does next."""
    due = armed(case, rules, calendar, now)
    if due is None:
        return None
    return Next(
        what=_does(due, case, rules), whom=_concerns(due, case, rules), at=due.at, provisional=due.provisional,
        rung=due.rung.rung if due.rung else None,
    )  # fmt: skip


def _does(due: Deadline, case: Case, rules: Rulebook) -> str:
    match due.kind:
        case "rung" if due.rung is not None:
            rule = rules.rung(due.rung.rung)
            return f"发出{RUNGS[rule.rung]}" if rule.letter is None else f"拟制《{LETTERS[rule.letter]}》，送签"
        case "rectify_lapse":
            return "整改期限届满，未整改完毕即为逾期"
        case "rectify_reminder":
            return "提醒：整改期限将至"
        case "hold_end":
            return "中止期满，恢复计算"
        case "gap":
            letter = case.letter(due.ref)
            waits = "仍未签发" if letter and letter.issued_on is None else "仍未送达"
            return f"{LETTERS[letter.kind] if letter else '文书'}{waits}的，下一级间隔自行起算"
        case "step_lapse":
            return f"“{OBLIGATIONS[Owe(due.subject)]}”届满"
        case _:
            return deadline_label(due.label)


def _concerns(due: Deadline, case: Case, rules: Rulebook) -> str:
    if due.rung is not None and due.kind == "rung":
        rule = rules.rung(due.rung.rung)
        return f"{ROLE_NAMES[rule.signed_by]}签发" if rule.letter is not None else "主要负责人"
    if due.kind == "step_lapse":
        one = next((one for one in case.obligations if one.kind.value == due.subject and one.ref == due.ref), None)
        return PARTIES[one.on.value] if one else ""
    if due.step is not None:
        return due.step.whom or PARTIES[due.step.to.value]
    return ""
