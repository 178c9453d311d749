"""待写的行: a copy under way, the copies that go together, and what one transaction writes of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bench.large import city
from bench.large.copying import copy
from bench.large.templates import Template
from ledger.bulk import COMMAND_COLUMNS, EVENT_COLUMNS
from ledger.pool import LONG, Connection
from ledger.view import COLUMNS

COMMANDS = (*COMMAND_COLUMNS[:4], "refusal", "sentence", *COMMAND_COLUMNS[4:])
HANDS = ("stream", "cycle", "person", "deed", "version")
RUNGS = ("stream", "cycle", "rung", "version")
LETTERS = ("issuer", "year", "number", "stream", "version", "letter")
NOTICES = ("key", "stream", "version", "kind", "to", "title", "text")
DELIVERIES = ("key", "digest", "delivered_at")
CASES = (*COLUMNS, "fingerprint", "opened_at", "moved_at")
REGISTER = ("number", "batch", "fingerprint", "row_digest", "body")


@dataclass(slots=True)
class Copied:
    """A copy under way."""

    number: bytes
    order: int
    stream: bytes
    values: list[bytes]
    head: bytes
    unit: city.Unit
    batch: str
    opened_at: int = 0


@dataclass(slots=True)
class Group:
    """Copies of one life that began on one day: their dates are the same."""

    template: Template
    first: date
    cases: list[Copied]

    @property
    def days(self) -> int:
        """By how many days they were moved."""
        return (self.first - self.template.first).days


@dataclass(slots=True)
class Rows:
    """What one transaction writes."""

    events: list[tuple[int, bytes]] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    hands: list[bytes] = field(default_factory=list)
    rungs: list[bytes] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    notices: list[bytes] = field(default_factory=list)
    deliveries: list[bytes] = field(default_factory=list)
    cases: list[tuple[Any, ...]] = field(default_factory=list)
    register: list[tuple[str, ...]] = field(default_factory=list)

    async def write(self, connection: Connection) -> None:
        """All of it, in the caller's transaction."""
        await copy(connection, "events", EVENT_COLUMNS, [one for _, one in self.events])
        await copy(connection, "commands", COMMANDS, self.commands)
        await copy(connection, "hands", HANDS, self.hands)
        await copy(connection, "rungs", RUNGS, self.rungs)
        await copy(connection, "letters", LETTERS, self.letters)
        await copy(connection, "notices", NOTICES, self.notices)
        await copy(connection, "deliveries", DELIVERIES, self.deliveries)
        await connection.copy_records_to_table("cases", columns=CASES, records=self.cases, timeout=LONG)
        await connection.copy_records_to_table("register_rows", columns=REGISTER, records=self.register, timeout=LONG)
