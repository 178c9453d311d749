"""A desk that answers: the sample county, a worker, and the application on a port, once for the whole run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner

from activities.sample import load_sample
from domain.people import Role
from ledger.accounts import Accounts
from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from settings import Settings
from stack.temporal import Temporal, free_ports
from tests.conftest import Databases
from web.app import create_app
from web.desk import Desk
from web.edge import Limits
from web.passwords import Passwords
from web.role_accounts import role_accounts
from worker import build
from workflows.client import CONVERTER

ROOMY = Limits(
    per_address=1e6,
    address_burst=1_000_000,
    per_account=1e6,
    account_burst=1_000_000,
    sign_ins=1e6,
    sign_in_burst=1_000_000,
)
"""nobody is in the way of a test that asks thousands of questions"""
CHEAP = PasswordHasher(time_cost=1, memory_cost=64)


@dataclass
class Running:
    """The desk and what stands behind it."""

    url: str
    app: FastAPI
    ledger: Ledger
    owner: str
    tokens: dict[str, str]

    @property
    def desk(self) -> Desk:
        return self.app.state.desk

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.ledger.pool)

    def asking(self, role: Role | str | None = None, **headers: str) -> httpx.AsyncClient:
        """A program of this role; of nobody, when none is named."""
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens[str(role)]}"
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30)

    def browsing(self) -> httpx.AsyncClient:
        """A browser that looks at a page of the desk."""
        return self.asking(Origin=self.url)

    async def events(self) -> int:
        """How many events the record holds."""
        return await self.ledger.pool.fetchval("select count(*) from events")

    async def told(self, role: Role | str, path: str, **params: Any) -> Any:
        async with self.asking(role) as client:
            answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="session")
async def clock(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A Temporal of the desk's own: its worker lives as long as the run, and would take other tests' work."""
    server = Temporal(tmp_path_factory.mktemp("clock"), durable=False)
    await server.start()
    yield server.address
    await server.stop()


@pytest.fixture(scope="session")
async def running(postgres: Databases, clock: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "sample")
    url = postgres.service_url(owner)
    ledger = await Ledger.connect(url)
    await load_sample(ledger)
    tokens = {}
    for one in await role_accounts(ledger):
        tokens[one.role.value], _ = await Accounts(ledger.pool).give(one.role, "token", timedelta(days=1), by="test")
    settings = Settings(home=tmp_path_factory.mktemp("desk"), database_url=url, web_port=free_ports(1)[0])
    client = await Client.connect(clock, data_converter=CONVERTER)
    edge = create_app(settings, client, limits=ROOMY, passwords=Passwords(CHEAP))
    server = uvicorn.Server(
        uvicorn.Config(
            edge,
            host="127.0.0.1",
            port=settings.web_port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    app: FastAPI = edge.app  # type: ignore[assignment]
    async with build(client, ledger, settings, UnsandboxedWorkflowRunner()):
        serving = asyncio.create_task(server._serve())
        async with asyncio.timeout(20):
            while not server.started or app.state.desk._record is None:  # noqa: ASYNC110 -- uvicorn tells in no other way
                await asyncio.sleep(0.02)
        yield Running(f"http://127.0.0.1:{settings.web_port}", app, ledger, owner, tokens)
        server.should_exit = True
        await serving
    await ledger.close()
