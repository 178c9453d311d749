"""标记 which events leave a mark beside the chain: hands, rungs, letters, notices. The only such table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from domain.case import Case
from domain.events import CaseReopened, Event, Jumped, LetterIssued, LetterWithdrawn, RungFired, RungStated
from domain.notices import Notice, notices

NUMBER = re.compile(r"^(?P<issuer>.+)〔(?P<year>\d{4})〕(?P<number>\d+)号$")

KINDS = ("hands", "rungs", "letters", "notices")


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
    """The marks of the events that led to `after`, the first of which has `first_version`."""
    found = Marks()
    cycle = after.cycle - sum(isinstance(event, CaseReopened) for event in events)
    for version, event in enumerate(events, first_version):
        cycle += isinstance(event, CaseReopened)
        found.hands.extend((cycle, person, deed, version) for person, deed in event.hands())
        found.notices.extend((notice, version) for notice in notices(after, event, version))
        if isinstance(event, RungFired | RungStated | Jumped):  # by whichever way it is reached
            found.rungs.append((cycle, event.rung, version))
        if isinstance(event, LetterIssued | LetterWithdrawn):
            numbered = NUMBER.match(event.number)
            if numbered is None:
                raise ValueError(f"not a letter's number: {event.number!r}")
            issuer, year, number = numbered.groups()
            found.letters.append((issuer, int(year), int(number), event.letter, version))
    return found
