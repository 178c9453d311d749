"""A county of each test's own: its ledger (of a drill: the virtual clock decides), and a worker in the sandbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.reconcile import RUNNING
from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from settings import Settings
from stack.postgres import SERVICE_ROLE, SUPERUSER, Postgres, create_database
from stack.temporal import Temporal
from tests.conftest import Databases
from tests.workflows.county import County, populate
from worker import build
from workflows.client import CONVERTER

FIRST_NUMBERS = count(100_000, 1_000)
"""One Temporal serves all tests, so no two tests may give the same case numbers."""


@pytest.fixture(scope="session")
async def templates(postgres: Databases) -> dict[str, str]:
    """Ledgers to copy, by kind."""
    made = {}
    for kind in ("drill", "real"):
        owner = await postgres.fresh_database()
        await migrate(owner)
        await open_ledger(owner, kind)  # type: ignore[arg-type]
        ledger = await Ledger.connect(postgres.service_url(owner), size=2)
        await populate(ledger)
        await ledger.close()
        made[kind] = owner.partition("///")[2].partition("?")[0]
    return made


async def a_ledger(postgres: Databases, template: str) -> str:
    """The owner's address of a fresh ledger."""
    owner = await postgres.fresh_database(template)
    connection = await asyncpg.connect(owner)
    await connection.execute("select setval('case_numbers', $1)", next(FIRST_NUMBERS))
    await connection.close()
    return owner


@pytest.fixture
async def client(temporal: str) -> AsyncIterator[Client]:
    connected = await Client.connect(temporal, data_converter=CONVERTER)
    yield connected
    async for left in connected.list_workflows(RUNNING):
        try:
            await connected.get_workflow_handle(left.id).terminate("the test is over")
        except RPCError:
            continue  # it ended by itself


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
async def idle_county(
    postgres: Databases, templates: dict[str, str], client: Client
) -> AsyncIterator[tuple[County, str]]:
    """A real ledger and nobody working; with the service's address, for workers of the test's own."""
    url = postgres.service_url(await a_ledger(postgres, templates["real"]))
    ledger = await Ledger.connect(url)
    yield County(client, ledger), url
    await ledger.close()


@asynccontextmanager
async def open_county(
    postgres: Databases, template: str, client: Client, settings: Settings, runner: WorkflowRunner
) -> AsyncIterator[County]:
    ledger = await Ledger.connect(postgres.service_url(await a_ledger(postgres, template)))
    async with build(client, ledger, settings, runner):
        yield County(client, ledger)
    await ledger.close()


@pytest.fixture
async def county(
    postgres: Databases, templates: dict[str, str], client: Client, settings: Settings
) -> AsyncIterator[County]:
    """Virtual time; the sandbox finds what would not replay."""
    async with open_county(postgres, templates["drill"], client, settings, SandboxedWorkflowRunner()) as opened:
        yield opened


@pytest.fixture
async def plain_county(
    postgres: Databases, templates: dict[str, str], client: Client, settings: Settings
) -> AsyncIterator[County]:
    """Virtual time, without the sandbox, so that a test may set the limits of a run."""
    async with open_county(postgres, templates["drill"], client, settings, UnsandboxedWorkflowRunner()) as opened:
        yield opened


@pytest.fixture
async def real_county(
    postgres: Databases, templates: dict[str, str], client: Client, settings: Settings
) -> AsyncIterator[County]:
    """A real ledger, whose database's clock decides."""
    async with open_county(postgres, templates["real"], client, settings, SandboxedWorkflowRunner()) as opened:
        yield opened


@pytest.fixture
async def frail(tmp_path: Path, client: Client, settings: Settings) -> AsyncIterator[tuple[County, Postgres]]:
    """A county whose PostgreSQL is its own, to be killed."""
    server = Postgres(tmp_path / "postgres")
    await server.start()
    owner = server.url("postgres")
    await create_database(owner)
    await migrate(owner)
    await open_ledger(owner, "drill")
    connection = await asyncpg.connect(owner)
    await connection.execute("select setval('case_numbers', $1)", next(FIRST_NUMBERS))
    await connection.close()
    ledger = await Ledger.connect(owner.replace(f"user={SUPERUSER}", f"user={SERVICE_ROLE}"))
    await populate(ledger)
    async with build(client, ledger, settings, UnsandboxedWorkflowRunner()):
        yield County(client, ledger), server
    await ledger.close()
    await server.stop()


@pytest.fixture
async def mortal(tmp_path: Path) -> AsyncIterator[Temporal]:
    """A Temporal of this test's own, to be lost."""
    server = Temporal(tmp_path / "temporal", skipping=True)
    await server.start()
    yield server
    await server.stop()
