"""A migrated, opened ledger for each test, copied from one that is made once."""

from collections.abc import AsyncIterator

import pytest

from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from tests.conftest import Databases


async def opened_template(postgres: Databases, kind: str) -> str:
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, kind)
    return owner.partition("///")[2].partition("?")[0]


@pytest.fixture(scope="session")
async def real_template(postgres: Databases) -> str:
    return await opened_template(postgres, "real")


@pytest.fixture(scope="session")
async def sample_template(postgres: Databases) -> str:
    return await opened_template(postgres, "sample")


@pytest.fixture
async def ledger(postgres: Databases, real_template: str) -> AsyncIterator[Ledger]:
    opened = await Ledger.connect(postgres.service_url(await postgres.fresh_database(real_template)))
    yield opened
    await opened.close()


@pytest.fixture
async def sample_ledger(postgres: Databases, sample_template: str) -> AsyncIterator[Ledger]:
    opened = await Ledger.connect(postgres.service_url(await postgres.fresh_database(sample_template)))
    yield opened
    await opened.close()
