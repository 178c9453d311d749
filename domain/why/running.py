"""走钟 the case's clock run on paper: what would have lapsed by itself, moment by moment, had nobody acted."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.case import Case
from domain.circumstances import Circumstances
from domain.decide.clock import lapse
from domain.due import Deadline, armed
from domain.events import Event
from domain.evolve import evolve
from domain.people import CLOCK
from domain.rulebook import Rulebook
from domain.workdays import Calendar

MOST = 20_000
"""lapses of one run; a case has some dozens in a year"""


@dataclass(slots=True)
class Running:
    """走钟 of one case: `until` lets time pass, and says what came about."""

    case: Case
    now: datetime
    rules: Rulebook
    calendar: Calendar
    left: int = MOST

    @property
    def circumstances(self) -> Circumstances:
        """As the clock sees them."""
        return Circumstances(now=self.now, by=CLOCK, number=self.case.number, rules=self.rules, calendar=self.calendar)

    def armed(self) -> Deadline | None:
        return armed(self.case, self.rules, self.calendar, self.now)

    def happens(self, *events: Event) -> None:
        """Something comes about now."""
        self.case = functools.reduce(evolve, events, self.case)

    def until(self, then: datetime) -> Iterator[Event]:
        """Time passes; each lapse at its moment, as it comes. Whoever takes them may act between two."""
        while (due := self.armed()) is not None and due.at <= then and self.left > 0:
            self.left -= 1
            self.now = max(self.now, due.at)
            events = lapse(self.case, self.circumstances)
            if not events:
                break
            self.happens(*events)
            yield from events
        self.now = max(self.now, then)
