"""演变 how an event changes a case. Total: it knows every event ever stored, and never refuses one."""

from datetime import datetime

from domain.case import Case
from domain.events import Event
from domain.evolve import clock, closing, corrections, extension, handling, letters, measures, opening, order
from domain.evolve.change import Change, Changes, altered
from domain.evolve.settles import settled
from domain.workdays import day_of

CHANGES: Changes = {
    **opening.CHANGES,
    **order.CHANGES,
    **extension.CHANGES,
    **closing.CHANGES,
    **letters.CHANGES,
    **measures.CHANGES,
    **handling.CHANGES,
    **corrections.CHANGES,
    **clock.CHANGES,
}
"""one change for each event that changes more than what is owed"""


def evolve(case: Case | None, event: Event) -> Case:
    """The case after the event; errors: ValueError when a first event does not open a case."""
    if case is None:
        return opening.opened(event)
    change = _changed(case, event)
    change["acted_on"] = max(case.acted_on, day_of(event.at))
    return altered(case, change)


class Fold:
    """归并 many events into one case of its own, which it changes in place: for who reads whole trails by the million."""

    def __init__(self) -> None:
        self.case: Case | None = None
        """as `evolve` gives it, but for `acted_on` until `done`"""
        self._last: datetime | None = None

    def add(self, event: Event) -> Case:
        """One more event; errors as `evolve`."""
        at = event.at
        if self.case is None:
            self.case, self._last = opening.opened(event), at
            return self.case
        self.case.__dict__.update(_changed(self.case, event))
        if self._last is None or at > self._last:
            self._last = at
        return self.case

    def done(self) -> Case | None:
        """The case after all of them."""
        if self.case is not None and self._last is not None:
            self.case.__dict__["acted_on"] = day_of(self._last)  # the last day is that of the last instant
        return self.case


def _changed(case: Case, event: Event) -> Change:
    of_kind = CHANGES.get(type(event))
    change = of_kind(case, event) if of_kind is not None else {}
    change["obligations"] = settled(change.get("obligations", case.obligations), event) + event.owes
    return change
