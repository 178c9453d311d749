"""标记 which events leave a mark beside the chain: hands, rungs, letters, notices. The only such table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson

from domain.case import Case
from domain.events import CaseReopened, Event, Jumped, LetterIssued, LetterWithdrawn, RungFired, RungStated
from domain.notices import HANDING_OVER, Notice, notice_key, notices

NUMBER = re.compile(r"^(?P<issuer>.+)〔(?P<year>\d{4})〕(?P<number>\d+)号$")

KINDS = ("hands", "rungs", "letters", "notices")
RUNGS = RungFired | RungStated | Jumped
"""A rung is reached by whichever way."""
LETTERS = LetterIssued | LetterWithdrawn


@dataclass(frozen=True, slots=True)
class Marks:
    """What a run of events adds beside the chain."""

    hands: list[tuple[int, str, str, int]] = field(default_factory=list)  # cycle, person, deed, version
    rungs: list[tuple[int, int, int]] = field(default_factory=list)  # cycle, rung, version
    letters: list[tuple[str, int, int, str, int]] = field(default_factory=list)  # issuer, year, number, letter, version
    notices: list[tuple[Notice, int]] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which kinds there are; none for most commands."""
        return tuple(kind for kind in KINDS if getattr(self, kind))

    def json(self) -> str:
        """As the append takes them."""
        return orjson.dumps(
            {
                "hands": [dict(zip(("cycle", "person", "deed", "version"), hand, strict=True)) for hand in self.hands],
                "rungs": [dict(zip(("cycle", "rung", "version"), rung, strict=True)) for rung in self.rungs],
                "letters": [
                    dict(zip(("issuer", "year", "number", "letter", "version"), letter, strict=True))
                    for letter in self.letters
                ],
                "notices": [notice_fields(notice, version) for notice, version in self.notices],
            }
        ).decode()


NONE = Marks()


def notice_fields(notice: Notice, version: int) -> dict[str, Any]:
    """A notice as its row."""
    return {
        "key": notice.key,
        "version": version,
        "kind": notice.kind,
        "to": list(notice.to),
        "title": notice.title,
        "text": notice.text,
    }


def marks(events: Sequence[Event], after: Case, first_version: int) -> Marks:
    """The marks of the events that led to `after`, the first of which has `first_version`. Most leave none."""
    if not any(leaves_marks(type(event)) for event in events):
        return NONE
    found = Marks()
    cycle = after.cycle - sum(isinstance(event, CaseReopened) for event in events)
    for version, event in enumerate(events, first_version):
        cycle += isinstance(event, CaseReopened)
        found.hands.extend((cycle, person, deed, version) for person, deed in event.hands())
        found.notices.extend((notice, version) for notice in notices(after, event, version))
        if isinstance(event, RUNGS):
            found.rungs.append((cycle, event.rung, version))
        if isinstance(event, LETTERS):
            found.letters.append((*_numbered(event), event.letter, version))
    return found


def mark_names(event: Event, after: Case, version: int) -> Iterator[tuple[str, str]]:
    """The marks of one event by the names `verify_marks` gives them: nothing is written out for who only compares."""
    for person, deed in event.hands():
        yield "hands", f"{after.cycle}/{person}/{deed}"
    if (key := notice_key(after, event, version)) is not None:
        yield "notices", f"{key}/{version}"
    if isinstance(event, RUNGS):
        yield "rungs", f"{after.cycle}/{event.rung}/{version}"
    if isinstance(event, LETTERS):
        issuer, year, number = _numbered(event)
        yield "letters", f"{issuer}/{year}/{number}/{event.letter}/{version}"


@cache
def leaves_marks(kind: type[Event]) -> bool:
    """False for most: they are not asked."""
    return kind.hands is not Event.hands or issubclass(kind, (RUNGS | LETTERS | HANDING_OVER).__args__)


def _numbered(event: LetterIssued | LetterWithdrawn) -> tuple[str, int, int]:
    numbered = NUMBER.match(event.number)
    if numbered is None:
        raise ValueError(f"not a letter's number: {event.number!r}")
    issuer, year, number = numbered.groups()
    return issuer, int(year), int(number)
