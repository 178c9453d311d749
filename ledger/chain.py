"""The hash chain: what is hashed, byte for byte, so that anyone can check it with another program.

Each field of the header is written as a netstring (`<length>:<bytes>,`), then the body as one: no two different events
have the same bytes. Instants are microseconds since 1970 in UTC, which PostgreSQL keeps exactly.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

ALG = "sha256"
NOTHING = bytes(32)
"""What the genesis event hangs on."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Link:
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
    fields = (
        prev_hash,
        link.stream.encode(),
        b"%d" % link.version,
        link.type.encode(),
        b"%d" % link.shape,
        link.edition.encode(),
        b"%d" % ((link.at - _EPOCH) // _MICROSECOND),
        b"%d" % ((link.recorded_at - _EPOCH) // _MICROSECOND),
        link.by.encode(),
        link.command_id.encode(),
        link.body,
    )
    return sha256(b"".join([b"%d:%b," % (len(field), field) for field in fields])).digest()


def root(genesis_hash: bytes, stream: str) -> bytes:
    """What the first event of a case hangs on: this ledger and this case, so that it can be carried into no other."""
    return sha256(genesis_hash + stream.encode()).digest()
