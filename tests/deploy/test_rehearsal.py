"""Every service's own command, run here one after the other against a PostgreSQL of the system's packages.

Not rehearsed: Temporal's server on PostgreSQL and its schema tool, which are in no package this machine could install;
the development server stands in for the first.
"""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from stack.temporal import RETENTION
from tests.deploy.project import SERVICES
from tests.deploy.rehearsal import PATIENCE, Host, system_postgres

PROGRAMS = system_postgres()

GENESIS = "select convert_from(body, 'UTF8')::jsonb ->> 'kind' from events where stream = 'ledger' and version = 1"
MIGHTY = """
select bool_or(rolsuper or rolcreatedb or rolreplication or rolbypassrls)
  from pg_roles where rolname in ('duban_owner', 'duban_service', 'duban_web', 'temporal')
"""

pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL of the system's packages, 15 or newer")


async def until(ask: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await ask():  # noqa: ASYNC110  # another process: nothing to wait on
            await asyncio.sleep(0.2)


@pytest.fixture(scope="module")
async def host(tmp_path_factory: pytest.TempPathFactory, temporal: str) -> AsyncIterator[Host]:
    """postgres is healthy, databases has run; one for all, because every job may run again at any time."""
    assert PROGRAMS is not None
    host = Host(tmp_path_factory.mktemp("host"), temporal)
    with host.postgres(PROGRAMS):
        check = SERVICES["postgres"]["healthcheck"]["test"][1:]
        environment = {"PGPORT": str(host.port), "PATH": str(PROGRAMS)}

        async def healthy() -> bool:
            return not (await asyncio.to_thread(subprocess.run, check, env=environment, check=False)).returncode

        await until(healthy)
        await host.done("databases")
        yield host


async def asked(host: Host, role: str, database: str, question: str) -> object:
    connection = await asyncpg.connect(
        host="127.0.0.1", port=host.port, user=role, database=database, password=host.secret(f"{role}_password")
    )
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_whole_start_in_order(host: Host, temporal: str) -> None:
    for _ in range(2):  # the second `docker compose up` finds nothing to do
        await host.done("databases")
        migrated = await host.done("migrate")
        await host.done("namespace")
    assert "已是最新" in migrated

    worker = await asyncio.create_subprocess_exec(
        *host.command("worker"), env=host.environment("worker"), cwd=host.room, stderr=asyncio.subprocess.DEVNULL
    )
    try:

        async def healthy() -> bool:
            check = SERVICES["worker"]["healthcheck"]["test"][1:]
            return not (await host.run("worker", *check, entered=True)).returncode

        await until(healthy)
        assert json.loads(await host.done("worker", "duban", "case", "list", "-o", "json", entered=True)) == []
        assert "全部相符" in await host.done("worker", "duban", "ledger", "verify", entered=True)
        # pg_dump takes its password from the passfile like everybody
        await host.done("worker", "duban", "ledger", "backup", str(host.room / "backup.tar"), entered=True)
    finally:
        worker.terminate()
    assert await worker.wait() == 0, "stops politely"

    client = await Client.connect(temporal)
    found = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="duban"))
    kept = found.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == RETENTION > timedelta(days=1)


async def test_the_desk_answers_and_its_first_administrator_comes_in(host: Host) -> None:
    await host.done("migrate")
    web = await asyncio.create_subprocess_exec(
        *host.command("web"), env=host.environment("web"), cwd=host.room, stderr=asyncio.subprocess.DEVNULL
    )
    try:

        async def healthy() -> bool:
            check = [host.here(word) for word in SERVICES["web"]["healthcheck"]["test"][1:]]
            return not (await host.run("web", *check, entered=True)).returncode

        await until(healthy)
        told = json.loads(await host.done("web", "duban", "admin", "create", "-o", "json", entered=True))
        assert told["link"].startswith(f"http://127.0.0.1:{host.web_port}/start/")
        # as a proxy of the host asks: by docker's gateway, saying for whom
        async with httpx.AsyncClient(headers={"X-Forwarded-For": "192.0.2.7"}) as browser:
            assert (await browser.get(told["link"])).status_code == 200
            password = {"password": "a long and quiet sentence", "again": "a long and quiet sentence"}
            assert (await browser.post(told["link"], data=password)).status_code == 303
            page = await browser.get(f"http://127.0.0.1:{host.web_port}/accounts")
            assert (page.status_code, "账户" in page.text, "【示例】" in page.text) == (200, True, False)
    finally:
        web.terminate()
    assert await web.wait() == 0, "stops politely"


async def test_the_desks_role_reads_nothing_of_its_own(host: Host) -> None:
    await host.done("migrate")
    assert await asked(host, "duban_web", "duban", "select count(*) from seen.cases") == 0
    for forbidden in ("select count(*) from events", "select count(*) from accounts", "create table mine ()"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asked(host, "duban_web", "duban", forbidden)


async def test_roles_can_what_they_must_and_no_more(host: Host) -> None:
    await host.done("migrate")
    assert await asked(host, "duban_service", "duban", MIGHTY) is False
    assert (
        await asked(
            host,
            "duban_service",
            "duban",
            GENESIS,
        )
        == "real"
    )
    assert await asked(host, "duban_service", "duban", "show statement_timeout") == "1min"
    for forbidden in ("delete from events", "update events set by = 'me'", "create table mine ()", "drop table cases"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asked(host, "duban_service", "duban", forbidden)
    # Temporal owns its databases, may make what its schema needs there, and sees nothing of the ledger
    for database in ("temporal", "temporal_visibility"):
        await asked(host, "temporal", database, "create extension btree_gin")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asked(host, "duban_service", database, "select 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asked(host, "temporal", "duban", "select count(*) from events")


async def test_a_changed_secret_is_in_force_after_the_next_start(host: Host) -> None:
    await host.done("migrate")
    old = host.secret("duban_service_password")
    for name in ("duban_service_password", "duban_owner_password"):
        (host.room / "secrets" / name).chmod(0o644)
        (host.room / "secrets" / name).write_text("changed")
    refused = await host.run("migrate")
    assert refused.returncode == 1
    assert "LEDGER_UNAVAILABLE" in refused.stderr
    await host.done("databases")
    await host.done("migrate")
    assert await asked(host, "duban_service", "duban", "select 1") == 1
    assert old not in (host.room / "postgres.log").read_text()


async def test_a_namespace_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    host = Host(tmp_path, "127.0.0.1:1")
    script = host.deploy / "temporal-namespace.sh"
    script.write_text(script.read_text().replace("tries=30", "tries=1"))
    refused = await host.run("namespace")
    assert refused.returncode != 0
    assert "no success after 1 tries" in refused.stderr
