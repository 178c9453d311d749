"""案卷的重放 a case's events with the state before and after each, and the rules under which each was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import Case
from domain.events import EditionAdopted, Event
from domain.evolve import evolve
from domain.rulebook import Rulebook, rulebook
from domain.workdays import Calendar, day_of


@dataclass(frozen=True, slots=True)
class Entry:
    """一条记录 as the record holds it: `version` is its place in the case's trail, from 1.

    `calendars` are the holiday tables it can have been decided with: by the record first, then one that the running
    program already carried but that was put in force a little later.
    """

    version: int
    event: Event
    recorded_at: datetime
    rules: Rulebook
    calendars: tuple[Calendar, ...]
    table_known: bool = True
    """the holiday table of then is still at hand, not rebuilt from today's"""

    @property
    def calendar(self) -> Calendar:
        """节假日表 in force by the record."""
        return self.calendars[0]

    @property
    def on(self) -> date:
        """事实发生之日."""
        return day_of(self.event.at)


@dataclass(frozen=True, slots=True)
class Fold:
    """One entry, with the case before and after it."""

    entry: Entry
    before: Case | None
    after: Case

    @property
    def event(self) -> Event:
        return self.entry.event

    @property
    def version(self) -> int:
        return self.entry.version

    @property
    def rules(self) -> Rulebook:
        """规则手册 from here on: an edition adopted holds from the entry after."""
        return rulebook(self.event.edition) if isinstance(self.event, EditionAdopted) else self.entry.rules


def folded(trail: Iterable[Entry]) -> tuple[Fold, ...]:
    """重放; errors: ValueError when the first event does not open a case."""
    case: Case | None = None
    folds = []
    for entry in trail:
        after = evolve(case, entry.event)
        folds.append(Fold(entry, case, after))
        case = after
    return tuple(folds)


def cycle_of(folds: Sequence[Fold], cycle: int) -> tuple[Fold, ...]:
    """一轮: the entries of one cycle, the reopening that began it included."""
    return tuple(fold for fold in folds if fold.after.cycle == cycle)


def last(history: Sequence[Fold], *kinds: type[Event], **like: object) -> Fold | None:
    """The last entry of these types whose event has these values, or None."""
    for fold in reversed(history):
        if isinstance(fold.event, kinds) and all(getattr(fold.event, name) == value for name, value in like.items()):
            return fold
    return None
