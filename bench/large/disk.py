"""体积: bytes of an event, and what keeping the tables tidy costs. PostgreSQL's own background worker does the same by itself."""

from collections import defaultdict
from time import perf_counter

import asyncpg

from bench.figures import Figure, Spread, told
from bench.large.ground import Progress, Record
from bench.large.timing import bytes_told
from ledger.pool import SETTINGS

GROUPS = {
    "events": ("events",), "commands": ("commands",), "numbering": ("leaves",),
    "marks": ("hands", "rungs", "letters", "notices", "deliveries"), "cases": ("cases", "register_rows"),
    "people": ("people", "offices", "entities", "appointments"),
}  # fmt: skip
"""what is neither is a view kept behind the appends, by its own name"""
LEAST = 5
"""bytes an event, to be told"""
SIZES = """
select c.relname as name, pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) as heap,
       pg_indexes_size(c.oid) as indexes, pg_total_relation_size(c.oid) as total
  from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
"""


async def tidied(url: str, progress: Progress) -> dict[str, float]:
    """VACUUM ANALYZE of every table, in seconds: what autovacuum does after such a load, without its pauses."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    names = [name for (name,) in await connection.fetch("select relname from pg_class where relkind = 'r'"
             " and relnamespace = 'public'::regnamespace order by pg_total_relation_size(oid)")]  # fmt: skip
    seconds = {}
    await connection.execute("set statement_timeout = 0")
    for place, name in enumerate(names):
        progress("整理", place, len(names))
        begin = perf_counter()
        await connection.execute(f'vacuum (analyze) "{name}"', timeout=None)
        seconds[name] = perf_counter() - begin
    await connection.close()
    progress("整理", len(names), len(names))
    return seconds


async def measure(record: Record, seconds: dict[str, float]) -> list[Figure]:
    """Of all tables, by what they are for."""
    connection = await asyncpg.connect(record.url, server_settings=SETTINGS)
    rows = await connection.fetch(SIZES)
    await connection.close()
    of = {name: group for group, names in GROUPS.items() for name in names}
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, *sizes in rows:
        if sizes[2] >= LEAST * record.events:
            for place, size in enumerate(sizes):
                totals[of.get(name, name)][place] += size
    whole = sum(row["total"] for row in rows)
    notes = tuple(
        f"{name}: {bytes_told(heap)} and indexes {bytes_told(indexes)}, {told(total / record.events)} B an event"
        for name, (heap, indexes, total) in sorted(totals.items(), key=lambda one: -one[1][2])
    )
    slow = sorted(seconds.items(), key=lambda one: -one[1])[:5]
    tidy = (
        (f"VACUUM ANALYZE after the load: {', '.join(f'{name} {told(took)} s' for name, took in slow)}",)
        if slow
        else ()
    )
    event = totals["events"][2] / record.events
    return [
        Figure("size", "an event with its indexes", Spread((event,)), None, "B", notes),
        Figure("size", f"everything, {record.cases:,} cases and {record.events:,} events", Spread((whole / 2**30,)), None, "GB", tidy),
    ]  # fmt: skip
