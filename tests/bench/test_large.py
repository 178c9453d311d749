"""The record of the large bench is one that Duban itself might have written. No figure is judged here."""

from datetime import date

import asyncpg

from bench.large import disk, p5, p6, p11, p12, p13, partitions
from bench.large.bare import GUARDS, TABLES
from bench.large.draw import LAST, Draw
from bench.large.ground import Record, Size, numbers_of
from bench.large.load import load, sample_lives
from bench.large.report import in_order, section
from bench.report import LARGE, Machine
from ledger.migrate import migrate
from ledger.pool import open_pool
from ledger.views.current import current
from ledger.witness.verify import verify
from tests.conftest import Databases

CASES = 400
TINY = Size(rounds=1, count=2, heavy=2, sample=100, copied=500, appended=3)


async def test_a_generated_record_holds_by_every_rule_of_verify(postgres: Databases, database: str) -> None:
    as_migrated = await postgres.fresh_database()
    await migrate(as_migrated)
    loaded = await load(database, CASES, lambda _what, _done, _of: None, lives_led=40)
    found = await verify(database)
    assert (found.bad, found.cases, found.events) == ([], CASES, loaded.events)
    assert loaded.cases == CASES
    assert 7 * CASES < loaded.events < 14 * CASES
    assert await _protected(database) == await _protected(as_migrated), "keys, indexes and triggers are back"
    connection = await asyncpg.connect(database)
    told = await connection.fetchrow(
        """select (select count(*) from leaves) as leaves, (select count(*) from cases where open) as open,
                  (select count(*) from letters) as letters, (select sum(last) from letter_counters) as numbers,
                  (select count(distinct region) from cases) as regions,
                  (select count(*) from events where at < recorded_at - interval '1 hour') as late,
                  (select count(*) from commands where outcome = 'refused') as refused"""
    )
    await connection.close()
    assert told["leaves"] == loaded.events
    assert told["open"] == CASES // 10
    assert told["letters"] == told["numbers"] > 0
    assert told["regions"] > 20
    assert told["late"] > 0
    assert told["refused"] > 0


async def _protected(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    found = await connection.fetch(GUARDS, list(TABLES))
    await connection.close()
    return sorted(one["back"] for one in found)


async def test_every_measure_runs_on_a_small_record(database: str, postgres: Databases) -> None:
    told: list[str] = []
    loaded = await load(database, CASES, lambda _what, _done, _of: None, lives_led=20)
    pool = await open_pool(postgres.service_url(database), size=2)
    await current(pool)
    seconds = await disk.tidied(database, lambda what, _done, _of: told.append(what))
    record = Record(database, pool, 0, TINY, loaded.cases, loaded.events, await numbers_of(pool, 20))
    figures = [
        one
        for measure in (p5.measure, p6.measure, p11.measure, p12.measure, partitions.measure)
        for one in await measure(record, lambda what, _done, _of: told.append(what))
    ]
    figures += await disk.measure(record, seconds)
    figures += await p13.measure(database, 1, lambda what, _done, _of: told.append(what))
    await pool.close()
    assert {one.measure for one in figures} == {"P5", "P6", "P11", "P12", "P13", "size", "parts"}
    assert all(value > 0 for one in figures for value in one.spread.values)
    assert {"P5", "P6", "P11", "P12", "P13", "整理", "分区"} <= set(told)
    page = section(in_order(figures), loaded, Machine(date(2026, 7, 1), "c", 0.5, "a machine"), 1.0, 1)
    assert page.startswith(f"{LARGE} {CASES} cases")
    assert page.count("\n| P5 |") == 4
    left = await asyncpg.connect(database)
    assert not await left.fetch("select relname from pg_class where relname like 'events\\_%plain%'")
    await left.close()


def test_lives_copied_are_drawn_so_that_a_case_has_ten_events() -> None:
    draw = Draw(2_000, sample_lives(60))
    cases = [one for place in range(2) for one in draw.shard(place)]
    assert sorted(one.number for one in cases) == list(range(2, 2_002))
    events = sum(draw.templates[one.template].by_day((LAST - one.first).days) for one in cases)
    assert 9 < events / len(cases) < 11
