"""What one can do who owns the database, has this very program, and takes his time: everything but sign."""

from collections.abc import Callable
from typing import Any

import asyncpg

from domain.evolve import evolve
from domain.upcasts import load
from ledger import own
from ledger.chain import NOTHING, Link, root, seal
from ledger.view import COLUMNS, row
from ledger.witness.merkle import leaf_hashes, perfect_root
from ledger.witness.tree import WIDTH
from tests.ledger.lives import armed_by

Body = Callable[[str, int, bytes], bytes]
"""stream, version, body -> the body that shall always have been there"""


async def forged(owner: str, *statements: str) -> None:
    """As one who may take the triggers away."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def rechained(owner: str, change: Body) -> None:
    """改写整本账: other bodies, and everything that follows from them as this program would have written it."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    rows = await connection.fetch(
        "select stream, version, type, shape, edition, at, recorded_at, by, command_id, body from events"
        " order by stream <> 'ledger', stream, version"
    )
    heads: dict[str, bytes] = {}
    cases: dict[str, Any] = {}
    for one in rows:
        stream, version = one["stream"], one["version"]
        body = change(stream, version, one["body"])
        if version == 1:
            heads[stream] = NOTHING if stream == own.STREAM else root(heads["genesis"], stream)
        previous = heads[stream]
        heads[stream] = seal(previous, Link(**{**one, "body": body}))
        if (stream, version) == (own.STREAM, 1):
            heads["genesis"] = heads[stream]
        await connection.execute(
            "update events set body = $3, prev_hash = $4, hash = $5 where stream = $1 and version = $2",
            stream, version, body, previous, heads[stream],
        )  # fmt: skip
        if stream != own.STREAM:
            cases[stream] = (evolve(cases.get(stream, (None,))[0], load(one["type"], one["shape"], body)), version)
    columns = ", ".join(f'"{name}" = ${at}' for at, name in enumerate(COLUMNS, 1))
    for case, version in cases.values():
        told = row(case, version, armed_by(case))
        await connection.execute(f"update cases set {columns} where number = $1", *told)
    await _regrown(connection)
    await connection.close()


async def cut(owner: str, size: int) -> None:
    """截尾: the record as it was after so many events, everywhere."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    gone = await connection.fetch("select stream, version from leaves where leaf > $1", size)
    for stream, version in gone:
        for table in ("hands", "rungs", "letters", "notices", "events", "leaves"):
            await connection.execute(f"delete from {table} where stream = $1 and version = $2", stream, version)
        await connection.execute("delete from commands where stream = $1 and last_version = $2", stream, version)
    await connection.execute("delete from cases where not exists (select from events where stream = 'case-' || number)")
    await connection.execute("delete from checkpoints where size > $1", size)
    await connection.execute(
        "update sequenced set leaf = $1, (xid, position) = (select e.xid, e.position from leaves l join events e"
        " using (stream, version) where l.leaf = $1)",
        size,
    )
    await connection.close()
    await rechained(owner, lambda _stream, _version, body: body)  # the views of what is left


async def forgotten(owner: str, stream: str) -> None:
    """灭失一案: no trace of it anywhere, and the numbers closed up."""
    await forged(
        owner,
        *(
            f"delete from {table} where stream = '{stream}'"
            for table in ("hands", "notices", "commands", "events", "leaves")
        ),
        f"delete from cases where number = '{stream.removeprefix('case-')}'",
        "create temp table again as select row_number() over (order by leaf) as leaf, stream, version from leaves;"
        "delete from leaves; insert into leaves select leaf, stream, version from again;"
        "update sequenced set leaf = (select max(leaf) from leaves)",
    )


async def _regrown(connection: asyncpg.Connection) -> None:  # type: ignore[type-arg]
    hashes = [
        one["hash"]
        for one in await connection.fetch(
            "select e.hash from leaves l join events e using (stream, version) order by l.leaf"
        )
    ]
    await connection.execute("delete from tiles")
    for tile in range(len(hashes) // WIDTH):
        whole = b"".join(hashes[tile * WIDTH : (tile + 1) * WIDTH])
        await connection.execute("insert into tiles values (1, $1, $2)", tile, perfect_root(leaf_hashes(whole)))
