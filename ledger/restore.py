"""恢复: an archive into a database that holds no case yet, checked by its digests before and verified after (G19)."""

import asyncio
import shutil
import tarfile
import tempfile
from pathlib import Path

import asyncpg
import orjson

from ledger.backup import DUMP, FILES, FORMAT, MANIFEST, Manifest, digest_of
from ledger.files import Files
from ledger.migrate import SERVICE_ROLE, migrate, migrations
from ledger.pool import SETTINGS, Connection
from ledger.sql import sql
from ledger.tools import Tools


class ArchiveDamaged(Exception):  # noqa: N818
    """Not an archive of ours, or not as it was written."""


class NotEmpty(Exception):  # noqa: N818
    """The database holds cases: a restore never writes over a record."""


async def restore(
    archive: Path, owner_url: str, files: Files, tools: Tools, *, service_role: str = SERVICE_ROLE
) -> Manifest:
    """Bring an archive back. A failure leaves the database without a ledger, never with half of one."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=archive.parent) as room:
        manifest = await asyncio.to_thread(_unpack, archive, Path(room))
        connection = await asyncpg.connect(owner_url, server_settings=SETTINGS)
        try:
            await _make_room(connection)
            try:
                await _load(connection, owner_url, Path(room) / DUMP, tools)
            except BaseException:
                await _clear(connection)
                raise
        finally:
            await connection.close()
        await migrate(owner_url, service_role=service_role)  # what is newer than the archive, and the grants
        for digest in manifest.files:
            files.take(digest, (Path(room) / FILES / digest).read_bytes())
    return manifest


def _unpack(archive: Path, room: Path) -> Manifest:
    """Everything into `room`, every digest checked."""
    try:
        with tarfile.open(archive) as tar:
            member = tar.extractfile(MANIFEST)
            told = orjson.loads(member.read() if member else b"")
            if told.get("format") != FORMAT:
                raise ArchiveDamaged(f"format {told.get('format')!r}")
            manifest = Manifest(**told)
            wanted = {DUMP: manifest.dump_sha256, **{f"{FILES}/{digest}": digest for digest in manifest.files}}
            (room / FILES).mkdir()
            for name, digest in wanted.items():
                content = tar.extractfile(name)
                if content is None:
                    raise ArchiveDamaged(f"{name} is missing")
                with (room / name).open("wb") as out:
                    shutil.copyfileobj(content, out)
                if digest_of(room / name) != digest:
                    raise ArchiveDamaged(f"{name} is not what the manifest says")
    except (tarfile.TarError, KeyError, TypeError, AttributeError, orjson.JSONDecodeError, EOFError) as error:
        raise ArchiveDamaged(f"{type(error).__name__}: {error}") from error
    return manifest


async def _make_room(connection: Connection) -> None:
    if await connection.fetchval("select to_regclass('public.events') is null"):
        if await connection.fetchval("select exists (select from pg_tables where schemaname = 'public')"):
            raise NotEmpty("the database holds tables that are not ours")
        return
    if not await connection.fetchval(sql("is_empty")):
        raise NotEmpty("the database holds cases")
    await _clear(connection)


async def _clear(connection: Connection) -> None:
    """Take an empty ledger's tables away: the archive brings its own, genesis included."""
    tables = await connection.fetch("select quote_ident(tablename) from pg_tables where schemaname = 'public'")
    async with connection.transaction():
        if {"events"} & {name for (name,) in tables}:
            for migration in reversed(migrations()):
                await connection.execute(migration.down)
        await connection.execute("drop table if exists schema_migrations")


async def _load(connection: Connection, url: str, dump: Path, tools: Tools) -> None:
    plain = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={url}", str(dump))
    for section in ("pre-data", "data"):
        await asyncio.to_thread(tools.run, "pg_restore", f"--section={section}", *plain)
    await connection.execute(sql("freeze_order"), timeout=None)
    await asyncio.to_thread(tools.run, "pg_restore", "--section=post-data", *plain)
    await connection.execute("analyze")
