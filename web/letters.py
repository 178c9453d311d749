"""文书一览 the rows of letters as they are shown: each asked again of its case, with what may be pressed on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import quote, urlencode

from domain.case import Case, Letter
from domain.decide.allowed import allowed
from domain.obligations import Owe
from domain.rulebook import LetterKind
from domain.waiting import Waiting, waiting
from domain.workdays import bundled_calendar, day_of
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions.letters import LetterFilter, LetterRow
from ledger.questions.turns import standing
from web.forms.labels import verb
from web.forms.offered import FITTING, letters_for
from web.turns import Action, row_name

LONGEST = 100
USUAL = ("SignLetter", "ReturnDraft", "HoldDraft", "IssueLetter", "ServeLetter", "ProceedUnserved", "AnswerLetter")
"""what brings a letter on its way; to take one back is asked for on its own page"""


class State(StrEnum):
    """文书一览的一栏."""

    UNSIGNED = "unsigned"
    UNISSUED = "unissued"
    UNSERVED = "unserved"
    UNANSWERED = "unanswered"
    ALL = "all"

    @property
    def waits(self) -> str:
        """As the view calls it."""
        return "" if self is State.ALL else self.value


@dataclass(frozen=True, slots=True)
class Item:
    """一份文书, as it is shown."""

    row: LetterRow
    letter: Letter
    case: Case
    waits: str
    since: date
    due_on: date | None
    days: int
    """workdays in its present state"""
    late: bool
    actions: tuple[Action, ...]

    @property
    def href(self) -> str:
        return address(self.case.number, self.letter.id)

    @property
    def place(self) -> str:
        """The name of its row on the page."""
        return row_name(self.case.number, self.letter.id)


@dataclass(slots=True)
class LetterAsked:
    """所问 of the list: what could be read of the address, and a sentence for what could not."""

    filter: LetterFilter
    faults: dict[str, str] = field(default_factory=dict)


def address(number: str, letter: str) -> str:
    """The page of one letter."""
    return f"/cases/{number}/letters/{quote(letter, safe='/')}"


def outside(holder: Holder) -> bool:
    """An entity's people: they are shown what was sent to it."""
    return not holder.sight.areas


def asked_of(told: Mapping[str, str], holder: Holder) -> LetterAsked:
    """The filters of an address; what cannot be read is left out, and said."""
    faults: dict[str, str] = {}

    def text(name: str) -> str | None:
        value = told.get(name, "").strip()
        if len(value) > LONGEST or not value.isprintable():
            faults[name] = f"最长 {LONGEST} 字，不含控制字符。"
            return None
        return value or None

    def day(name: str) -> date | None:
        value = text(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            faults[name] = "应为日期，如 2026-06-30。"
            return None

    kind, office = text("kind"), text("office")
    if kind is not None and kind not in set(LetterKind):
        faults["kind"], kind = "请在列表里选一个文种。", None
    if office is not None and office not in holder.offices:
        faults["office"], office = "请在列表里选一个机关。", None
    since, until = day("from"), day("to")
    if since and until and since > until:
        faults["to"] = "止日早于起日。"
    wanted = LetterFilter(sent=outside(holder), kind=kind, office=office, unit=text("unit"), called=text("number"))
    return LetterAsked(replace(wanted, since=since, until=until), faults)


async def items(connection: Connection, rows: Sequence[LetterRow], holder: Holder, state: State) -> list[Item]:
    """The rows as their cases say by now; what no longer waits is not shown among what waits."""
    cases = await standing(connection, {row.number for row in rows})
    fresh = {number: {one.letter.id: one for one in waiting(case)} for number, case in cases.items()}
    found = []
    for row in rows:
        one = fresh.get(row.number, {}).get(row.letter)
        if one is not None and state.waits in ("", one.waits):
            found.append(_item(row, one, cases[row.number], holder))
    return found


def actions(case: Case, letter: Letter, holder: Holder, commands: Sequence[str] = USUAL) -> tuple[Action, ...]:
    """What this person may do with this letter now."""
    if holder.person is None or not holder.sight.writes:
        return ()
    fitting = [
        name
        for name in commands
        if name in FITTING and letter in letters_for(name, case, holder) and _now(name, case, letter)
    ]
    who = holder.person, holder.appointments, day_of(holder.clock), holder.offices
    told = urlencode({"letter": letter.id})
    return tuple(
        Action(name, verb(name), f"/cases/{case.number}/do/{name}?{told}")
        for name in allowed(case, *who, among=fitting)
    )


def _now(command: str, case: Case, letter: Letter) -> bool:
    """Not what the rules would refuse: an answer given, a service that may still succeed."""
    if command == "ProceedUnserved":
        return case.owes(Owe.DECIDE_SERVICE, letter.id) is not None
    return command != "AnswerLetter" or letter.answered_on is None


def _item(row: LetterRow, one: Waiting, case: Case, holder: Holder) -> Item:
    today, calendar = day_of(holder.clock), bundled_calendar()
    return Item(
        row=row,
        letter=one.letter,
        case=case,
        waits=one.waits,
        since=one.since,
        due_on=one.due_on,
        days=calendar.count(one.since, today) if one.since < today else 0,
        late=one.due_on is not None and calendar.roll(one.due_on) < today,
        actions=actions(case, one.letter, holder),
    )
