"""The tree as it is kept gives the roots and proofs of the tree as it is defined."""

from hashlib import sha256

import asyncpg
import pytest

from ledger.store import Ledger
from ledger.witness.merkle import EMPTY, leaf_hash, root_of, verify_consistency, verify_inclusion
from ledger.witness.tree import NotNumbered, Tree, grow
from tests.ledger.lives import append, reported

STREAMS = "case-2026-"


def hash_of(leaf: int) -> bytes:
    return sha256(b"event %d" % leaf).digest()


async def numbered(owner: str, first: int, last: int) -> None:
    """Leaves with events that are nothing but their hashes."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(
        "insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg,"
        " prev_hash, hash) select 'case-2026-' || lpad(n::text, 6, '0'), 1, 't', 1, '', now(), now(), '', '', '', 'sha256',"
        " sha256(''), sha256(convert_to('event ' || n, 'UTF8')) from generate_series($1::int, $2::int) n",
        first, last,
    )  # fmt: skip
    await connection.execute(
        "insert into leaves select n, 'case-2026-' || lpad(n::text, 6, '0'), 1 from generate_series($1::int, $2::int) n",
        first, last,
    )  # fmt: skip
    await connection.close()


async def test_roots_and_proofs_with_and_without_tiles(ledger: Ledger, owner: str) -> None:
    last = 256 * 256 + 700  # a tile of tiles, whole tiles beside it, and a ragged end
    leaves = [leaf_hash(hash_of(leaf)) for leaf in range(1, last + 1)]
    roots = {size: root_of(leaves[:size]) for size in (0, 1, 255, 256, 257, 700, 65_535, 65_536, 65_537, last)}
    await numbered(owner, 1, 700)
    tree = Tree()
    async with ledger.pool.acquire() as connection:
        for size in (0, 1, 255, 256, 257, 700):  # nothing kept yet: from the events themselves
            assert await tree.root(connection, size) == roots[size]
        assert await grow(ledger.pool) == 2
        assert await tree.root(connection, 700) == roots[700]
        await numbered(owner, 701, last)
        assert await grow(ledger.pool) == 256 + 1
        assert await grow(ledger.pool) == 0
        for size, root in roots.items():
            assert await tree.root(connection, size) == root
            for leaf in {1, size // 3 + 1, size // 2 + 1, size} if size else ():
                path = await tree.inclusion(connection, leaf, size)
                assert verify_inclusion(hash_of(leaf), leaf - 1, size, path, root)
            for old, old_root in roots.items():
                if old <= size:
                    path = await tree.consistency(connection, old, size)
                    assert verify_consistency(old, size, old_root, root, path)
        with pytest.raises(NotNumbered):
            await tree.root(connection, last + 1)
    assert roots[0] == EMPTY


async def test_tiles_are_never_rewritten(ledger: Ledger, owner: str) -> None:
    await append(ledger, "2026-000901", [reported("2026-000901")])
    await numbered(owner, 1, 256)
    await grow(ledger.pool)
    for statement in ("update tiles set tile = 9", "delete from tiles", "truncate tiles"):
        with pytest.raises(asyncpg.PostgresError, match=r"append-only|permission denied"):
            await ledger.pool.execute(statement)
