"""文书所待 what each letter of a case waits for: signature, issue, service, an answer; since when, and until when."""

from dataclasses import dataclass
from datetime import date

from domain.case import Case, Letter, LetterStatus
from domain.obligations import Owe


@dataclass(frozen=True, slots=True)
class Waiting:
    """文书所待: what a letter waits for, since when and until when."""

    letter: Letter
    waits: str
    """unsigned, unissued, unserved, unanswered; empty when for nothing"""
    since: date
    """the day it came into its present state"""
    due_on: date | None


_OWED: dict[str, tuple[Owe, ...]] = {
    "unsigned": (Owe.SIGN,),
    "unissued": (Owe.ISSUE,),
    "unserved": (Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE),
    "unanswered": (Owe.ANSWER,),
}


def waiting(case: Case) -> tuple[Waiting, ...]:
    """文书 of a case; 待签发、待送达、待回复 as `domain.figures` counts them."""
    return tuple(_waiting(case, letter) for letter in case.letters)


def _waiting(case: Case, letter: Letter) -> Waiting:
    match letter.status:
        case _ if case.owes(Owe.ANSWER, letter.id) is not None:
            waits = "unanswered"
        case LetterStatus.DRAFTED if case.open:
            waits = "unsigned"
        case LetterStatus.SIGNED if case.open:
            waits = "unissued"
        case LetterStatus.ISSUED if case.open and letter.needs_service:
            waits = "unserved"
        case _:
            waits = ""
    owed = [one for one in case.obligations if one.ref == letter.id and one.kind in _OWED.get(waits, ())]
    return Waiting(letter, waits, _since(letter), owed[-1].due_on if owed else None)


def _since(letter: Letter) -> date:
    days = {
        LetterStatus.SIGNED: letter.signed_on,
        LetterStatus.ISSUED: letter.issued_on,
        LetterStatus.SERVED: letter.answered_on or letter.served_on,
        LetterStatus.WITHDRAWN: letter.ended_on,
        LetterStatus.VOID: letter.ended_on,
    }
    return days.get(letter.status) or letter.drafted_on
