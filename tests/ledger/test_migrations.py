"""schema.sql is what the migrations yield; migrating twice, or two at once, is harmless."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

import ledger as ledger_package
from ledger.migrate import SERVICE_ROLE, migrate, migrations, open_ledger
from ledger.schema import described
from ledger.store import Ledger, LedgerMissing
from stack.postgres import installation
from tests.conftest import Databases

SCHEMA = Path(ledger_package.__file__).parent / "schema.sql"


def dumped(url: str) -> str:
    return described(url, installation() / "bin" / "pg_dump")


async def test_the_schema_is_what_the_migrations_yield(postgres: Databases, database: str) -> None:
    await migrate(database)
    assert dumped(database) == SCHEMA.read_text(encoding="utf-8"), "run: python -m ledger.schema"

    at_once = await postgres.fresh_database()
    connection = await asyncpg.connect(at_once)
    await connection.execute(SCHEMA.read_text(encoding="utf-8"))
    await connection.close()
    assert dumped(at_once) == dumped(database)


async def test_down_undoes_up(database: str) -> None:
    await migrate(database)
    connection = await asyncpg.connect(database)
    for migration in reversed(migrations()):
        await connection.execute(migration.down)
    left = await connection.fetch("select relname from pg_class where relnamespace = 'public'::regnamespace")
    functions = await connection.fetch("select proname from pg_proc where pronamespace = 'public'::regnamespace")
    await connection.close()
    assert ({name for (name,) in left}, functions) == ({"schema_migrations", "schema_migrations_pkey"}, [])


async def test_two_at_once(database: str) -> None:
    done = await asyncio.gather(*(migrate(database) for _ in range(4)))
    assert sorted(map(len, done)) == [0, 0, 0, len(migrations())]
    kinds = await asyncio.gather(*(open_ledger(database, kind) for kind in ("drill", "real", "real", "sample")))
    assert len(set(kinds)) == 1
    assert await open_ledger(database, "real") == kinds[0]


async def test_a_database_without_a_ledger_says_so(postgres: Databases, database: str) -> None:
    with pytest.raises(LedgerMissing):
        await Ledger.connect(database)
    with pytest.raises(LedgerMissing):
        await open_ledger(database, "real")
    await migrate(database)
    with pytest.raises(LedgerMissing):
        await Ledger.connect(postgres.service_url(database))
    await open_ledger(database, "drill")
    opened = await Ledger.connect(postgres.service_url(database))
    assert opened.kind == "drill"
    await opened.close()


async def test_the_role_may_have_another_name_and_a_password(postgres: Databases, database: str) -> None:
    await migrate(database, service_role='the "office"', service_password="it's secret")
    connection = await asyncpg.connect(database)
    granted = await connection.fetchval("select has_table_privilege('the \"office\"', 'events', 'insert')")
    rewriting = await connection.fetchval("select has_table_privilege('the \"office\"', 'events', 'update, delete')")
    secret = await connection.fetchval(
        "select rolpassword like 'SCRAM%' from pg_authid where rolname = 'the \"office\"'"
    )
    await connection.execute('drop owned by "the ""office"""; drop role "the ""office"""')
    await connection.close()
    assert (granted, rewriting, secret) == (True, False, True)
    assert SERVICE_ROLE == "duban_service"
