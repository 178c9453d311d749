"""分区: whether `events` and `traces` are better cut in parts. Copies of so many events, plain and cut, in turn.

`events` can be cut by the stream alone: its primary key is what refuses two writers, and must hold the key it is cut by.
`traces` can be cut by leaf, the order of every answer.
"""

from collections.abc import Awaitable, Callable
from random import Random  # noqa: TID251 -- seeded
from time import perf_counter

import asyncpg

from bench.figures import Figure, Spread, told
from bench.large import city
from bench.large.ground import Progress, Record
from bench.large.timing import over, timed
from ledger.bulk import EVENT_COLUMNS
from ledger.pool import SETTINGS, Connection

PARTS = 16
NAMES = ", ".join(EVENT_COLUMNS)
EVENTS = {
    "plain": "create table {t} (like events including defaults including identity, primary key (stream, version))",
    "cut": "create table {t} (like events including defaults including identity, primary key (stream, version)) partition by hash (stream)",
}
TRACES = {
    "plain": "create table {t} (like traces)",
    "cut": "create table {t} (like traces) partition by range (leaf)",
}


async def measure(record: Record, progress: Progress) -> list[Figure]:
    """Loaded, asked and appended to; removed again."""
    connection = await asyncpg.connect(record.url, server_settings=SETTINGS)
    await connection.execute("set statement_timeout = 0")
    copied = min(record.size.copied, record.events)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        progress("分区", done, 4 + 3 * (record.size.rounds + 1))

    try:
        loads = {}
        for which in EVENTS:
            loads[which] = await _events(connection, which, copied)
            tick()
        for which in TRACES:
            await _traces(connection, which, copied)
            tick()
        for which in EVENTS:
            await connection.execute(f"vacuum analyze events_{which}, traces_{which}", timeout=None)
        return await _measured(record, connection, loads, copied, tick)
    finally:
        for which in EVENTS:
            await connection.execute(f"drop table if exists events_{which}, traces_{which}")
        await connection.close()


async def _measured(
    record: Record, connection: Connection, loads: dict[str, float], copied: int, tick: Callable[[], None]
) -> list[Figure]:
    size = record.size
    streams = [one for (one,) in await connection.fetch(
        "select stream from events_plain where version = 1 and stream <> 'ledger' limit 20000")]  # fmt: skip

    def variants(ask: Callable[[str, Random], Awaitable[object]]) -> dict[str, Callable[[Random], Awaitable[object]]]:
        return {which: lambda dice, which=which: ask(which, dice) for which in EVENTS}  # type: ignore[misc]

    async def trail(which: str, dice: Random) -> object:
        return await connection.fetch(
            f"select * from events_{which} where stream = $1 order by version",  # noqa: S608
            dice.choice(streams),
        )

    async def person(which: str, dice: Random) -> object:
        who = city.renamed("p-inspector", city.team(dice.randrange(city.DISTRICTS), dice.randrange(city.TOWNS)))
        return await connection.fetch(
            f"select leaf from traces_{which} where by = (select id from trace_keys where kind = 'person' and value = $1)"  # noqa: S608
            " order by leaf desc limit 50", who,
        )  # fmt: skip

    async def append(which: str, dice: Random) -> object:
        return await connection.execute(
            f"insert into events_{which} ({NAMES}) select case when stream = 'ledger' then stream else stream || $2 end,"  # noqa: S608
            f" {NAMES.partition(', ')[2]} from events where stream = $1 and version = 1", dice.choice(streams),
            f"{dice.randrange(10**9)}",
        )  # fmt: skip

    trails = await timed(variants(trail), rounds=size.rounds, count=size.count, progress=tick)
    persons = await timed(variants(person), rounds=size.rounds, count=size.count, progress=tick)
    appends = await timed(variants(append), rounds=size.rounds, count=size.appended, progress=tick)
    notes = (f"{copied:,} events copied; plain {told(loads['plain'])} s, in {PARTS} parts {told(loads['cut'])} s",)
    return [
        Figure("parts", f"events in {PARTS} parts by stream / in one table: load", Spread((loads["cut"] / loads["plain"],)), None, "", notes),
        *(
            Figure("parts", f"{what}: {share}", over(times["cut"], times["plain"], quantile), None, "",
                   tuple(f"{what}, {name}: {one}" for name, one in times.items()) if share == "p50" else ())
            for what, times in (
                ("trail of a case", trails),
                ("append of an event", appends),
                ("traces cut by leaf, newest fifty of a person", persons),
            )
            for share, quantile in (("p50", 0.5), ("p99", 0.99))
        ),
    ]  # fmt: skip


async def _events(connection: Connection, which: str, copied: int) -> float:
    table = f"events_{which}"
    begin = perf_counter()
    await connection.execute(EVENTS[which].format(t=table))
    unique = "unique "
    if which == "cut":
        unique = ""  # a unique index of a cut table must hold the key it is cut by
        for part in range(PARTS):
            await connection.execute(
                f"create table {table}_{part} partition of {table} for values with (modulus {PARTS}, remainder {part})"
            )
    # with its keys, as appends write it, not as a load
    await connection.execute(f"create {unique}index on {table} (xid, position)")
    await connection.execute(
        f"insert into {table} (xid, position, {NAMES}) overriding system value"  # noqa: S608
        f" select xid, position, {NAMES} from events order by position limit {copied}", timeout=None,
    )  # fmt: skip
    return perf_counter() - begin


async def _traces(connection: Connection, which: str, copied: int) -> None:
    table = f"traces_{which}"
    await connection.execute(TRACES[which].format(t=table))
    if which == "cut":
        step = copied // PARTS + 1
        for part in range(PARTS):
            await connection.execute(
                f"create table {table}_{part} partition of {table} for values from ({part * step}) to ({(part + 1) * step})"
            )
    await connection.execute(f"insert into {table} select * from traces where leaf < {copied}", timeout=None)  # noqa: S608
    await connection.execute(f"create index on {table} (by, leaf, type, region)", timeout=None)
