"""What follows the record misses no event and stops for no stream (G4, G11)."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from ledger.pool import Connection
from ledger.store import Conflict, Ledger
from ledger.views.following import Followed, Following, catch_up, rebuild, standing
from ledger.views.sequencer import sequence
from tests.ledger.lives import append, append_within, asked, reported

ONE, TWO, THREE = "2026-000001", "2026-000002", "2026-000003"


class Heard:
    """Keeps nothing but what it was told, in the database, so that a page undone is a page not heard."""

    name = "heard"

    def __init__(self, poison: tuple[str, int] | None = None) -> None:
        self.poison = poison

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        for one in found:
            if (one.recorded.stream, one.recorded.version) == self.poison:
                raise ValueError("cannot be taken in")
            await connection.execute(
                "insert into heard values ($1, $2, $3)", one.leaf, one.recorded.stream, one.recorded.version
            )

    async def clear(self, connection: Connection) -> None:
        await connection.execute("delete from heard")


@pytest.fixture
async def heard(ledger: Ledger, owner: str) -> Heard:
    connection = await asyncpg.connect(owner)
    await connection.execute("create table heard (leaf bigint primary key, stream text, version int)")
    await connection.execute("grant all on heard to duban_service")
    await connection.close()
    return Heard()


async def told(ledger: Ledger) -> list[tuple[str, int]]:
    return [tuple(one) for one in await ledger.pool.fetch("select stream, version from heard order by leaf")]


async def numbered(ledger: Ledger) -> list[int]:
    return [leaf for (leaf,) in await ledger.pool.fetch("select leaf from leaves order by leaf")]


async def test_eight_writers_with_delays_and_rollbacks_hide_no_event(
    ledger: Ledger, service: str, heard: Heard
) -> None:
    """Fails when numbers are given out by position alone, or without waiting for whoever began before."""
    done = asyncio.Event()

    async def writer(who: int) -> None:
        mine = await Ledger.connect(service, size=1)
        try:
            for turn in range(12):
                number = f"2026-{who:03d}{turn:03d}"
                async with mine.pool.acquire() as connection:
                    transaction = connection.transaction()
                    await transaction.start()
                    await append_within(connection, ledger, number, [reported(number)])
                    await asyncio.sleep((who * 7 + turn * 5) % 11 / 500)
                    await (transaction.rollback() if (who + turn) % 4 == 0 else transaction.commit())
        finally:
            await mine.close()

    async def reader() -> None:
        while not done.is_set():
            await catch_up(ledger.pool, [heard])
            await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(reader()) for _ in range(2)]
        await asyncio.gather(*(writer(who) for who in range(1, 9)))
        done.set()
        await asyncio.gather(*readers)
    await catch_up(ledger.pool, [heard])

    written = await ledger.pool.fetch("select stream, version from events")
    assert len(written) > 40
    assert sorted(await told(ledger)) == sorted(map(tuple, written))
    assert await numbered(ledger) == list(range(1, len(written) + 1))


async def test_a_stream_that_cannot_be_taken_in_stops_no_other(ledger: Ledger, heard: Heard) -> None:
    for number in (ONE, TWO, THREE):
        await append(ledger, number, [reported(number)])
    await append(ledger, TWO, [asked()])
    heard.poison = (f"case-{TWO}", 1)
    followed = await catch_up(ledger.pool, [heard])
    assert [(one.stream, one.version, one.reason) for one in followed.parked] == [
        (f"case-{TWO}", 1, "ValueError: cannot be taken in")
    ]
    assert await told(ledger) == [("ledger", 1), (f"case-{ONE}", 1), (f"case-{THREE}", 1)]

    await append(ledger, ONE, [asked()])
    followed = await catch_up(ledger.pool, [heard])
    assert followed.views == {"heard": followed.leaves} == {"heard": 6}
    assert (await told(ledger))[-1] == (f"case-{ONE}", 2)

    heard.poison = None
    followed = await rebuild(ledger.pool, heard)
    assert not followed.parked
    assert len(await told(ledger)) == 6


async def test_a_killed_follower_goes_on_where_it_was(ledger: Ledger, heard: Heard, owner: str) -> None:
    for number in (ONE, TWO):
        await append(ledger, number, [reported(number)])

    class Killed(Heard):
        async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
            await super().follow(connection, found)
            superuser = await asyncpg.connect(owner)
            await superuser.execute("select pg_terminate_backend($1)", connection.get_server_pid())
            await superuser.close()
            await connection.execute("select 1")

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await catch_up(ledger.pool, [Killed()])
    assert await told(ledger) == []
    assert not (await standing(ledger.pool)).parked
    await catch_up(ledger.pool, [heard])
    assert len(await told(ledger)) == 3


async def test_where_nothing_is_new_nothing_is_written(ledger: Ledger, heard: Heard) -> None:
    """It is asked every second: fails when that writes a row for each view."""
    await append(ledger, ONE, [reported(ONE)])
    await catch_up(ledger.pool, [heard])
    written = "select max(xmin::text::bigint) from followers"
    before = await ledger.pool.fetchval(written)

    followed = await catch_up(ledger.pool, [heard])
    assert followed.views == {"heard": followed.leaves}
    assert await ledger.pool.fetchval(written) == before

    await append(ledger, ONE, [asked()])
    followed = await catch_up(ledger.pool, [heard])
    assert followed.views == {"heard": followed.leaves} == {"heard": 3}


async def test_the_same_again_numbers_nothing_twice(ledger: Ledger, heard: Heard) -> None:
    await append(ledger, ONE, [reported(ONE)])
    at_once = await asyncio.gather(*(sequence(ledger.pool) for _ in range(4)))
    assert sum(at_once) == 2
    both: tuple[Followed, Followed] = await asyncio.gather(
        catch_up(ledger.pool, [heard]), catch_up(ledger.pool, [heard])
    )
    assert {one.leaves for one in both} == {2}
    assert len(await told(ledger)) == 2
    with pytest.raises(Conflict):
        await append(ledger, ONE, [reported(ONE)], expected=0)
    assert await sequence(ledger.pool) == 0
