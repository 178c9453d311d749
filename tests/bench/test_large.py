"""The record of the large bench is one that Duban itself might have written. No figure is judged here."""

import asyncpg

from bench.large.bare import GUARDS, TABLES
from bench.large.load import load
from ledger.migrate import migrate
from ledger.verify import verify
from tests.conftest import Databases

CASES = 400


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
