"""The shared servers themselves answer."""

import asyncpg
from temporalio.client import Client

from tests.conftest import Databases


async def test_every_database_is_fresh_and_the_service_is_no_superuser(postgres: Databases) -> None:
    first, second = await postgres.fresh_database(), await postgres.fresh_database()
    assert first != second
    connection = await asyncpg.connect(postgres.service_url(first))
    try:
        assert await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert await connection.fetchval("SHOW data_checksums") == "on"
        assert await connection.fetchval("SHOW listen_addresses") == ""
    finally:
        await connection.close()


async def test_temporal_answers(temporal: str) -> None:
    client = await Client.connect(temporal)
    assert (await client.count_workflows()).count >= 0
