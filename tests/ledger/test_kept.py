"""Connections that stay with the ledger: never all of them, never a broken one, and none is left when the ledger ends."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from ledger.kept import Kept
from ledger.pool import Pool, open_pool

WHO = "select pg_backend_pid() as pid"
SLEEPS = "select pg_sleep(0.1), pg_backend_pid() as pid"


@pytest.fixture
async def pool(service: str) -> AsyncIterator[Pool]:
    opened = await open_pool(service, size=4)
    yield opened
    async with asyncio.timeout(5):
        await opened.close()


async def pid(kept: Kept, statement: str = WHO) -> int:
    found = await kept.fetchrow(statement)
    assert found is not None
    return int(found["pid"])


async def test_one_after_the_other_they_go_by_the_same_connection(pool: Pool) -> None:
    kept = Kept(pool)
    assert len({await pid(kept) for _ in range(5)}) == 1
    assert pool.get_size() - pool.get_idle_size() == 1, "it is kept"
    await kept.close()
    assert pool.get_size() == pool.get_idle_size()


async def test_half_of_the_pool_is_for_others_at_any_time(pool: Pool) -> None:
    kept = Kept(pool)
    assert len({*await asyncio.gather(*(pid(kept, SLEEPS) for _ in range(12)))}) > 2, (
        "more than are kept: from the pool"
    )
    assert pool.get_size() - pool.get_idle_size() == 2
    async with asyncio.timeout(1), pool.acquire(), pool.acquire():
        assert await pid(kept)
    await kept.close()


async def test_of_a_pool_of_one_none_is_kept(service: str) -> None:
    pool = await open_pool(service, size=1)
    kept = Kept(pool)
    assert await pid(kept)
    async with asyncio.timeout(1), pool.acquire():
        pass
    await kept.close()
    await pool.close()


async def test_a_connection_that_was_ended_is_not_used_again(pool: Pool, owner: str) -> None:
    kept = Kept(pool)
    executioner = await asyncpg.connect(owner)
    before = await pid(kept)
    await executioner.execute("select pg_terminate_backend($1, 2000)", before)
    await executioner.close()
    await asyncio.sleep(0.05)
    assert await pid(kept) != before
    await kept.close()


async def test_none_is_kept_for_ever(pool: Pool) -> None:
    kept = Kept(pool, kept_for=0.05)
    before = await pid(kept)
    assert await pid(kept) == before
    await asyncio.sleep(0.06)
    assert await pid(kept) != before
    assert pool.get_size() - pool.get_idle_size() == 1
    await kept.close()


async def test_what_was_refused_or_cut_off_goes_back_to_the_pool(pool: Pool) -> None:
    kept = Kept(pool)
    for _ in range(6):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await kept.execute("select 1 / 0")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await kept.execute("select pg_sleep(10)")
        assert await pid(kept)
    assert pool.get_size() - pool.get_idle_size() == 1
    await kept.close()


async def test_the_end_waits_for_what_is_under_way(pool: Pool) -> None:
    kept = Kept(pool)
    under_way = [asyncio.create_task(pid(kept, SLEEPS)) for _ in range(3)]
    await asyncio.sleep(0.03)
    await kept.close()
    assert len({*await asyncio.gather(*under_way)}) == 3
    assert pool.get_size() == pool.get_idle_size()
