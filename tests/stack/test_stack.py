"""`duban stack` from outside: up, asked, killed in parts and as a whole, and down."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from stack.temporal import RETENTION
from tests.stack.duban import RunningStack, duban

CHILDREN = ("web", "worker", "temporal", "postgres")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A private home below a private parent, as on a careful person's machine."""
    parent = tmp_path / "private"
    parent.mkdir(mode=0o700)
    home = parent / "home"
    home.mkdir(mode=0o700)
    return home


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    """One running stack for the tests that leave it as it was."""
    async with RunningStack(tmp_path_factory.mktemp("shared") / "home", "--real") as stack:
        yield stack


async def the_ledger(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_status_gives_addresses_that_work_as_they_stand(shared: RunningStack) -> None:
    status = await duban(shared.home, "stack", "status", "-o", "json")
    answer = json.loads(status.stdout)
    assert (status.returncode, answer["ok"], answer["kind"]) == (0, True, "real")
    assert {name: service["ok"] for name, service in answer["services"].items()} == dict.fromkeys(CHILDREN, True)
    assert answer["temporal_ui"].startswith("http://127.0.0.1:")
    role = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    assert await the_ledger(answer["database_url"], role) is False
    assert await the_ledger(answer["superuser_database_url"], role) is True
    client = await Client.connect(answer["temporal"])
    namespace = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    kept = namespace.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == RETENTION > timedelta(days=1)


async def test_nothing_but_a_link_made_on_the_host_opens_a_real_ledger(shared: RunningStack) -> None:
    web = shared.addresses["web"]
    assert await status_of(f"{web}/api/v1/cases") == 401
    token = await duban(shared.home, "admin", "token", "--role", "auditor", "-o", "json")
    assert (token.returncode, json.loads(token.stdout)["error"]["code"]) == (1, "NOT_A_SAMPLE")
    made = json.loads((await duban(shared.home, "admin", "create", "-o", "json")).stdout)
    assert made["link"].startswith(f"{web}/start/")
    assert await status_of(made["link"]) == 200
    assert await status_of(made["link"][:-1]) == 404


async def status_of(address: str, **headers: str) -> int:
    async with httpx.AsyncClient(headers=headers) as client:
        return (await client.get(address)).status_code


async def test_a_second_stack_on_the_same_home_is_refused(shared: RunningStack) -> None:
    second = await duban(shared.home, "stack", "up")
    assert second.returncode == 1
    assert "督办已在运行" in second.stderr
    assert "Traceback" not in second.stderr
    assert (await duban(shared.home, "stack", "status")).returncode == 0


@pytest.mark.parametrize("name", CHILDREN)
async def test_a_killed_child_comes_back_where_it_was(shared: RunningStack, name: str) -> None:
    pid = shared.pid(name)
    assert pid
    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        while shared.pid(name) in {None, 0, pid}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await shared.well()
    again = json.loads((await duban(shared.home, "stack", "status", "-o", "json")).stdout)
    addresses = ("web", "temporal", "database_url", "pid")
    assert {name: again[name] for name in addresses} == {name: shared.addresses[name] for name in addresses}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
async def test_a_signal_stops_everything_and_starting_again_resumes(home: Path, sign: signal.Signals) -> None:
    async with RunningStack(home, "--real") as stack:
        await the_ledger(stack.addresses["superuser_database_url"], "CREATE TABLE kept ()")
        assert await stack.end(sign) == 0
        assert [stack.pid(name) for name in CHILDREN] == [None] * 4
        assert (await duban(home, "stack", "status")).returncode == 1
        await stack.up()
        assert await the_ledger(stack.addresses["superuser_database_url"], "SELECT count(*) FROM kept") == 0


async def test_killed_itself_the_next_one_finds_everything(home: Path) -> None:
    async with RunningStack(home, "--real") as stack:
        genesis = await the_ledger(stack.addresses["database_url"], "SELECT encode(hash, 'hex') FROM events LIMIT 1")
        assert await stack.end(signal.SIGKILL) == -signal.SIGKILL
        assert (await duban(home, "stack", "status")).returncode == 1
        await stack.up()
        assert await the_ledger(stack.addresses["database_url"], "SELECT encode(hash, 'hex') FROM events") == genesis
        down = await duban(home, "stack", "down")
        assert down.returncode == 0
        assert not stack.running


async def test_without_a_stack_status_and_down_say_so(home: Path) -> None:
    for verb in ("status", "down"):
        answer = await duban(home, "stack", verb, "-o", "json")
        assert answer.returncode == 1
        assert json.loads(answer.stdout)["ok"] is False


async def test_servers_that_are_named_are_used_and_nothing_is_started_beside_them(
    shared: RunningStack, home: Path
) -> None:
    """The shared stack's servers are somebody else's here."""
    foreign = {
        "DUBAN_DATABASE_URL": shared.addresses["database_url"],
        "TEMPORAL_ADDRESS": shared.addresses["temporal"],
        "TEMPORAL_NAMESPACE": "default",
    }
    async with RunningStack(home, **foreign) as stack:
        assert stack.addresses["kind"] == "real"
        assert stack.addresses["database_url"] == foreign["DUBAN_DATABASE_URL"]
        assert "superuser_database_url" not in stack.addresses
        assert (stack.pid("postgres"), stack.pid("temporal")) == (None, None)
        await stack.well()
        assert await the_ledger(stack.addresses["database_url"], "SELECT count(*) FROM cases") == 0
    # a worker that somebody runs elsewhere will do, for who has no stack of his own
    elsewhere = await duban(home, "stack", "status", "-o", "json", **foreign)
    assert elsewhere.returncode == 0
    assert json.loads(elsewhere.stdout)["temporal"] == foreign["TEMPORAL_ADDRESS"]
    assert (await duban(shared.home, "stack", "status")).returncode == 0


async def test_the_sample_is_adopted_once_and_says_what_it_is(home: Path) -> None:
    async with RunningStack(home) as stack:
        assert stack.addresses["kind"] == "sample"
        listed = json.loads((await duban(home, "case", "list", "-o", "json")).stdout)
        assert len(listed) == 40
        assert "示例" in (await duban(home, "case", "list")).stdout
        token = json.loads((await duban(home, "admin", "token", "--role", "auditor", "-o", "json")).stdout)["token"]
        cases = f"{stack.addresses['web']}/api/v1/cases"
        assert await status_of(cases, Authorization=f"Bearer {token}") == 200
        assert await stack.end(signal.SIGKILL) == -signal.SIGKILL
        await stack.up()
        again = json.loads((await duban(home, "case", "list", "-o", "json")).stdout)
        assert {case["case"] for case in again} == {case["case"] for case in listed}
        assert await stack.end(signal.SIGINT) == 0
    real = await duban(home, "stack", "up", "--real")
    assert real.returncode == 1
    assert "示例账" in real.stderr
    assert "Traceback" not in real.stderr
