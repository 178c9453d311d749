"""The service's own role cannot rewrite the record, and neither can the owner while the triggers stand (G15)."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ledger.migrate import migrate
from ledger.pool import Connection
from ledger.store import Ledger
from tests.ledger.lives import append, asked, reported

ONE = "2026-000001"
APPEND_ONLY = (
    "events", "commands", "hands", "rungs", "letters", "notices", "deliveries", "batches", "register_rows",
    "people_changes",
)  # fmt: skip

LIMITS = {"idle_in_transaction_session_timeout": "10s", "statement_timeout": "1min", "jit": "off", "TimeZone": "UTC"}


@pytest.fixture
async def cheat(ledger: Ledger, service: str) -> AsyncIterator[Connection]:
    await append(ledger, ONE, [reported(ONE)])
    await append(ledger, ONE, [asked()])
    connection = await asyncpg.connect(service)
    yield connection
    await connection.close()


async def test_the_service_is_no_superuser(cheat: Connection) -> None:
    role = await cheat.fetchrow("select * from pg_roles where rolname = current_user")
    assert role is not None
    assert not any(role[f"rol{right}"] for right in ("super", "createdb", "createrole", "bypassrls", "replication"))
    limits = {name: await cheat.fetchval("select current_setting($1)", name) for name in LIMITS}
    assert limits == LIMITS


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("cheating", ["update {0} set {1} = {1}", "delete from {0}", "truncate {0} cascade"])
async def test_neither_role_rewrites(cheat: Connection, owner: str, table: str, cheating: str) -> None:
    columns = "select attname from pg_attribute where attrelid = $1::text::regclass and attnum = 3"
    statement = cheating.format(table, f'"{await cheat.fetchval(columns, table)}"')
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await cheat.execute(statement)
    superuser = await asyncpg.connect(owner)
    try:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await superuser.execute(statement)
        assert refused.value.sqlstate == "DB004"
    finally:
        await superuser.close()


@pytest.mark.parametrize(
    "statement",
    [
        "alter table events disable trigger all",
        "drop trigger append_only on events",
        "drop table events cascade",
        "create or replace function refuse_rewriting() returns trigger language sql as ''",
        "set session_replication_role = replica",
        "insert into schema_migrations values ('9')",
        "update cases set number = number; delete from cases",
        "update letter_counters set issuer = 'x'",
        "delete from letter_counters",
        "insert into in_force (only_one) values (false)",
        "create table mine ()",
    ],
)
async def test_the_service_does_not_get_round_it(cheat: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await cheat.execute(statement)


async def test_an_event_by_hand_continues_its_stream(cheat: Connection) -> None:
    by_hand = (
        "insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg,"
        " prev_hash, hash) select stream, $1, type, shape, edition, at, recorded_at, by, command_id, body, alg, $2,"
        " hash from events where version = 2"
    )
    head = await cheat.fetchval("select hash from events where stream <> 'ledger' order by version desc limit 1")
    for version, previous in ((4, head), (3, bytes(32))):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await cheat.execute(by_hand, version, previous)
        assert refused.value.sqlstate == "DB001"


async def test_a_temporary_table_of_the_same_name_does_not_deceive_the_triggers(cheat: Connection) -> None:
    await cheat.execute("create temp table hands as select * from public.hands where false")
    person = await cheat.fetchval("select person from public.hands")
    with pytest.raises(asyncpg.PostgresError) as refused:
        await cheat.execute("insert into public.hands values ($1, 1, $2, 'closed', 2)", f"case-{ONE}", person)
    assert refused.value.sqlstate == "DB003"


async def test_migrating_again_changes_nothing_and_needs_no_right(owner: str, service: str) -> None:
    assert await migrate(owner) == []
    assert await migrate(service) == []
