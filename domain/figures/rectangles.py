"""时点 when something was true, and when it was known: every instant of both clocks, laid out once as rectangles.

As of (T, R) a case is the fold of its events that happened by T and were known by R, in the order of their versions.
Facts are never of the future, so that T never lies behind R, and what nobody entered late needs one rectangle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.events import Event
from domain.figures.facts import Facts, Told, facts, tell
from domain.workdays import Calendar

EVER = datetime(1, 1, 2, tzinfo=UTC)
FOREVER = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entered:
    """记入 an event with the two instants that matter: since when it is true, since when it is known."""

    event: Event
    at: datetime
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Rectangle:
    """案情 for T in [true_from, true_to) as known at R in [known_from, known_to); T ≤ R."""

    true_from: datetime
    true_to: datetime
    known_from: datetime
    known_to: datetime
    facts: Facts


def entered(event: Event, recorded_at: datetime) -> Entered:
    """No event is known before it happens, whatever two clocks say."""
    return Entered(event, event.at, max(event.at, recorded_at))


def as_of(trail: Iterable[Entered], at: datetime, known_at: datetime, calendar: Calendar) -> Facts | None:
    """时点案情 by plain folding: what `rectangles` must agree with."""
    then = min(at, known_at)
    found: Told | None = None
    for one in trail:
        if one.at <= then and one.known_at <= known_at:
            found = tell(found, one.event)
    return None if found is None else facts(found, calendar)


def rectangles(trail: Sequence[Entered], calendar: Calendar) -> list[Rectangle]:
    """All of a case's, from its events in the order of their versions. Touching ones that say the same are one."""
    folds = _Folds(trail, calendar)
    by_truth = sorted(range(len(trail)), key=lambda place: trail[place].at)
    standing: list[Rectangle] = []
    done: list[Rectangle] = []
    visible, late, place = 0, list[int](), 0
    while place < len(by_truth):
        since = trail[by_truth[place]].at
        while place < len(by_truth) and trail[by_truth[place]].at == since:
            which = by_truth[place]
            place += 1
            if trail[which].known_at > since:
                late.append(which)
            else:
                visible |= 1 << which
        for which in late:
            if trail[which].known_at <= since:
                visible |= 1 << which
        late = [which for which in late if trail[which].known_at > since]
        until = trail[by_truth[place]].at if place < len(by_truth) else FOREVER
        before, standing = standing, []
        for known_from, known_to, found in _column(visible, late, folds):
            same = next(
                (one for one in before if (one.known_from, one.known_to, one.facts) == (known_from, known_to, found)),
                None,
            )
            if same is not None:
                before.remove(same)
            standing.append(Rectangle(same.true_from if same else since, until, known_from, known_to, found))
        done += before
    return done + standing


def _column(visible: int, late: list[int], folds: "_Folds") -> list[tuple[datetime, datetime, Facts]]:
    """What is known of one stretch of truth, and from when to when."""
    known: list[tuple[datetime, datetime, Facts]] = []
    since, mask = EVER, visible
    for until in (*sorted({folds.trail[which].known_at for which in late}), FOREVER):
        found = folds.facts(mask)
        if found is not None:
            if known and known[-1][1] == since and known[-1][2] == found:
                known[-1] = (known[-1][0], until, found)
            else:
                known.append((since, until, found))
        since = until
        mask |= sum(1 << which for which in late if folds.trail[which].known_at == until)
    return known


class _Folds:
    """The folds of a case's events, each subset once. A subset is a number whose bits are its events."""

    def __init__(self, trail: Sequence[Entered], calendar: Calendar) -> None:
        self.trail = trail
        self.calendar = calendar
        self._told: dict[int, Told | None] = {0: None}
        self._facts: dict[int, Facts | None] = {0: None}

    def facts(self, mask: int) -> Facts | None:
        if mask not in self._facts:
            found = self._fold(mask)
            self._facts[mask] = None if found is None else facts(found, self.calendar)
        return self._facts[mask]

    def _fold(self, mask: int) -> Told | None:
        ahead = []
        while mask not in self._told:
            last = mask.bit_length() - 1
            ahead.append(last)
            mask &= ~(1 << last)
        found = self._told[mask]
        for which in reversed(ahead):
            found = tell(found, self.trail[which].event)
            mask |= 1 << which
            self._told[mask] = found
        return found
