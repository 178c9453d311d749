"""A backup restores, files included, into a new database, and the record goes on there (G19)."""

import tarfile
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from domain.events import EvidenceAdded
from domain.people import Office, Person
from ledger.accounts import Accounts
from ledger.backup import backup
from ledger.files import Files
from ledger.people import save_people
from ledger.restore import ArchiveDamaged, NotEmpty, restore
from ledger.store import BEGINNING, Ledger
from ledger.tools import Tools
from ledger.witness.verify import verify
from stack.postgres import Postgres, create_database, installation
from tests.conftest import Databases
from tests.ledger.lives import AT, append, asked, reported

TOOLS = Tools(installation() / "bin")
ONE = "2026-000001"


@pytest.fixture
async def archived(ledger: Ledger, service: str, tmp_path: Path) -> Path:
    """A backup, by the service's own role, of one case with a file, and some people."""
    files = Files(tmp_path / "old")
    stored = files.keep(b"%PDF-1.7 scan")
    await ledger.next_number(2026)
    # an old cluster has many transactions behind it
    await ledger.pool.execute(
        "do $$ begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$"
    )
    await save_people(
        ledger.pool, people=[Person(id="p-a", name="张三")], offices=[Office(id="o-emb", name="应急局")], by="p-admin"
    )
    accounts = Accounts(ledger.pool)
    await accounts.make("zhang", person="p-a", by="p-admin")
    await accounts.give("zhang", "session", timedelta(hours=12), by="p-admin")
    await append(ledger, ONE, [reported(ONE), EvidenceAdded(at=AT, digest=stored.digest, name="扫描件")])
    manifest = await backup(service, tmp_path / "backup.tar", files, TOOLS)
    assert (manifest.kind, manifest.events, list(manifest.files)) == ("sample", 3, [stored.digest])
    return tmp_path / "backup.tar"


async def test_it_comes_back_whole(ledger: Ledger, archived: Path, database: str, postgres: Databases) -> None:
    files = Files(archived.parent / "new")
    await restore(archived, database, files, TOOLS)
    verified = await verify(database, files=files)
    assert (verified.ok, verified.events, verified.cases, verified.files) == (True, 3, 1, 1)

    again = await Ledger.connect(postgres.service_url(database))
    left = "select (select count(*) from accounts) as accounts, (select count(*) from credentials) as credentials"
    assert [tuple(await one.pool.fetchrow(left) or ()) for one in (ledger, again)] == [(1, 1), (1, 0)]
    before, after = await ledger.recall(ONE), await again.recall(ONE)
    assert (after.case, after.version, after.head, after.offices) == (
        before.case, before.version, before.head, before.offices,
    )  # fmt: skip
    assert await again.next_number(2026) == "2026-000002"
    assert await append(again, ONE, [asked()]) == 3
    assert await append(again, "2026-000002", [reported("2026-000002")]) == 1
    await again.close()

    connection = await asyncpg.connect(database)
    for table in ("events", "commands", "people_changes"):
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await connection.execute(f"delete from {table}")
    await connection.close()


async def test_a_reader_of_all_events_goes_on_in_another_cluster(archived: Path, tmp_path: Path) -> None:
    # a younger cluster's transaction ids are below the old ones': without care they hide what was restored, or what is new
    server = Postgres(tmp_path / "younger", settings={"fsync": "off"})
    await server.start()
    try:
        await create_database(server.url("postgres"))
        await restore(archived, server.url(), Files(tmp_path / "new"), TOOLS)
        opened = await Ledger.connect(server.url())
        read = await opened.read_all(BEGINNING)
        assert [one.type for one in read] == ["LedgerOpened", "HazardReported", "EvidenceAdded"]
        await append(opened, ONE, [asked()])
        (new,) = await opened.read_all((read[-1].xid, read[-1].position))
        assert new.type == "ReinspectionRequested"
        await opened.close()
    finally:
        await server.stop()


async def test_it_takes_the_place_of_an_empty_ledger_and_of_no_other(
    archived: Path, owner: str, postgres: Databases, template: str
) -> None:
    files = Files(archived.parent / "new")
    with pytest.raises(NotEmpty):
        await restore(archived, owner, files, TOOLS)
    assert (await verify(owner, files=Files(archived.parent / "old"))).ok
    empty = await postgres.fresh_database(template)
    await restore(archived, empty, files, TOOLS)
    assert (await verify(empty, files=files)).events == 3
    strange = await postgres.fresh_database()
    connection = await asyncpg.connect(strange)
    await connection.execute("create table theirs ()")
    await connection.close()
    with pytest.raises(NotEmpty):
        await restore(archived, strange, files, TOOLS)


def cut(content: bytes, middle: int) -> bytes:
    return content[:middle]


def changed(content: bytes, middle: int) -> bytes:
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def emptied(content: bytes, middle: int) -> bytes:
    return b""


def replaced(content: bytes, middle: int) -> bytes:
    return b"not an archive"


@pytest.fixture
def damaged(archived: Path, request: pytest.FixtureRequest) -> Path:
    with tarfile.open(archived) as tar:
        middle = tar.getmember("ledger.dump").offset_data + 100
    archived.write_bytes(request.param(archived.read_bytes(), middle))
    return archived


@pytest.mark.parametrize("damaged", [cut, changed, emptied, replaced], indirect=True)
async def test_a_damaged_archive_changes_nothing(damaged: Path, database: str) -> None:
    with pytest.raises(ArchiveDamaged):
        await restore(damaged, database, Files(damaged.parent / "new"), TOOLS)
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'") == 0
    await connection.close()
