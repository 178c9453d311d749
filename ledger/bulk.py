"""Many cases in one transaction: a register imported, a batch started.

COPY goes round the append statement, not round what refuses: the primary keys, the chain's trigger (set-based) and the
hands' trigger hold for it as well.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from domain.events import Event
from ledger import own
from ledger.chain import ALG, NOTHING, root
from ledger.errors import Conflict, LedgerMissing
from ledger.marks import Marks, marks
from ledger.pool import LONG, Connection
from ledger.records import Opening, Step
from ledger.sql import sql
from ledger.view import COLUMNS, row
from ledger.writing import Sealed, Writer, columns

EVENT_COLUMNS = (
    "stream", "version", "type", "shape", "edition", "at", "recorded_at", "by", "command_id", "body", "alg",
    "prev_hash", "hash",
)  # fmt: skip
COMMAND_COLUMNS = (
    "command_id", "stream", "body_sha256", "outcome", "first_version", "last_version", "by", "recorded_at",
)  # fmt: skip


async def record(connection: Connection, events: Sequence[Event], writer: Writer, digest: str) -> int:
    """Append to stream `ledger` in the caller's transaction. Answers its new version."""
    head = await connection.fetchrow(sql("head"), own.STREAM)
    expected, previous = (head["version"], head["hash"]) if head else (0, NOTHING)
    sealed = writer.seal(own.STREAM, events, expected=expected, head=previous)
    version = expected + len(events)
    await connection.execute(
        sql("append_to_ledger"), writer.edition, writer.recorded_at, writer.by, writer.command_id, *columns(sealed),
        digest, expected + 1, version,
    )  # fmt: skip
    for event in events:
        if isinstance(event, own.EditionPutInForce):
            await connection.execute(sql("put_in_force"), event.edition, None)
        elif isinstance(event, own.CalendarLoaded):
            await connection.execute(sql("put_in_force"), None, event.calendar)
    return version


async def open_batch(
    connection: Connection,
    batch: str,
    openings: Sequence[Opening],
    writer: Writer,
    *,
    digest: str,
    file_digest: str,
) -> None:
    """Open every case of a batch, in the caller's transaction."""
    await connection.execute("set local statement_timeout = '10min'")
    numbers = sorted(opening.number for opening in openings)
    imported = own.BatchImported(
        at=writer.recorded_at,
        batch=batch,
        opened=len(openings),
        file_digest=file_digest,
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
    )
    # First the one row that two imports both want: the second waits here, not after all its work.
    version = await record(connection, [imported], writer, digest)
    await connection.execute(
        sql("open_batch"), batch, version, len(openings), writer.recorded_at, writer.by, timeout=LONG
    )
    await connection.execute(sql("ask_telling"), writer.command_id, batch)
    genesis = await connection.fetchrow(sql("genesis"))
    if genesis is None:
        raise LedgerMissing("the ledger was never opened")
    written = _Written()
    for opening in openings:
        written.add(writer, opening, 0, root(genesis["hash"], f"case-{opening.number}"))
    await _copy(connection, "cases", (*COLUMNS, "fingerprint", "opened_at", "moved_at"), (
        (*view, opening.fingerprint or None, writer.recorded_at, writer.recorded_at)
        for view, opening in zip(written.views, openings, strict=True)
    ))  # fmt: skip
    await _copy(connection, "register_rows", ("number", "batch", "fingerprint", "row_digest", "body"), (
        (opening.number, batch, opening.fingerprint, opening.row_digest, orjson.dumps(opening.row).decode())
        for opening in openings
    ))  # fmt: skip
    await written.write(connection, writer, digest)


async def append_many(connection: Connection, batch: str, steps: Sequence[Step], writer: Writer, digest: str) -> None:
    """Append to every named case of a batch, in the caller's transaction."""
    await connection.execute("set local statement_timeout = '10min'")
    # the command itself has no event of its own; its row keeps it from being done twice
    told = (writer.command_id, own.STREAM, digest, writer.by, writer.recorded_at)
    await connection.execute(sql("command_for_many"), *told)
    await connection.execute(sql("ask_telling"), writer.command_id, batch)
    written = _Written()
    for step in steps:
        written.add(writer, step, step.expected, step.head)
    await written.write(connection, writer, digest)
    views = orjson.dumps([dict(zip(COLUMNS, view, strict=True)) for view in written.views]).decode()
    changed = await connection.execute(sql("update_cases"), views, writer.recorded_at, timeout=LONG)
    if changed != f"UPDATE {len(steps)}":
        raise Conflict("a case named twice, or one that is not in the view")


class _Written:
    """The rows of many appends, gathered."""

    def __init__(self) -> None:
        self.sealed: list[Sealed] = []
        self.streams: list[tuple[str, int, int]] = []
        self.views: list[tuple[Any, ...]] = []
        self.marks: list[tuple[str, Marks]] = []

    def add(
        self,
        writer: Writer,
        one: Opening | Step,
        expected: int,
        head: bytes,
    ) -> None:
        number, events, case = one.number, one.events, one.case
        stream, version = f"case-{number}", expected + len(events)
        own_command = Writer(writer.by, f"{writer.command_id}/{number}", writer.edition, writer.recorded_at)
        self.sealed += own_command.seal(stream, events, expected=expected, head=head)
        self.streams.append((stream, expected + 1, version))
        self.views.append(row(case, version, one.deadline))
        self.marks.append((stream, marks(events, case, expected + 1)))

    async def write(self, connection: Connection, writer: Writer, digest: str) -> None:
        by, now = writer.by, writer.recorded_at
        await _copy(connection, "events", EVENT_COLUMNS, (
            (link.stream, link.version, link.type, link.shape, link.edition, link.at, link.recorded_at, link.by,
             link.command_id, link.body, ALG, one.prev_hash, one.hash)
            for one in self.sealed for link in (one.link,)
        ))  # fmt: skip
        await _copy(connection, "commands", COMMAND_COLUMNS, (
            (f"{writer.command_id}/{stream.removeprefix('case-')}", stream, digest, "done", first, last, by, now)
            for stream, first, last in self.streams
        ))  # fmt: skip
        await _copy(connection, "hands", ("stream", "cycle", "person", "deed", "version"), (
            (stream, *hand) for stream, found in self.marks for hand in found.hands
        ))  # fmt: skip
        await _copy(connection, "rungs", ("stream", "cycle", "rung", "version"), (
            (stream, *rung) for stream, found in self.marks for rung in found.rungs
        ))  # fmt: skip
        await _copy(connection, "notices", ("key", "stream", "version", "kind", "to", "title", "text"), (
            (one.key, stream, version, one.kind, list(one.to), one.title, one.text)
            for stream, found in self.marks for one, version in found.notices
        ))  # fmt: skip
        if any(found.letters for _, found in self.marks):
            raise ValueError("letters are issued one by one")


async def _copy(connection: Connection, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    records = list(rows)
    if records:
        await connection.copy_records_to_table(table, columns=list(names), records=records, timeout=LONG)
