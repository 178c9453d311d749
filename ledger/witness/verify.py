"""核验: read the whole record and everything that is derived from it, and name the first event that does not hold.

One read-only snapshot; appends go on meanwhile. What it finds by itself: a changed byte, a deleted or swapped row, a gap,
an event of another ledger, a view that is not what its events fold to, a mark, command or number without its event, a
file that is missing or another. What it cannot find by itself is a tail cut cleanly off everywhere, and a record written
anew from some event on with everything that follows from it: both are found by checkpoints signed before.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import asyncpg
import orjson

from domain.case import Case
from domain.due import armed
from domain.events import Event
from domain.rulebook import Rulebook, rulebook
from domain.workdays import bundled_calendar
from ledger import own
from ledger.chain import NOTHING, microseconds, root
from ledger.errors import LedgerMissing
from ledger.files import Files
from ledger.pool import SETTINGS, Connection
from ledger.sql import sql
from ledger.uncollected import uncollected
from ledger.view import COLUMNS, SHAPE, row
from ledger.witness.attested import Attested, digest_of, nothing_attested
from ledger.witness.merkle import HASH
from ledger.witness.note import Public, origin_of
from ledger.witness.turns import KeptTurns
from ledger.witness.verified import Bad, Verified, Witness
from ledger.witness.walk import POSTGRES_EPOCH, Walk, digests_in, files_of, may_name, naming
from ledger.witness.witness import Court, Grown

__all__ = ["Bad", "Verified", "Witness", "verify"]

PAGE = 2000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DUE_AT = COLUMNS.index("due_at")

Progress = Callable[[int, int], None]


async def verify(
    url: str,
    *,
    files: Files | None = None,
    witnesses: Sequence[Witness] = (),
    trusted: Callable[[str], Iterable[Public]] = lambda _origin: (),
    progress: Progress = lambda _done, _of: None,
    rules: Callable[[str], Rulebook] = rulebook,
    attested: Callable[[str, Sequence[Public]], Attested | None] = nothing_attested,
) -> Verified:
    """Check everything, in one snapshot; without `files`, all but those.

    With what was `attested` before, cases whose chain and kept rows have the digest that was signed are not folded again;
    every event is hashed all the same.

    `witnesses` are checkpoints, read before this is called; `trusted` gives the public keys that may have signed for the
    ledger of a name. The checkpoints noted in the database are heard too, when there is a key to hear them by.
    """
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        # microseconds as they are stored: the walk hashes them, and a datetime for each would cost more than its hash
        await connection.set_type_codec(
            "timestamptz", schema="pg_catalog", encoder=_refuse, decoder=itemgetter(0), format="tuple"
        )
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("set local statement_timeout = 0")
            await connection.execute("set local idle_in_transaction_session_timeout = 0")
            with uncollected():
                return await _Verification(connection, files, witnesses, trusted, progress, rules, attested).run()
    except asyncpg.UndefinedTableError as error:
        raise LedgerMissing("the database has no ledger") from error
    finally:
        await connection.close()


def _refuse(_: object) -> tuple[int]:
    raise NotImplementedError


class _Verification:
    def __init__(
        self,
        connection: Connection,
        files: Files | None,
        witnesses: Sequence[Witness],
        trusted: Callable[[str], Iterable[Public]],
        progress: Progress,
        rules: Callable[[str], Rulebook],
        attested: Callable[[str, Sequence[Public]], Attested | None],
    ) -> None:
        self.connection = connection
        self.files = files
        self.witnesses = witnesses
        self.trusted = trusted
        self.progress = progress
        self.rules = rules
        self.attested = attested
        self.turns = KeptTurns(connection, rules)
        self.calendar = bundled_calendar()
        self.verified = Verified()
        self.named: dict[str, Bad] = {}
        self.hashes = bytearray()
        self.numbered = 0
        self.total = 0

    async def run(self) -> Verified:
        standing = await self._standing()
        genesis = await self._own_stream()
        if genesis is not None:
            await self._cases(genesis)
        await self._numbers(standing)
        await self._commands()
        if genesis is not None:
            await self._tree(genesis)
        self._files()
        self.verified.settle()
        return self.verified

    async def _standing(self) -> asyncpg.Record:
        standing = await self.connection.fetchrow(sql("verify_leaves"))
        if standing is None:
            raise LedgerMissing("the database has no ledger")
        self.total = standing["events"]
        microseconds_ = await self.connection.fetchval(sql("clock")) + POSTGRES_EPOCH
        self.verified.at = EPOCH + timedelta(microseconds=microseconds_)
        self.verified.leaves = standing["last"]
        # a number beyond all events is found below; room is made for no more than there are
        self.hashes = bytearray(HASH * min(standing["last"], standing["events"]))
        return standing

    # -- the chains, and what is folded from them

    async def _own_stream(self) -> bytes | None:
        walk, genesis = Walk(own.STREAM, NOTHING), None
        async for page in self._pages(own_stream=True):
            self._chained(walk, page)
            for found, event in self._understood(walk):
                if genesis is None and isinstance(event, own.LedgerOpened):
                    genesis = found["hash"]
        if genesis is None and not self.verified.bad:
            self.verified.bad.append(Bad(own.STREAM, 1, "GENESIS"))
        return genesis

    async def _cases(self, genesis: bytes) -> None:
        origin = self.verified.origin = origin_of(genesis)
        found = self.attested(origin, list(self.trusted(origin)))
        known = found.digests if found else frozenset[bytes]()
        self.verified.since = found.since if found else self.verified.at
        walk: Walk | None = None
        done: list[Walk] = []
        async for page in self._pages(own_stream=False):
            for name, rows in groupby(page, key=itemgetter(0)):
                if walk is None or walk.stream != name:
                    done += [walk] if walk else []
                    walk = Walk(name, root(genesis, name))
                self._chained(walk, list(rows))
            await self._compare(done, known)
            done = []
        await self._compare([walk] if walk else [], known)

    def _chained(self, walk: Walk, rows: Sequence[asyncpg.Record]) -> None:
        self.verified.events += len(rows)
        for found in rows:
            leaf = found[13]
            if leaf is not None:
                self.numbered += 1
                if 0 < leaf <= self.total:
                    self.hashes[(leaf - 1) * HASH : leaf * HASH] = found[12]
        if not walk.broken and (bad := walk.chain(rows)) is not None:
            self.verified.bad.append(bad)

    def _understood(self, walk: Walk) -> Iterator[tuple[asyncpg.Record, Event]]:
        for found in walk.understand():
            if isinstance(found, Bad):
                self.verified.bad.append(found)
                return
            if self.files is not None and naming(type(found[1])):
                self._names(walk, found[0], files_of(found[1]))
            yield found

    def _names(self, walk: Walk, row: asyncpg.Record, digests: Iterable[str]) -> None:
        for digest in digests:
            if digest not in self.named:
                self.named[digest] = Bad(walk.stream, row[1], "FILE_MISSING", digest[:16], row[13])

    async def _pages(self, *, own_stream: bool) -> AsyncIterator[list[asyncpg.Record]]:
        # events and numbers both lie in the order of their keys: one pass over each, not a search for every event
        await self.connection.execute("set local enable_nestloop = off")
        cursor = await self.connection.cursor(sql("verify_events"), own_stream)
        await self.connection.execute("set local enable_nestloop = on")
        while page := await cursor.fetch(PAGE):
            yield page
            self.progress(self.verified.events, self.total)

    async def _compare(self, walks: Sequence[Walk], known: frozenset[bytes]) -> None:
        """The views and marks of whole streams with what their events say."""
        names = [walk.stream for walk in walks]
        if not names:
            return
        numbers = [name.removeprefix("case-") for name in names]
        views = {f"case-{view['number']}": view for view in await self.connection.fetch(sql("verify_views"), numbers)}
        kept: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for mark, stream, what in await self.connection.fetch(sql("verify_marks"), names):
            kept[stream].add((mark, what))
        turns = await self.turns.kept(names)
        for walk in walks:
            name = walk.stream
            view, marks = views.get(name), kept[name]
            digest = (
                None if walk.broken or view is None else digest_of(name, walk.head, (*view, sorted(marks), turns[name]))
            )
            if digest is not None and digest in known:
                self.verified.cases += 1
                self.verified.unchanged += 1
                self.verified.digests.append(digest)
                self._files_named(walk)
                continue
            for _ in self._understood(walk):
                pass
            case = walk.case()
            if walk.broken or case is None:
                continue
            self.verified.cases += 1
            found = [*self._compared(walk, case, view, marks), *self.turns.compared(walk, case, turns[name])]
            self.verified.bad += found
            if not found and digest is not None and self.turns.followed(walk):  # else not all it covers was compared
                self.verified.digests.append(digest)

    def _files_named(self, walk: Walk) -> None:
        """The files that a case names which need not be folded."""
        if self.files is None:
            return
        for found in walk.rows:
            if may_name(found[2]):
                self._names(walk, found, digests_in(orjson.loads(found[9])))

    def _compared(
        self, walk: Walk, case: Case, view: asyncpg.Record | None, kept: set[tuple[str, str]]
    ) -> Iterator[Bad]:
        last = (walk.stream, walk.version)
        leaf = walk.leaf or None
        if view is None:
            yield Bad(*last, "VIEW_MISSING", leaf=leaf)
            return
        try:
            deadline = armed(case, self.rules(case.edition), self.calendar)
        except KeyError:
            yield Bad(*last, "EDITION_UNKNOWN", case.edition, leaf)
            return
        told = list(row(case, walk.version, deadline))
        told[DUE_AT] = microseconds(told[DUE_AT]) - POSTGRES_EPOCH if told[DUE_AT] else None
        if told != list(view):  # one comparison for all columns, where nothing is wrong
            older = {"shape", "snapshot"} if view["shape"] != SHAPE else {"shape"}
            differing = [name for at, name in enumerate(COLUMNS) if told[at] != view[at] and name not in older]
            if differing:
                yield Bad(*last, "VIEW_DIFFERS", "、".join(differing), leaf)
        if kept != walk.marks:
            yield Bad(*last, "MARKS_DIFFER", "、".join(sorted({mark for mark, _ in kept ^ walk.marks})), leaf)

    # -- numbers, commands, tree, files

    async def _numbers(self, standing: asyncpg.Record) -> None:
        """Every number has its event, and every event behind the sequencer its number."""
        dense = standing["numbered"] == standing["last"] == self.numbered and standing["first"] in (1, None)
        if not dense or self.numbered < self.verified.events:
            found = await self.connection.fetch(sql("verify_numbers"))
            self.verified.bad += [Bad(one["stream"], one["version"], one["reason"], "", one["leaf"]) for one in found]
        if standing["sequenced"] != standing["last"]:
            detail = f"{standing['sequenced']}、{standing['last']}"
            self.verified.bad.append(Bad("", 0, "SEQUENCE_DIFFERS", detail, standing["last"] + 1))

    async def _commands(self) -> None:
        for one in await self.connection.fetch(sql("verify_commands")):
            self.verified.bad.append(Bad(one["stream"], one["version"], one["reason"], "", one["leaf"]))

    async def _tree(self, genesis: bytes) -> None:
        """The tree over what was walked, with the one that is kept and with every checkpoint."""
        known = list(self.trusted(origin_of(genesis)))
        noted = await self.connection.fetch(sql("verify_checkpoints")) if known else []
        witnesses = [*self.witnesses, *(Witness(f"库内第 {one['number']} 个", one["note"]) for one in noted)]
        court = Court(origin_of(genesis), witnesses, known)
        tree = Grown(self.hashes, court.sizes)
        self.verified.root = tree.roots[tree.size]
        kept = {(one["height"], one["tile"]): one["root"] for one in await self.connection.fetch(sql("verify_tiles"))}
        for bad in (tree.against(kept), court.hear(tree)):
            if bad is not None:
                self.verified.bad.append(await self._named(bad))
        self.verified.bad += court.refused()
        self.verified.testimonies = court.testimonies

    async def _named(self, bad: Bad) -> Bad:
        """A stretch of the record by the event it begins with."""
        found = None if bad.since is None else await self.connection.fetchrow(sql("event_of_leaf"), bad.since)
        return bad if found is None else replace(bad, stream=found["stream"], version=found["version"])

    def _files(self) -> None:
        if self.files is None:
            return
        for digest, first in self.named.items():
            self.verified.files += 1
            state = self.files.check(digest)
            if state is not None:
                self.verified.bad.append(replace(first, reason=state))
