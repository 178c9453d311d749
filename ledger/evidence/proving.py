"""取证 a case's events out of the ledger with their proof: one checkpoint that covers them all, signed by the present key."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from ledger import own, reading
from ledger.evidence.proof import Inclusion, Proof
from ledger.evidence.record import Event, event
from ledger.pool import Connection
from ledger.records import Recorded
from ledger.sql import sql
from ledger.store import Ledger, stream_of
from ledger.views.sequencer import sequence
from ledger.witness.checkpoints import EXPORT, Set, checkpoint, keys_of, origin_in
from ledger.witness.note import Checkpoint, Key, NoteRefused, opened
from ledger.witness.tree import Tree

PATIENCE = 20
WAIT = 0.5
"""Seconds between two looks: an append still open elsewhere keeps later events from being numbered."""


class NotYetNumbered(Exception):  # noqa: N818
    """Events of the case are so fresh that they have no number yet."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A case's record and what proves it."""

    trail: list[Recorded]
    genesis: Event
    events: list[Event]
    proof: Proof
    checkpoint: Checkpoint
    key: Key


async def proven(ledger: Ledger, settings: Set, case: str) -> Proven | None:
    """The case's events with their proof, None when there is no such case.

    Errors: NotYetNumbered, and those of `checkpoints.checkpoint`.
    """
    trail = await ledger.trail(case)
    if not trail:
        return None
    genesis = event((await reading.trail(ledger.pool, own.STREAM))[0])
    covering, text = await _covering(ledger, settings, case, len(trail))
    key = await asyncio.to_thread(keys_of(settings).key, covering.origin)
    async with ledger.pool.acquire() as connection:
        leaves = await _leaves(connection, case)
        first, *rest = [
            Inclusion(version, leaf, tuple(await Tree().inclusion(connection, leaf, covering.size)))
            for version, leaf in leaves
            if version <= len(trail)
        ]
    public = key.public(covering.origin)
    proof = Proof(text, public, first, tuple(rest))
    return Proven(trail, genesis, [event(one) for one in trail], proof, covering, key)


async def _covering(ledger: Ledger, settings: Set, case: str, versions: int) -> tuple[Checkpoint, str]:
    """The last checkpoint when it covers the case and the present key signed it, else a new one."""
    for attempt in range(PATIENCE):
        await asyncio.sleep(WAIT if attempt else 0)
        while await sequence(ledger.pool):
            pass
        async with ledger.pool.acquire() as connection:
            leaves = [leaf for version, leaf in await _leaves(connection, case) if 0 < version <= versions]
            last = await connection.fetchrow(sql("checkpoint_last"))
        if len(leaves) < versions:
            continue
        if last is not None and last["size"] >= leaves[-1]:
            origin = await origin_in(ledger.pool)
            key = await asyncio.to_thread(keys_of(settings).key, origin)
            with suppress(NoteRefused):  # signed by a former key
                return opened(last["note"], key.public(origin)), last["note"]
        made = await checkpoint(ledger, settings, why=EXPORT)
        return made.checkpoint, made.note
    raise NotYetNumbered(case)


async def _leaves(connection: Connection, case: str) -> list[tuple[int, int]]:
    """Versions and leaves in order; the genesis event comes first, as version 0."""
    return [(one["version"], one["leaf"]) for one in await connection.fetch(sql("leaves_of"), stream_of(case))]
