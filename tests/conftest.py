"""What many tests share: one real PostgreSQL and one real Temporal for the whole run, fresh databases for each."""

from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest

from stack.postgres import SERVICE_ROLE, SUPERUSER, Postgres, create_database
from stack.temporal import Temporal


class Databases:
    """A running PostgreSQL that makes a new database for whoever asks."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self._numbers = count(1)

    async def fresh_database(self, template: str | None = None) -> str:
        """The owner's (superuser's) address of a new database; `template` names one to copy."""
        name = f"test_{next(self._numbers)}"
        connection = await asyncpg.connect(self.server.url("postgres"))
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"')
        finally:
            await connection.close()
        return self.server.url(name)

    @staticmethod
    def service_url(owner_url: str) -> str:
        """The same database as the service's role."""
        return owner_url.replace(f"user={SUPERUSER}", f"user={SERVICE_ROLE}")


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Databases]:
    # nothing here survives a power cut, so nothing waits for the disk; kill -9 loses nothing all the same
    fast = {"fsync": "off", "max_connections": "200"}
    server = Postgres(tmp_path_factory.mktemp("postgres"), settings=fast)
    await server.start()
    await create_database(server.url("postgres"))
    yield Databases(server)
    await server.stop()


@pytest.fixture
async def database(postgres: Databases) -> str:
    """The owner's address of an empty database of this test's own."""
    return await postgres.fresh_database()


@pytest.fixture(scope="session")
async def temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a Temporal server whose time can be skipped, workflow by workflow."""
    server = Temporal(tmp_path_factory.mktemp("temporal"), skipping=True)
    await server.start()
    yield server.address
    await server.stop()
