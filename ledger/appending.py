"""入账 one append: from events to the statement that writes them, the command and the case's row in one trip."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from domain.case import Case
from domain.due import Deadline
from domain.events import Event
from ledger.marks import marks
from ledger.pool import Connection
from ledger.statement import append_statement
from ledger.together import Together
from ledger.view import row
from ledger.writing import Writer, fields


def number_of(case: str) -> str:
    """`2026-000001` of a number or of a stream."""
    return case.removeprefix("case-")


def stream_of(case: str) -> str:
    """`case-2026-000001` of a number or of a stream."""
    return f"case-{number_of(case)}"


class Entry(TypedDict):
    """What an append takes whether events are recorded or a refusal."""

    case: str
    expected: int
    head: bytes
    by: str
    command_id: str
    digest: str
    edition: str
    recorded_at: datetime


class Append(Entry):
    """What it takes with events: these, the case they lead to, and what that is armed for."""

    events: Sequence[Event]
    after: Case | None
    deadline: Deadline | None


async def append_to(where: Together | Connection, told: Append) -> int:
    """One append as `execute` makes it; answers the version. Errors: asyncpg.PostgresError, for `Ledger.explain`."""
    events, after, expected = told["events"], told["after"], told["expected"]
    if after is None or not events:
        raise ValueError("an append needs events and the case they lead to")
    stream, version = stream_of(told["case"]), expected + len(events)
    writer = Writer(told["by"], told["command_id"], told["edition"], told["recorded_at"])
    sealed = writer.seal(stream, events, expected=expected, head=told["head"])
    beside = marks(events, after, expected + 1)
    values = [
        stream, writer.edition, writer.recorded_at, writer.by, writer.command_id, told["digest"],
        *row(after, version, told["deadline"]), *fields(sealed),
    ]  # fmt: skip
    if kinds := beside.kinds:
        values.append(beside.json())
    await where.execute(append_statement(len(sealed), kinds, opens=not expected), *values)
    return version


class Issue:
    """发文: a letter's number and the transaction that holds it."""

    def __init__(self, connection: Connection, number: str) -> None:
        self.number = number
        self.command: tuple[str, str] | None = None
        self._connection = connection

    async def append(self, **told: Unpack[Append]) -> int:
        """As `Ledger.append`, in the transaction that took the number."""
        self.command = (told["command_id"], told["digest"])
        return await append_to(self._connection, told)
