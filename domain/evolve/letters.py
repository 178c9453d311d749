"""文书."""

from datetime import date

from domain import events as e
from domain.case import Case, LetterStatus, Stage
from domain.evolve.change import Change, Changes, stepped, with_letter, without
from domain.evolve.order import order_reached
from domain.obligations import Owe
from domain.rulebook import LetterKind
from domain.workdays import day_of


def _drafted(case: Case, event: e.LetterDrafted) -> Change:
    on = day_of(event.at)
    if event.kind is Owe.PROPOSE_AGAIN:  # proposed: from here the letter has its own clocks
        return {"letters": (*case.letters, event.letter), "obligations": without(case, Owe.PROPOSE_AGAIN)}
    return {
        "letters": (*case.letters, event.letter),
        "obligations": stepped(case, event.kind, event.ref, on, event.next_step),
    }


def _taken_back(case: Case, letter_id: str, status: LetterStatus, on: date) -> Change:
    """A letter withdrawn or void. An order that had reached nobody takes the T it stated with it: 期限未起算."""
    change: Change = {"letters": with_letter(case, letter_id, status=status, ended_on=on)}
    letter = case.letter(letter_id)
    if letter is not None and letter.kind is LetterKind.ORDER and case.stage is Stage.DETERMINED:
        change |= {"rectify_by": None, "rectify_set_on": None, "rectify_reminded": (), "rectify_lapsed": False}
    return change


def _served(case: Case, event: e.LetterServed) -> Change:
    served = with_letter(case, event.letter, status=LetterStatus.SERVED, served_on=event.on)
    return {"letters": served, **order_reached(case, event.letter, event.on, event.rectify_by)}


def _went_unserved(case: Case, event: e.ProceededUnserved) -> Change:
    on = day_of(event.at)
    letter = case.letter(event.letter)
    before = letter.gap_expired_on if letter is not None else None
    letters = with_letter(case, event.letter, gap_expired_on=min(on, before or on))  # a gap that runs is not begun anew
    return {"letters": letters, **order_reached(case, event.letter, on, event.rectify_by)}


CHANGES: Changes = {
    e.LetterDrafted: _drafted,
    e.LetterSigned: lambda case, event: {
        "letters": with_letter(case, event.letter, status=LetterStatus.SIGNED, signed_on=day_of(event.at))
    },
    e.DraftHeld: lambda case, event: {"letters": with_letter(case, event.letter, held=True)},
    e.LetterIssued: lambda case, event: {
        "letters": with_letter(
            case,
            event.letter,
            status=LetterStatus.ISSUED,
            number=event.number,
            issued_on=day_of(event.at),
        )
    },
    e.LetterWithdrawn: lambda case, event: _taken_back(case, event.letter, LetterStatus.WITHDRAWN, day_of(event.at)),
    e.LetterVoided: lambda case, event: _taken_back(case, event.letter, LetterStatus.VOID, day_of(event.at)),
    e.LetterServed: _served,
    e.ProceededUnserved: _went_unserved,
    e.LetterAnswered: lambda case, event: {"letters": with_letter(case, event.letter, answered_on=day_of(event.at))},
}
