"""提及 which persons and which letter an event names, in fields of its own: what an auditor finds it by.

`by` stands beside the event and is not repeated here. A test holds that every field of every event that could name
somebody is either told here or known to name nobody.
"""

from functools import cache

from domain.case import Letter
from domain.events import Event, ObligationLapsed, ReminderSent
from domain.obligations import Owe

PERSONS = (
    "author", "approver", "inspectors", "second", "legal_reviewer", "acting_for", "present", "witnesses", "sponsor",
    "handler",
)  # fmt: skip
"""人员: fields that hold ids of persons (`sponsor` may be the register's own words, which are nobody's id)"""

OF_LETTERS = frozenset({Owe.SIGN, Owe.ISSUE, Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE, Owe.ANSWER})
"""义务 whose `ref` is a letter"""


@cache
def _persons_of(kind: type[Event]) -> tuple[str, ...]:
    # asked of the type once: a model that is asked for a field it lacks takes its time to say so
    return tuple(name for name in PERSONS if name in kind.model_fields)


@cache
def _names_letter(kind: type[Event]) -> bool:
    return "letter" in kind.model_fields


def persons(event: Event) -> tuple[str, ...]:
    """人员 named in the event, each once."""
    found: dict[str, None] = {}
    for name in _persons_of(type(event)):
        value = getattr(event, name)
        for person in value if isinstance(value, tuple) else (value,):
            if person:
                found[person] = None
    return tuple(found)


def letter(event: Event) -> str | None:
    """文书 the event is about, by its id within the case: from the draft on, before it has a number."""
    if _names_letter(type(event)):
        named: Letter | str | None = event.letter  # type: ignore[attr-defined]
        return named.id if isinstance(named, Letter) else named
    if isinstance(event, ObligationLapsed | ReminderSent):
        subject = event.kind if isinstance(event, ObligationLapsed) else event.subject
        return event.ref if subject in OF_LETTERS and event.ref else None
    return None
