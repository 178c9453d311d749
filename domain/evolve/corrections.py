"""更正、规则版本与暂定日期."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import events as e
from domain.case import Case, Channel
from domain.evolve.change import Change, Changes, moved, with_letter
from domain.rulebook import LetterKind
from domain.workdays import day_of

_CORRECTABLE: dict[str, Callable[[str], Any]] = {
    "found_on": date.fromisoformat,
    "rectify_by": date.fromisoformat,
    "channel": Channel,
    **dict.fromkeys(("unit", "region", "industry", "description", "criterion", "risk", "sponsor", "office"), str),
}
CORRECTABLE = frozenset(_CORRECTABLE)
"""更正 what EntryCorrected may name"""


def read_corrected(field: str, text: str) -> Any:
    """The value a correction states; errors: ValueError."""
    return _CORRECTABLE[field](text)


def _corrected(_case: Case, event: e.EntryCorrected) -> Change:
    value = read_corrected(event.field, event.now)
    return moved(value, day_of(event.at)) if event.field == "rectify_by" else {event.field: value}


def _service_corrected(case: Case, event: e.ServiceCorrected) -> Change:
    """What counted from the service counts again from the corrected day (the fresh obligations come in `owes`)."""
    again = {(o.kind, o.ref) for o in event.owes}
    obligations = tuple(o for o in case.obligations if (o.kind, o.ref) not in again)
    letters = with_letter(case, event.letter, served_on=event.on)
    change: Change = {"letters": letters, "obligations": obligations}
    letter = case.letter(event.letter)
    if letter is not None and letter.kind is LetterKind.ORDER:
        change |= {"order_on": event.on} | moved(event.rectify_by, day_of(event.at))
    return change


def _projected(case: Case, event: e.DeadlinesProjected) -> Change:
    again = {(o.kind, o.ref) for o in event.owes}
    change: Change = {"obligations": tuple(o for o in case.obligations if (o.kind, o.ref) not in again)}
    if event.ladder_from is not None:  # what waited for its release waits no more
        change |= {"ladder_from": event.ladder_from, "asked_release_on": None}
    return change | moved(event.rectify_by, day_of(event.at))


CHANGES: Changes = {
    e.EntryCorrected: _corrected,
    e.ServiceCorrected: _service_corrected,
    e.EditionAdopted: lambda _case, event: {"edition": event.edition},
    e.ProvisionalReleased: lambda _case, event: {
        "provisional_released": True,
        "asked_release_on": None,
        "ladder_from": event.ladder_from,
    },
    e.DeadlinesProjected: _projected,
}
