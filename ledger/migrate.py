"""Migrations: the SQL files of ledger/migrations, in dbmate's format, each once and in order.

dbmate itself can run them too: same files, same `schema_migrations` table. What it does not do is the grants.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import structlog

from ledger import own
from ledger.bulk import record
from ledger.errors import LedgerMissing
from ledger.pool import SETTINGS, Connection
from ledger.records import Kind
from ledger.sql import sql
from ledger.writing import Writer

HERE = Path(__file__).parent
SERVICE_ROLE = "duban_service"
WEB_ROLE = "duban_web"
"""the role by which the web process reads: it sees what the holder of a credential may see"""
ONE_AT_A_TIME = 0x6475_6261_6E  # "duban"

OWNED = "select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = 'seen'"
"""Whether who asks may grant what is in there."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: `<version>_<name>.sql`."""

    version: str
    name: str
    up: str
    down: str


def migrations() -> list[Migration]:
    """All of them, oldest first."""
    found = []
    for path in sorted((HERE / "migrations").glob("*.sql")):
        _, up, down = re.split(r"^-- migrate:(?:up|down).*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        version, _, name = path.stem.partition("_")
        found.append(Migration(version, name, up, down))
    return found


async def migrate(
    owner_url: str,
    *,
    service_role: str = SERVICE_ROLE,
    service_password: str | None = None,
    web_role: str = WEB_ROLE,
    web_password: str | None = None,
) -> list[str]:
    """Bring the database up to date and say what was done. Two at once: the second waits, and finds nothing to do."""
    connection = await asyncpg.connect(owner_url, server_settings=SETTINGS)
    try:
        await connection.execute("select pg_advisory_lock($1)", ONE_AT_A_TIME)
        done = await _apply(connection)
        await _hand_to_service(connection, service_role, service_password)
        await _hand_to_web(connection, web_role, web_password)
    finally:
        await connection.close()  # and with it the lock
    return done


async def _apply(connection: Connection) -> list[str]:
    # asked first: on a schema that is up to date nothing here needs the right to change it
    if await connection.fetchval("select to_regclass('public.schema_migrations') is null"):
        await connection.execute("create table public.schema_migrations (version varchar(128) not null primary key)")
    known = {version for (version,) in await connection.fetch("select version from public.schema_migrations")}
    done = []
    for migration in migrations():
        if migration.version in known:
            continue
        async with connection.transaction():
            await connection.execute(migration.up)
            await connection.execute("insert into public.schema_migrations (version) values ($1)", migration.version)
        log.info("migrated", version=migration.version, name=migration.name)
        done.append(f"{migration.version}_{migration.name}")
    return done


async def _hand_to_service(connection: Connection, role: str, password: str | None) -> None:
    itself, owner = await connection.fetchrow(sql("who_migrates"), role) or (False, False)
    if itself and owner:
        log.warning("the owner of the tables is the service's role: triggers alone protect the record", role=role)
    if owner and not itself:
        await _prepare_role(connection, role, password)
        await grant(connection, role)


async def _hand_to_web(connection: Connection, role: str, password: str | None) -> None:
    """The role by which the web process reads, where we may make it; without it nothing but the desk is missing."""
    if not await connection.fetchval(OWNED):
        return
    try:
        await _prepare_role(connection, role, password)
    except asyncpg.InsufficientPrivilegeError:
        log.warning("the owner may not make the web's role: make it by hand, the desk reads by it", role=role)
        return
    await grant(connection, role, "grants_web.sql")


async def _prepare_role(connection: Connection, role: str, password: str | None) -> None:
    """The service's role, and the limits that keep one hung client from holding back every reader (G4)."""
    quoted = await connection.fetchval("select quote_ident($1)", role)
    if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role):
        await connection.execute(f"create role {quoted} login nosuperuser nocreatedb nocreaterole nobypassrls")
    if password is not None:
        literal = await connection.fetchval("select quote_literal($1::text)", password)
        await connection.execute(f"alter role {quoted} login password {literal}")
    limits = {
        "statement_timeout": "60s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "10s",
        "timezone": "UTC",
        "jit": "off",
    }
    try:
        for name, value in limits.items():
            await connection.execute(f"alter role {quoted} set {name} = '{value}'")
    except asyncpg.InsufficientPrivilegeError:
        log.warning("the owner may not set limits of the service's role: set them by hand", role=role, **limits)


async def grant(connection: Connection, role: str = SERVICE_ROLE, file: str = "grants.sql") -> None:
    """Say again what the service's role may do, or the web's."""
    quoted = await connection.fetchval("select quote_ident($1)", role)
    async with connection.transaction():
        await connection.execute((HERE / file).read_text(encoding="utf-8").replace(":role", quoted))


async def open_ledger(url: str, kind: Kind) -> Kind:
    """启用: write the genesis event, once. Answers the kind that stands, which may be another than asked for."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", ONE_AT_A_TIME)
            standing = await connection.fetchval(sql("kind"))
            if standing is not None:
                return standing  # type: ignore[no-any-return]
            now = await connection.fetchval("select clock_timestamp()")
            writer = Writer(by="duban:setup", command_id="ledger/open", edition="none", recorded_at=now)
            await record(connection, [own.LedgerOpened(at=now, kind=kind)], writer, "")
    except asyncpg.UndefinedTableError as error:
        raise LedgerMissing("the database has no ledger yet: run the migrations") from error
    finally:
        await connection.close()
    return kind
