"""演变 how an event changes a case. Total: it knows every event ever stored, and never refuses one."""

from domain.case import Case
from domain.events import Event
from domain.evolve import clock, closing, corrections, extension, letters, measures, opening, order
from domain.evolve.change import Changes
from domain.evolve.settles import settled
from domain.workdays import day_of

CHANGES: Changes = {
    **opening.CHANGES,
    **order.CHANGES,
    **extension.CHANGES,
    **closing.CHANGES,
    **letters.CHANGES,
    **measures.CHANGES,
    **corrections.CHANGES,
    **clock.CHANGES,
}
"""one change for each event that changes more than what is owed"""


def evolve(case: Case | None, event: Event) -> Case:
    """The case after the event; errors: ValueError when a first event does not open a case."""
    if case is None:
        return opening.opened(event)
    change = CHANGES[type(event)](case, event) if type(event) in CHANGES else {}
    change.setdefault("obligations", case.obligations)
    change["obligations"] = settled(change["obligations"], event) + event.owes
    change["acted_on"] = max(case.acted_on, day_of(event.at))
    return case.model_copy(update=change)
