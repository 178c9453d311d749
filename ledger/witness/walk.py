"""逐条核对 the walk along one chain: every event hashed again, understood, folded.

Written for speed, as every event of the record passes here: rows are taken apart once, what repeats is encoded once, the
case is folded in place, and only events that can leave a mark or name a file are asked for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import asyncpg

from domain.case import Case
from domain.events import EVENTS, Event
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
    """One chain, walked from its first event: first every hash, then (where it is not known what they say) every event."""

    def __init__(self, stream: str, head: bytes) -> None:
        self.stream = stream
        self.version = 0
        self.leaf = 0
        self.numbered = False
        """the last event has its number in the whole record"""
        self.head = head
        self.broken = False
        self.marks: set[tuple[str, str]] = set()
        self.rows: list[asyncpg.Record] = []
        """whose hashes hold, and that have not been understood yet"""
        self._name = netstring(stream)
        self._fold = Fold()

    def chain(self, rows: Sequence[asyncpg.Record]) -> Bad | None:
        """The next events as `verify_events` gives them, their instants as microseconds since 2000; the first that is not that.

        One loop with nothing called that need not be: every event of the record passes here.
        """
        head, name, before, last = self.head, self._name, self.version, self.leaf
        for at_row, row in enumerate(rows):
            _, version, type_, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, kept, leaf = row
            before += 1
            if version != before:
                return self._bad(rows[:at_row], version, "VERSION_GAP", leaf)
            if prev_hash != head:
                return self._bad(rows[:at_row], version, "PREV_HASH", leaf)
            if alg != ALG:
                return self._bad(rows[:at_row], version, "ALG", leaf, alg)
            head = sealed(
                prev_hash, name, version, kind(type_, shape, edition), at + POSTGRES_EPOCH,
                recorded_at + POSTGRES_EPOCH, netstring(by), command_id, body,
            )  # fmt: skip
            if head != kept:
                return self._bad(rows[:at_row], version, "HASH", leaf)
            if leaf is not None:
                if leaf <= last:
                    return self._bad(rows[:at_row], version, "LEAF_ORDER", leaf)
                last = leaf
        self.rows += rows
        self.head, self.version, self.leaf = head, before, last
        self.numbered = rows[-1][13] is not None
        return None

    def understand(self) -> Iterator[tuple[asyncpg.Record, Event] | Bad]:
        """What the events say whose hashes hold, folded into the case; or the first that cannot be read."""
        of_a_case, fold = self.stream != own.STREAM, self._fold
        rows, self.rows = self.rows, []
        for row in rows:
            version, type_, shape, body = row[1], row[2], row[3], row[9]
            try:
                if of_a_case:
                    event = reader(type_, shape)(body)
                    case = fold.add(event)
                    if leaves_marks(type(event)):
                        self.marks.update(mark_names(event, case, version))
                else:
                    event = own.OWN[type_].model_validate_json(body)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                yield self._bad((), version, "UNREADABLE", row[13], type(error).__name__)
                return
            yield row, event

    def case(self) -> Case | None:
        """What the events fold to; None for the stream that is no case's."""
        return self._fold.done()

    def _bad(
        self, before: Sequence[asyncpg.Record], version: int, reason: str, leaf: int | None, detail: str = ""
    ) -> Bad:
        self.broken = True
        self.rows += before
        return Bad(self.stream, version, reason, detail, leaf)


def files_of(event: Event) -> Iterator[str]:
    """The files an event names, by digest."""
    return digests_in({name: getattr(event, name) for name in naming(type(event))})


def digests_in(body: Mapping[str, Any]) -> Iterator[str]:
    """The same of an event's fields as they are stored."""
    for name in NAMES_FILES:
        value = body.get(name)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, str) and DIGEST.fullmatch(one):
                yield one


@cache
def may_name(type_: str) -> bool:
    """Whether events of a type can name files; of one that is not known nobody can say no."""
    return type_ not in EVENTS or bool(naming(EVENTS[type_]))


@cache
def naming(of: type[Event]) -> tuple[str, ...]:
    """The fields in which events of this type name files; most have none. A frozen report's digest is of no file."""
    return () if of in own.OWN.values() else tuple(name for name in NAMES_FILES if name in of.model_fields)
