"""记录 an event as a case file tells it, and how it names people, letters and attachments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.events import Event
from domain.people import CLOCK
from domain.wording import called

SYSTEM = "系统时钟"
FILES_IN = ("digest", "evidence", "photo")
"""fields of events that name files by digest"""


@dataclass(frozen=True, slots=True)
class Told:
    """一条记录: an event with what stands beside it in the ledger."""

    version: int
    at: datetime
    recorded_at: datetime
    by: str
    edition: str
    event: Event


@dataclass(frozen=True, slots=True)
class Step:
    """An event with the case before and after it."""

    told: Told
    before: Case | None
    after: Case


@dataclass(frozen=True, slots=True)
class Names:
    """称呼: people by name where they are still known, else by id; files by their place in the case file."""

    called: Mapping[str, str]
    attachments: Mapping[str, int]

    def who(self, person: str) -> str:
        """A person, or the clock."""
        if person == CLOCK or person.startswith("duban:"):
            return SYSTEM if person == CLOCK else "系统操作员"
        return self.called.get(person, person)

    def all(self, people: Sequence[str]) -> str:
        """Several, in their order."""
        return "、".join(map(self.who, people))

    def office(self, office: str | None) -> str:
        """机构, or nothing."""
        return self.called.get(office, office) if office else ""

    def letter(self, case: Case, letter: str) -> str:
        """文书 by its number, else by its day."""
        return called(case.letter(letter))

    def files(self, digests: Sequence[str]) -> str:
        """附件 by their numbers, or nothing."""
        known = [str(self.attachments[one]) for one in digests if one in self.attachments]
        return f"附件{'、'.join(known)}" if known else ""


def files_of(event: Event) -> tuple[str, ...]:
    """The digests of the files that an event names, in order."""
    found: list[str] = []
    for name in FILES_IN:
        value: Any = getattr(event, name, None)
        found += [one for one in (value if isinstance(value, tuple | list) else (value,)) if _is_digest(one)]
    return tuple(found)


def people_of(event: Event) -> tuple[str, ...]:
    """The ids of the persons whom an event names besides who entered it."""
    found: list[str] = []
    for name in ("author", "second", "approver", "legal_reviewer", "acting_for"):
        found += [value] if isinstance(value := getattr(event, name, None), str) else []
    for name in ("inspectors", "witnesses", "present"):
        found += getattr(event, name, ())
    return tuple(found)


def _is_digest(one: Any) -> bool:
    return isinstance(one, str) and len(one) == 64 and all(letter in "0123456789abcdef" for letter in one)
