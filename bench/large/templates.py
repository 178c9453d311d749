"""样板: a sample life made ready to be copied: its rows as forms, its marks, its state after every turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from bench.large.copying import integer, micros, text, texts
from bench.large.lives import Life, Turn
from bench.large.stamp import MARKS, Text
from domain.case import Case
from domain.events import CaseAdopted, Event, LetterIssued, LetterWithdrawn
from domain.registers.known import stored
from domain.upcasts import dump
from ledger.marks import marks
from ledger.view import row

_AS_IT_STANDS = [*(mark.encode() for mark in MARKS), b"0000", b"-", *[b"-"] * 200]
"""for what does not depend on the copy's own names"""


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """送出之物 of an event."""

    version: int
    kind: bytes
    to: bytes
    title: Text
    told: Text


@dataclass(frozen=True, slots=True)
class EventForm:
    """One event: what is the same in every copy stands ready in the chain's and in COPY's own form."""

    version: int
    name: bytes
    shape: bytes
    at: int
    body: Text
    issues: bool
    """takes the next 文号"""


@dataclass(frozen=True, slots=True)
class TurnForm:
    """One command."""

    day: int
    """days after the first"""
    now: int
    by: Text
    command_id: Text | None
    """None: a person's, which gets an id of its own"""
    first: int
    last: int
    events: tuple[EventForm, ...]
    hands: tuple[tuple[bytes, Text, bytes], ...]
    """cycle, person, deed with version"""
    rungs: tuple[bytes, ...]
    letters: tuple[tuple[int, Text], ...]
    notices: tuple[NoticeForm, ...]
    refusal: tuple[str, str] | None
    open: bool
    view: tuple[object, ...]
    snapshot: Text
    owing: bool
    """has obligations or is open: a deadline may be armed"""


@dataclass(frozen=True, slots=True)
class Template:
    """样板."""

    first: date
    turns: tuple[TurnForm, ...]
    adopted: bool
    register_row: Text | None
    ends: int | None
    """days until it is over; None: it is open as long as it was led"""

    @property
    def events(self) -> int:
        return self.turns[-1].last

    def by_day(self, day: int) -> int:
        """How many events there are by that day after the first."""
        return max((turn.last for turn in self.turns if turn.day <= day), default=0)

    @property
    def days(self) -> int:
        """How long it can be found open."""
        return self.ends if self.ends is not None else self.turns[-1].day + 1


def templates(lives: Sequence[Life]) -> list[Template]:
    """One for each life."""
    return [_template(life) for life in lives]


def _template(life: Life) -> Template:
    first = life.turns[0].now.date()
    turns, version, seen = [], 0, set[tuple[int, str, str]]()
    for turn in life.turns:
        turns.append(_turn(turn, first, version, seen))
        version += len(turn.events)
    ends = next((turn.day for turn in turns if not turn.open), None)
    opened = life.turns[0].events[0]
    told = orjson.dumps(stored(life.row)).decode() if life.row else None
    return Template(first, tuple(turns), isinstance(opened, CaseAdopted), Text(told) if told else None, ends)


def _turn(turn: Turn, first: date, before: int, seen: set[tuple[int, str, str]]) -> TurnForm:
    case = turn.after
    if case is None:
        raise ValueError("a turn leaves a case")
    left = marks(turn.events, case, before + 1)
    hands = []
    for cycle, person, deed, version in left.hands:
        if (cycle, person, deed) not in seen:
            seen.add((cycle, person, deed))
            hands.append((integer(cycle), Text(person), text(deed.encode()) + integer(version)))
    last = before + len(turn.events)
    return TurnForm(
        day=(turn.now.date() - first).days,
        now=micros(turn.now),
        by=Text(turn.by),
        command_id=Text(turn.command_id) if turn.command_id else None,
        first=before + 1,
        last=last,
        events=tuple(_event(event, version) for version, event in enumerate(turn.events, before + 1)),
        hands=tuple(hands),
        rungs=tuple(integer(cycle) + integer(rung) + integer(version) for cycle, rung, version in left.rungs),
        letters=tuple((version, Text(letter)) for _, _, _, letter, version in left.letters),
        notices=tuple(
            NoticeForm(version, text(one.kind.encode()), texts(one.to), Text(one.title), Text(one.text))
            for one, version in left.notices
        ),
        refusal=(turn.refusal.code, turn.refusal.sentence) if turn.refusal else None,
        open=case.open,
        view=row(case, last, None),
        snapshot=Text(case.model_dump_json(exclude_defaults=True)),
        owing=case.open or bool(case.obligations),
    )


def _event(event: Event, version: int) -> EventForm:
    return EventForm(
        version,
        type(event).__name__.encode(),
        b"%d" % event.shape,
        micros(event.at),
        Text(dump(event).decode()),
        isinstance(event, LetterIssued | LetterWithdrawn),
    )


def sample_case(turn: TurnForm, days: int) -> Case:
    """The case after a turn as a copy of so many days later has it, but for the copy's own names."""
    form = turn.snapshot.moved(days)
    return Case.model_validate_json(form.filled(_AS_IT_STANDS))
