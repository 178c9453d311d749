"""A migrated, opened ledger for each test, copied from one that is made once."""

from collections.abc import AsyncIterator

import pytest

from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from tests.conftest import Databases


@pytest.fixture(scope="session")
async def template(postgres: Databases) -> str:
    """The name of a database that holds an opened ledger and nothing else."""
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "sample")
    return owner.partition("///")[2].partition("?")[0]


@pytest.fixture
async def owner(postgres: Databases, template: str) -> str:
    """The owner's address of a ledger of this test's own."""
    return await postgres.fresh_database(template)


@pytest.fixture
async def service(postgres: Databases, owner: str) -> str:
    """The same as the service's role."""
    return postgres.service_url(owner)


@pytest.fixture
async def ledger(service: str) -> AsyncIterator[Ledger]:
    opened = await Ledger.connect(service)
    yield opened
    await opened.close()
