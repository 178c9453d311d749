"""PostgreSQL's binary COPY, put together by hand: most of a copy's row is the same for its whole group."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct

from ledger.pool import LONG, Connection

_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_LENGTH, _LONG, _COUNT = Struct(">i"), Struct(">iq"), Struct(">h")
_INT = Struct(">ii")
_TEXT_OID = 25
NULL = b"\xff\xff\xff\xff"
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TO_2000 = (datetime(2000, 1, 1, tzinfo=UTC) - UNIX_EPOCH) // _MICROSECOND

length = _LENGTH.pack


def columns(count: int) -> bytes:
    """How a row begins."""
    return _COUNT.pack(count)


def text(value: bytes) -> bytes:
    """A text or bytea."""
    return _LENGTH.pack(len(value)) + value


def integer(value: int) -> bytes:
    """An int4."""
    return _INT.pack(4, value)


def micros(when: datetime) -> int:
    """Microseconds since 1970, as the chain hashes them."""
    return (when - UNIX_EPOCH) // _MICROSECOND


def moment(micros_: int) -> bytes:
    """A timestamptz."""
    return _LONG.pack(8, micros_ - _TO_2000)


def texts(values: Iterable[str]) -> bytes:
    """A text[]."""
    encoded = [text(value.encode()) for value in values]
    dimensions = (1, len(encoded), 1) if encoded else (0,)
    head = b"".join(map(_LENGTH.pack, (dimensions[0], 0, _TEXT_OID, *dimensions[1:])))
    return text(head + b"".join(encoded))


async def copy(connection: Connection, table: str, names: Sequence[str], rows: Sequence[bytes]) -> None:
    """Write whole rows into a table."""
    if rows:
        await connection.copy_to_table(table, source=_source(rows), columns=list(names), format="binary", timeout=LONG)


async def _source(rows: Sequence[bytes]) -> AsyncIterator[bytes]:
    yield _HEAD
    for place in range(0, len(rows), 2_000):
        yield b"".join(rows[place : place + 2_000])
    yield _END
