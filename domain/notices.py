"""送出之物 what an event puts before somebody: messages at once, letters when issued. Keyed, so that none goes twice."""

from domain import wording
from domain.case import Case, Frozen
from domain.events import CaseUrged, Event, LetterIssued, LetterWithdrawn, OrderIssued, ReminderSent, RungFired

HANDING_OVER = ReminderSent | RungFired | OrderIssued | LetterIssued | LetterWithdrawn | CaseUrged
"""the events that may hand something over"""


class Notice(Frozen):
    """One thing to hand over. `key` is the case and the version of its event: the same after any rebuild (G8)."""

    key: str
    to: tuple[str, ...]
    kind: str
    title: str
    text: str


def notice_key(case: Case, event: Event, version: int) -> str | None:
    """The key of what this event hands over, or None, without writing it out; `case` is the case after it."""
    match event:
        case ReminderSent(skipped=False) | RungFired(letter=None) | OrderIssued() | LetterWithdrawn() | CaseUrged():
            return _key(case, version)
        case LetterIssued() if case.letter(event.letter) is not None:
            return _key(case, version)
        case _:
            return None


def _key(case: Case, version: int) -> str:
    return f"{case.number}-{version:06d}"


def notices(case: Case, event: Event, version: int) -> tuple[Notice, ...]:
    """What this event hands over; `case` is the case after it."""
    key = _key(case, version)
    match event:
        case ReminderSent(skipped=False):
            title, text = wording.message(case, event.subject, event.whom, event.workdays)
            return (Notice(key=key, to=(event.to.value,), kind="reminder", title=title, text=text),)
        case RungFired(letter=None):
            title, text = wording.overdue_notice(case)
            return (Notice(key=key, to=("principal", "controller"), kind="overdue_notice", title=title, text=text),)
        case CaseUrged():
            title, text = wording.urging(case, event.note)
            return (Notice(key=key, to=(event.to.value,), kind="urging", title=title, text=text),)
        case OrderIssued():
            letter = event.letter
            text = f"{wording.body(case, letter, '', letter.drafted_on)}\n  要求：{event.requirements}"
            return _letter(key, wording.addressees(letter), letter.kind, wording.title(case, letter), text)
        case LetterIssued():
            issued = case.letter(event.letter)
            if issued is None:
                return ()
            return _letter(key, wording.addressees(issued), issued.kind, wording.title(case, issued), event.text)
        case LetterWithdrawn():
            withdrawn = case.letter(event.letter)
            to = wording.addressees(withdrawn) if withdrawn else ()
            text = f"{event.number}\n\n撤回函\n\n案件{case.number}的{wording.called(withdrawn)}予以撤回：{event.reason}"
            return _letter(key, to, "withdrawal", "撤回函", text)
        case _:
            return ()


def _letter(key: str, to: tuple[str, ...], kind: str, title: str, text: str) -> tuple[Notice, ...]:
    return (Notice(key=key, to=to, kind=kind, title=title, text=text),)
