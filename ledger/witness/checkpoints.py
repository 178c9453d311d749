"""检查点 made and given away: daily, when a case is closed, by hand.

First the record is numbered and the tree grown, then the root is signed and noted in the database, then every place is
given what it does not have yet. A place that fails alarms and stops nothing; the next attempt makes good for it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from ledger.errors import LedgerMissing
from ledger.pool import Connection, Pool
from ledger.sql import sql
from ledger.store import Ledger
from ledger.views.sequencer import sequence
from ledger.witness.keys import Keys
from ledger.witness.merkle import verify_consistency
from ledger.witness.note import Checkpoint, Key, NoteRefused, Public, note, opened, origin_of
from ledger.witness.places import Folder, Mail, Place, PlaceFailed, Signed
from ledger.witness.tree import Tree, grow

log = structlog.get_logger(__name__)

ONE_AT_A_TIME = 0x6368_6563_6B  # "check"
SIGNING = "signing"
"""What stands among the places for what goes wrong before there is anything to give away."""
AT_ONCE = 500
"""Checkpoints handed over in one go."""
DAILY, BY_HAND = "daily", "by hand"
CLOSURE, EXPORT = "closure", "export"


class Set(Protocol):
    """What of the settings concerns checkpoints; `settings.Settings` is one."""

    @property
    def data(self) -> Path: ...
    @property
    def checkpoint_key_file(self) -> Path | None: ...
    @property
    def checkpoint_dirs(self) -> tuple[Path, ...]: ...
    @property
    def checkpoint_mail(self) -> str | None: ...


class Forked(Exception):  # noqa: N818
    """The record does not continue what was signed before: nothing more is signed until somebody has looked."""

    def __init__(self, signed: int, leaves: int) -> None:
        super().__init__(f"a checkpoint over {signed} events is not continued by the record of {leaves}")
        self.signed = signed
        self.leaves = leaves


@dataclass(frozen=True, slots=True)
class Placed:
    """How one place stands."""

    place: str
    ok: bool
    failure: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint, and where it has got to."""

    checkpoint: Checkpoint
    note: str
    public: Public
    places: list[Placed] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Every place has it."""
        return all(one.ok for one in self.places)


def keys_of(settings: Set) -> Keys:
    """密钥库 as it is set."""
    return Keys(settings.data, settings.checkpoint_key_file)


def folders_of(settings: Set) -> list[Folder]:
    """The folders as they are set; none: one in the data directory."""
    paths = [path.expanduser().absolute() for path in settings.checkpoint_dirs] or [settings.data / "checkpoints"]
    return [Folder(path, make=path.is_relative_to(settings.data)) for path in paths]


def places_of(settings: Set, kind: str) -> list[Place]:
    """All places of a ledger of this kind. Samples and drills send nothing to the outside."""
    mail = settings.checkpoint_mail if kind == "real" else None
    return [*folders_of(settings), *([Mail(mail)] if mail else [])]


async def checkpoint(ledger: Ledger, settings: Set, *, why: str = BY_HAND, also: Sequence[Place] = ()) -> Made:
    """Sign the record as it is now and give it away, to every place that is set and to `also`.

    Errors: Forked, keys.KeyUnusable, LedgerMissing. A place that fails is none of them: see `Made.places`.
    """
    while await sequence(ledger.pool):
        pass
    await grow(ledger.pool)
    keys = keys_of(settings)
    origin = await origin_in(ledger.pool)
    key = await asyncio.to_thread(keys.key, origin)
    before = await asyncio.to_thread(_newest, folders_of(settings), keys.trusted(origin))
    async with ledger.pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", ONE_AT_A_TIME)
        signed, made = await _sign(connection, key, origin, why, before, sample=ledger.kind == "sample")
    for place in also:
        made.places.append(await _given(place, origin, [signed]))
    made.places.extend(await deliver(ledger, settings))
    await ledger.pool.execute(sql("place_reached"), SIGNING, signed.number)
    return made


async def origin_in(pool: Pool) -> str:
    """The name of the ledger in this database."""
    genesis = await pool.fetchrow(sql("genesis"))
    if genesis is None:
        raise LedgerMissing("the ledger was never opened")
    return origin_of(genesis["hash"])


def _newest(folders: Sequence[Folder], known: Sequence[Public]) -> list[Checkpoint]:
    """The largest checkpoint of ours in each folder: the database may be an older one than they have seen (G9)."""
    found = []
    for folder in folders:
        for text in folder.newest():
            with suppress(NoteRefused):  # what is no checkpoint of ours is for `verify` to say
                found.append(opened(text, known))
    return found


async def _sign(
    connection: Connection, key: Key, origin: str, why: str, before: Sequence[Checkpoint], *, sample: bool
) -> tuple[Signed, Made]:
    size = (await connection.fetchrow(sql("views")))["leaves"]  # type: ignore[index]  # one row, always
    root = await Tree().root(connection, size)
    last = await connection.fetchrow(sql("checkpoint_last"))
    known = {(one.size, one.root) for one in before} | ({(last["size"], last["root"])} if last else set())
    for old, old_root in sorted(known):  # a log never signs what does not continue what it signed before
        path = await Tree().consistency(connection, old, size) if old <= size else []
        if not verify_consistency(old, size, old_root, root, path):
            raise Forked(old, size)
    found = Checkpoint(origin, size, root, await connection.fetchval(sql("clock")), why, sample)
    text = note(found, key)
    number = await connection.fetchval(sql("record_checkpoint"), size, root, found.at, why, text)
    log.info("checkpoint", size=size, root=root.hex(), why=why)
    return Signed(number, size, found.at, text), Made(found, text, key.public(origin))


async def deliver(ledger: Ledger, settings: Set) -> list[Placed]:
    """Give every place what it does not have yet; a failure is noted, alarmed and told, never raised."""
    origin = await origin_in(ledger.pool)
    reached = {one["place"]: one["reached"] for one in await ledger.pool.fetch(sql("checkpoint_places"))}
    return [
        await _caught_up(ledger.pool, place, origin, reached.get(place.name, 0))
        for place in places_of(settings, ledger.kind)
    ]


async def _caught_up(pool: Pool, place: Place, origin: str, reached: int) -> Placed:
    while rows := await pool.fetch(sql("checkpoints_after"), reached, AT_ONCE):
        placed = await _given(place, origin, [Signed(**row) for row in rows])
        if not placed.ok:
            await pool.execute(sql("place_failed"), place.name, placed.failure)
            return placed
        reached = rows[-1]["number"]
        await pool.execute(sql("place_reached"), place.name, reached)
    return Placed(place.name, ok=True)


async def _given(place: Place, origin: str, signed: Sequence[Signed]) -> Placed:
    try:
        await asyncio.to_thread(place.put, origin, signed)
    except PlaceFailed as error:
        log.error("checkpoint_place_failed", place=place.name, waiting=len(signed), reason=str(error))  # noqa: TRY400
        return Placed(place.name, ok=False, failure=str(error))
    return Placed(place.name, ok=True)


async def alarm(pool: Pool, reason: str) -> None:
    """签不出: note that no checkpoint could be made, until one is."""
    log.error("checkpoint_not_made", reason=reason)
    await pool.execute(sql("place_failed"), SIGNING, reason)


async def standing(pool: Pool | Connection) -> list[Placed]:
    """How the signing and the places stand, without trying them. One that is no longer set is no longer tried."""
    return [
        Placed(one["place"], one["failed_at"] is None, one["failure"] or "", one["failed_at"] or one["reached_at"])
        for one in await pool.fetch(sql("checkpoint_places"))
    ]
