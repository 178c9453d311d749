"""逐条核对 the walk along one chain: every event hashed again, understood, folded.

Written for speed, as every event of the record passes here: rows are taken apart once, what repeats is encoded once, the
case is folded in place, and only events that can leave a mark or name a file are asked for it.
"""

import re
from collections.abc import Iterator
from functools import cache

import asyncpg

from domain.case import Case
from domain.events import Event
from domain.evolve import Fold
from domain.upcasts import reader
from ledger import own
from ledger.chain import ALG, kind, netstring, sealed
from ledger.marks import leaves_marks, mark_names
from ledger.witness.verified import Bad

NAMES_FILES = ("digest", "evidence", "photo")
POSTGRES_EPOCH = 946_684_800_000_000
"""2000-01-01 in microseconds since 1970: where PostgreSQL counts from."""
DIGEST = re.compile(r"[0-9a-f]{64}")


class Walk:
    """One chain, walked from its first event."""

    def __init__(self, stream: str, head: bytes) -> None:
        self.stream = stream
        self.version = 0
        self.leaf = 0
        self.numbered = False
        """the last event has its number in the whole record"""
        self.head = head
        self.broken = False
        self.marks: set[tuple[str, str]] = set()
        self._name = netstring(stream)
        self._fold = Fold()

    def step(self, row: asyncpg.Record) -> Event | Bad:
        """The next event as `verify_events` gives it, its instants as microseconds since 2000; or why it is not that."""
        _, version, name, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, kept, leaf = row
        if version != self.version + 1:
            return self._bad(version, "VERSION_GAP", leaf)
        if prev_hash != self.head:
            return self._bad(version, "PREV_HASH", leaf)
        if alg != ALG:
            return self._bad(version, "ALG", leaf, alg)
        self.head = sealed(
            prev_hash, self._name, version, kind(name, shape, edition), at + POSTGRES_EPOCH,
            recorded_at + POSTGRES_EPOCH, netstring(by), command_id, body,
        )  # fmt: skip
        self.version = version
        if self.head != kept:
            return self._bad(version, "HASH", leaf)
        self.numbered = leaf is not None
        if leaf is not None:
            if leaf <= self.leaf:
                return self._bad(version, "LEAF_ORDER", leaf)
            self.leaf = leaf
        try:
            if self.stream == own.STREAM:
                return own.OWN[name].model_validate_json(body)
            event = reader(name, shape)(body)
            case = self._fold.add(event)
            if leaves_marks(type(event)):
                self.marks.update(mark_names(event, case, version))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return self._bad(version, "UNREADABLE", leaf, type(error).__name__)
        return event

    def case(self) -> Case | None:
        """What the events fold to; None for the stream that is no case's."""
        return self._fold.done()

    def _bad(self, version: int, reason: str, leaf: int | None, detail: str = "") -> Bad:
        self.broken = True
        return Bad(self.stream, version, reason, detail, leaf)


def files_of(event: Event) -> Iterator[str]:
    """The files an event names, by digest."""
    for name in naming(type(event)):
        value = getattr(event, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and DIGEST.fullmatch(one):
                yield one


@cache
def naming(of: type[Event]) -> tuple[str, ...]:
    """The fields in which events of this type name files; most have none."""
    return tuple(name for name in NAMES_FILES if name in of.model_fields)
