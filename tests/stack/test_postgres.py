"""PostgreSQL as our child, on homes that make it hard."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from stack.binaries import WHEEL, installation
from stack.postgres import DATABASE, SERVICE_ROLE, SOCKET_PATH_BYTES, Postgres, create_database
from stack.rights import CAPABILITIES, open_to_all, postgres_rights

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its rights")


@asynccontextmanager
async def running(home: Path, **options: object) -> AsyncIterator[Postgres]:
    server = Postgres(home, settings={"fsync": "off"}, **options)  # type: ignore[arg-type]
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


async def asked(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def told(url: str, *orders: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for order in orders:
            await connection.execute(order)
    finally:
        await connection.close()


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A home of mode 0700 below a parent of mode 0700."""
    parent = tmp_path / "parent"
    parent.mkdir(mode=0o700)
    home = parent / "home"
    home.mkdir(mode=0o700)
    return home


async def test_a_private_home_below_a_private_parent(private: Path) -> None:
    async with running(private) as server:
        await create_database(server.url("postgres"))
        assert await asked(server.url(user=SERVICE_ROLE), "SELECT current_user") == SERVICE_ROLE
        assert server.socket.stat().st_mode & 0o777 == 0o700
        assert (private / "postgres").exists()
    assert not server.socket.exists()


@ROOT_ONLY
async def test_as_root_the_server_is_somebody_else_with_at_most_one_capability(private: Path) -> None:
    async with running(private) as server:
        assert server.child is not None
        assert server.child.rights.uid not in {None, 0}
        status = Path(f"/proc/{server.child.pid}/status").read_text()  # noqa: ASYNC240  # no file, a question
        effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
        assert int(effective, 16).bit_count() <= 1


@ROOT_ONLY
@pytest.mark.parametrize("capabilities", [CAPABILITIES, CAPABILITIES[1:]], ids=["read", "override"])
async def test_either_capability_will_do(private: Path, capabilities: tuple[str, ...]) -> None:
    async with running(private, capabilities=capabilities) as server:
        assert await asked(server.url("postgres"), "SELECT 1") == 1


@pytest.fixture
def hidden(private: Path) -> Path:
    """PostgreSQL's programs where only their owner may go, as in a virtualenv of root's."""
    site, found = private.parent / "site", installation()
    for part in (found, *(path for path in found.parent.parent.glob(f"{WHEEL}.libs"))):
        shutil.copytree(part, site / part.relative_to(found.parent.parent), copy_function=os.link)
    return site / found.relative_to(found.parent.parent)


@ROOT_ONLY
@pytest.mark.parametrize("capabilities", [CAPABILITIES, CAPABILITIES[1:], ()], ids=["read", "override", "none"])
async def test_programs_only_root_can_reach(private: Path, hidden: Path, capabilities: tuple[str, ...]) -> None:
    try:
        async with running(private, binaries=hidden, capabilities=capabilities) as server:
            assert await asked(server.url("postgres"), "SELECT 1") == 1
    finally:
        if (private / "postgres.location").exists():
            shutil.rmtree((private / "postgres.location").read_text().strip())


@ROOT_ONLY
async def test_without_capabilities_the_data_move_and_a_deleted_home_never_brings_them_back(private: Path) -> None:
    places = []
    try:
        for _ in range(2):
            async with running(private, capabilities=()) as server:
                places.append(Path((private / "postgres.location").read_text().strip()))
                assert not (private / "postgres").exists()
                await create_database(server.url("postgres"))
                assert await asked(server.url(), "SELECT count(*) FROM pg_tables WHERE tablename = 'old'") == 0
                await told(server.url(), "CREATE TABLE old ()")
            shutil.rmtree(private)
        assert places[0] != places[1]
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)


@ROOT_ONLY
async def test_nothing_is_lent_where_nothing_is_needed() -> None:
    assert open_to_all(Path("/usr/bin"))
    assert postgres_rights([Path("/usr/bin")]).capability is None


async def test_a_home_longer_than_a_socket_address(tmp_path: Path) -> None:
    home = tmp_path / ("很长的目录名" * 12) / ("x" * 100)
    async with running(home) as server:
        assert len(os.fsencode(server.socket / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
        assert await asked(server.url("postgres"), "SELECT 1") == 1


async def test_killed_it_comes_back_at_the_same_address_with_what_it_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        before = server.url("postgres")
        await told(before, "CREATE TABLE kept AS SELECT 42 AS fact")
        assert server.child is not None
        server.child.kill()
        await server.restart()
        assert server.url("postgres") == before
        assert await asked(before, "SELECT fact FROM kept") == 42


async def test_a_stale_pid_file_with_a_living_pid_does_not_keep_it_down(tmp_path: Path) -> None:
    async with running(tmp_path):
        pass
    # after a crash and a reboot the number in the file may be anybody's
    pid_file = tmp_path / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path / 'postgres'}\n0\n5432\n/tmp\n\n\n")
    async with running(tmp_path) as server:
        assert await asked(server.url("postgres"), "SELECT 1") == 1


async def test_an_orphan_is_stopped_and_its_data_served(tmp_path: Path) -> None:
    orphan = Postgres(tmp_path, settings={"fsync": "off"})
    await orphan.start()
    await told(orphan.url("postgres"), "CREATE TABLE kept ()")
    async with running(tmp_path) as server:
        assert orphan.child is not None
        assert not orphan.child.alive
        assert await asked(server.url("postgres"), "SELECT count(*) FROM kept") == 0


async def test_a_copied_home_has_a_socket_of_its_own(tmp_path: Path) -> None:
    async with running(tmp_path / "first") as first:
        copied = tmp_path / "second"
        copied.mkdir()
        shutil.copy(tmp_path / "first" / "postgres.socket", copied)
        async with running(copied) as second:
            assert first.socket != second.socket
            assert await asked(first.url("postgres"), "SELECT 1") == 1


async def test_the_callers_environment_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGHOST": "nowhere",
        "PGUSER": "x",
        "PGDATA": "/nope",
        "LC_ALL": "tr_TR",
    }.items():
        monkeypatch.setenv(name, value)
    async with running(tmp_path) as server:
        await create_database(server.url("postgres"))
        where = "SELECT datlocale FROM pg_database WHERE datname = current_database()"
        assert await asked(server.url(DATABASE), where) == "C.UTF-8"
