"""树 the Merkle tree as it is kept: roots of whole tiles in the database, the rest from the events' own hashes.

Leaf *numbers* count from 1 (`leaves.leaf`), so that the tree of size n is over the leaves 1..n; indices here count from 0.
"""

from collections.abc import Iterable
from itertools import groupby

from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql
from ledger.witness.merkle import (
    Node,
    Range,
    consistency_ranges,
    inclusion_ranges,
    joined,
    leaf_hash,
    perfect_nodes,
    perfect_root,
)

TILE = 8
"""Levels in a tile: it is over 2 ** 8 nodes."""
WIDTH = 1 << TILE
ONE_AT_A_TIME = 0x7469_6C65_73  # "tiles"
STRIDE = 64
"""Tiles made in one transaction: 16,384 events."""


class NotNumbered(Exception):  # noqa: N818
    """Fewer events are numbered than the tree asked for has leaves."""


class Tree:
    """默克尔树 of a ledger: roots and proofs of any size up to what is numbered. Errors: NotNumbered."""

    async def root(self, connection: Connection, size: int) -> bytes:
        """The root over the first `size` events."""
        (found,) = await self.hashes(connection, [(0, size)])
        return found

    async def inclusion(self, connection: Connection, leaf: int, size: int) -> list[bytes]:
        """The proof that event number `leaf` (from 1) is in the tree of `size`; ValueError when it cannot be."""
        return await self.hashes(connection, inclusion_ranges(leaf - 1, size))

    async def consistency(self, connection: Connection, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`; ValueError unless 0 <= old <= new."""
        return await self.hashes(connection, consistency_ranges(old, new))

    async def hashes(self, connection: Connection, ranges: Iterable[Range]) -> list[bytes]:
        """The hash of each range."""
        wanted = [perfect_nodes(one) for one in ranges]
        found = await _nodes(connection, {node for nodes in wanted for node in nodes})
        return [joined([found[node] for node in nodes]) for nodes in wanted]


async def grow(pool: Pool) -> int:
    """Keep the roots of all tiles that have become whole; answers how many were added."""
    added = 0
    while True:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", ONE_AT_A_TIME, timeout=LONG)
            first = await connection.fetchval(sql("tiles_kept"), 1)
            rows = await connection.fetch(sql("tile_hashes"), first * WIDTH, (first + STRIDE) * WIDTH, timeout=LONG)
            whole = len(rows) // WIDTH
            if not whole:
                return added
            leaves = [leaf_hash(one["hash"]) for one in rows]
            roots = [perfect_root(leaves[at * WIDTH : (at + 1) * WIDTH]) for at in range(whole)]
            await connection.execute(sql("keep_tiles"), 1, first, roots)
            added += whole + await _above(connection)


async def _above(connection: Connection) -> int:
    """The tiles over the tiles, as far as they are whole."""
    added, height = 0, 2
    while True:
        below, first = [await connection.fetchval(sql("tiles_kept"), one) for one in (height - 1, height)]
        whole = below // WIDTH - first
        if not whole:
            return added
        rows = await connection.fetch(sql("tile_roots"), height - 1, first * WIDTH, (first + whole) * WIDTH)
        roots = [perfect_root([one["root"] for one in rows[at * WIDTH : (at + 1) * WIDTH]]) for at in range(whole)]
        await connection.execute(sql("keep_tiles"), height, first, roots)
        added, height = added + whole, height + 1


async def _nodes(connection: Connection, wanted: Iterable[Node]) -> dict[Node, bytes]:
    """Perfect nodes of any height: those within one tile are made from that tile's row of hashes, read once."""
    found: dict[Node, bytes] = {}

    def tile_of(node: Node) -> tuple[int, int]:
        height, index = node
        floor = height // TILE
        return floor, index >> (TILE - height % TILE)

    for (floor, _), nodes in groupby(sorted(wanted, key=tile_of), key=tile_of):
        of_tile = list(nodes)
        spans = [(index << height % TILE, (index + 1) << height % TILE) for height, index in of_tile]
        first, end = min(span[0] for span in spans), max(span[1] for span in spans)
        row = await _row(connection, floor, first, end)
        for node, (start, stop) in zip(of_tile, spans, strict=True):
            found[node] = perfect_root(row[start - first : stop - first])
    return found


async def _row(connection: Connection, floor: int, first: int, end: int) -> list[bytes]:
    """Neighbouring nodes of height `floor * TILE`, indices `[first, end)`; leaves on floor 0."""
    if floor == 0:
        rows = await connection.fetch(sql("tile_hashes"), first, end)
        if len(rows) != end - first:
            raise NotNumbered(f"{end} events are asked for")
        return [leaf_hash(one["hash"]) for one in rows]
    kept = {one["tile"]: one["root"] for one in await connection.fetch(sql("tile_roots"), floor, first, end)}
    for missing in sorted(set(range(first, end)) - kept.keys()):  # whole already, and not kept yet
        kept[missing] = perfect_root(await _row(connection, floor - 1, missing * WIDTH, (missing + 1) * WIDTH))
    return [kept[tile] for tile in range(first, end)]
