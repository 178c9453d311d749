"""Asking why of the lives of these tests: a life that keeps when each event was recorded, and with which tables."""

from domain.events import Event
from domain.why.asked import Asked, why
from domain.why.trail import Entry
from tests.domain import builders, lives


def entries_of(life: builders.Life) -> list[Entry]:
    """The trail of a life told by the builders; what was entered late is recorded when the clock had come to it."""
    recorded, found = life.events[0].at, []
    for version, event in enumerate(life.events, 1):
        recorded = max(recorded, event.at, _entered(life, event))
        found.append(Entry(version, event, recorded, life.rules, (life.calendar,)))
    return found


def _entered(life: builders.Life, event: Event):
    return getattr(life, "entered", {}).get(id(event), event.at)


def late(life: builders.Life, *events: Event) -> None:
    """These were recorded now, whenever they happened."""
    life.entered = {**getattr(life, "entered", {}), **{id(event): life.now for event in events}}


def ask(life: builders.Life, **asked) -> Asked:
    return why(entries_of(life), life.now, **asked)


def entries_of_random(life: lives.Life) -> list[Entry]:
    """The trail of a random life: each event recorded when it was decided, with what was in force then."""
    told = [(event, turn) for turn in life.turns for event in turn.events]
    return [
        Entry(version, event, turn.now, turn.rules, (turn.calendar,)) for version, (event, turn) in enumerate(told, 1)
    ]
