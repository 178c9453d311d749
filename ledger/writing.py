"""From events to the rows of an append: hashed in order, each on the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from domain.events import Event
from domain.upcasts import dump
from ledger.chain import Link, seal


class Sealed(NamedTuple):
    """One event, ready to be written."""

    link: Link
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, when and for which command: the same for all events of one append."""

    by: str
    command_id: str
    edition: str
    recorded_at: datetime

    def seal(self, stream: str, events: Sequence[Event], *, expected: int, head: bytes) -> list[Sealed]:
        """The events as they continue `stream` after version `expected` with hash `head`."""
        sealed: list[Sealed] = []
        for version, event in enumerate(events, expected + 1):
            link = Link(
                stream=stream,
                version=version,
                type=type(event).__name__,
                shape=event.shape,
                edition=self.edition,
                at=event.at,
                recorded_at=self.recorded_at,
                by=self.by,
                command_id=self.command_id,
                body=dump(event),
            )
            following = seal(head, link)
            sealed.append(Sealed(link, head, following))
            head = following
        return sealed


def columns(sealed: Sequence[Sealed]) -> tuple[list[Any], ...]:
    """What `unnest` takes: versions, types, shapes, instants, bodies, previous hashes, hashes."""
    return (
        [one.link.version for one in sealed],
        [one.link.type for one in sealed],
        [one.link.shape for one in sealed],
        [one.link.at for one in sealed],
        [one.link.body for one in sealed],
        [one.prev_hash for one in sealed],
        [one.hash for one in sealed],
    )


def fields(sealed: Sequence[Sealed]) -> list[Any]:
    """The same event by event, as the append's rows of values take them."""
    told: list[Any] = []
    for one in sealed:
        link = one.link
        told += (link.version, link.type, link.shape, link.at, link.body, one.prev_hash, one.hash)
    return told
