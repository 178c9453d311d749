"""The hash chain: what is hashed, byte for byte, so that anyone can check it with another program.

Each field of the header is written as a netstring (`<length>:<bytes>,`), then the body as one: no two different events
have the same bytes. Instants are microseconds since 1970 in UTC, which PostgreSQL keeps exactly.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

ALG = "sha256"
NOTHING = bytes(32)
"""What the genesis event hangs on."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Link(NamedTuple):
    """One event as it is hashed and stored."""

    stream: str
    version: int
    type: str
    shape: int
    edition: str
    at: datetime
    recorded_at: datetime
    by: str
    command_id: str
    body: bytes


def seal(prev_hash: bytes, link: Link) -> bytes:
    """The hash of an event that follows the one with `prev_hash`."""
    return sealed(
        prev_hash, netstring(link.stream), link.version, kind(link.type, link.shape, link.edition),
        microseconds(link.at), microseconds(link.recorded_at), netstring(link.by),
        link.command_id, link.body,
    )  # fmt: skip


def microseconds(at: datetime) -> int:
    """Since 1970 in UTC: how an instant is hashed."""
    return (at - _EPOCH) // _MICROSECOND


def sealed(
    prev_hash: bytes,
    stream: bytes,
    version: int,
    kind: bytes,
    at: int,
    recorded_at: int,
    by: bytes,
    command_id: str,
    body: bytes,
) -> bytes:
    """The same for who has many to check: what repeats comes as netstrings already, instants as microseconds."""
    number, happened, known, command = b"%d" % version, b"%d" % at, b"%d" % recorded_at, command_id.encode()
    parts = (
        len(prev_hash), prev_hash, stream, len(number), number, kind, len(happened), happened, len(known), known, by,
        len(command), command, len(body), body,
    )  # fmt: skip
    return sha256(b"%d:%b,%b%d:%b,%b%d:%b,%d:%b,%b%d:%b,%d:%b," % parts).digest()


@lru_cache(4096)
def kind(name: str, shape: int, edition: str) -> bytes:
    """An event's type, its shape and the rulebook's edition, as they are hashed."""
    return netstring(name) + netstring(str(shape)) + netstring(edition)


@lru_cache(4096)
def netstring(text: str) -> bytes:
    """`<length in bytes>:<bytes>,`."""
    written = text.encode()
    return b"%d:%b," % (len(written), written)


def root(genesis_hash: bytes, stream: str) -> bytes:
    """What the first event of a case hangs on: this ledger and this case, so that it can be carried into no other."""
    return sha256(genesis_hash + stream.encode()).digest()
