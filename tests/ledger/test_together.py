"""Appends of one moment are committed together, and stand or fall each by itself."""

import asyncio

import asyncpg
import pytest

from ledger.records import Recalled
from ledger.store import AlreadyDone, CommandIdReused, Conflict, Ledger
from tests.ledger.lives import append, reported

NUMBERS = [f"2026-{number:06d}" for number in range(1, 41)]


async def recalled(ledger: Ledger) -> dict[str, Recalled]:
    return {number: await ledger.recall(number) for number in NUMBERS}


async def recorded(ledger: Ledger) -> list[str]:
    return [
        stream.removeprefix("case-")
        for (stream,) in await ledger.pool.fetch("select stream from events where stream <> 'ledger' order by stream")
    ]


async def test_what_comes_while_others_commit_is_one_transaction(ledger: Ledger) -> None:
    known = await recalled(ledger)
    await asyncio.gather(*(append(ledger, number, [reported(number)], known[number]) for number in NUMBERS))
    assert await recorded(ledger) == NUMBERS
    transactions = await ledger.pool.fetchval("select count(distinct xid) from events where stream <> 'ledger'")
    assert transactions <= 4
    assert await ledger.pool.fetchval("select count(*) from cases") == len(NUMBERS)


async def test_one_that_fails_takes_no_neighbour_with_it(ledger: Ledger) -> None:
    known = await recalled(ledger)
    twice, wrong, reused = NUMBERS[10], NUMBERS[20], NUMBERS[30]
    await append(ledger, twice, [reported(twice)], known[twice])
    told = {wrong: {"head": b"\x01" * 32}, reused: {"command_id": f"{twice}/0", "digest": "another"}}
    found = await asyncio.gather(
        *(append(ledger, number, [reported(number)], known[number], **told.get(number, {})) for number in NUMBERS),
        return_exceptions=True,
    )
    by_number = dict(zip(NUMBERS, found, strict=True))
    assert isinstance(by_number.pop(twice), AlreadyDone)
    assert isinstance(by_number.pop(wrong), Conflict | asyncpg.PostgresError)
    assert isinstance(by_number.pop(reused), CommandIdReused)
    assert set(by_number.values()) == {1}
    assert await recorded(ledger) == [number for number in NUMBERS if number not in (wrong, reused)]


async def test_who_gives_up_waiting_leaves_the_others_theirs(ledger: Ledger) -> None:
    known = await recalled(ledger)
    tasks = [asyncio.create_task(append(ledger, number, [reported(number)], known[number])) for number in NUMBERS]
    await asyncio.sleep(0)  # all have asked, none has been answered
    for task in tasks[5:15]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [one for one in found if one == 1] == [1] * 30
    assert [one for one in found if isinstance(one, asyncio.CancelledError)] == found[5:15]
    assert set(await recorded(ledger)) >= {*NUMBERS[:5], *NUMBERS[15:]}
    assert not ledger._together._waiting
    assert not ledger._together._writing


async def test_connections_that_die_lose_nothing_and_double_nothing(ledger: Ledger, owner: str) -> None:
    known = await recalled(ledger)
    executioner = await asyncpg.connect(owner)

    async def put(number: str) -> None:
        while True:
            try:
                await append(ledger, number, [reported(number)], known[number])
            except AlreadyDone:
                return
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
                continue
            else:
                return

    tasks = [asyncio.create_task(put(number)) for number in NUMBERS]
    for _ in range(5):
        await asyncio.sleep(0.005)
        await executioner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'duban_service'"
            " and datname = current_database()"
        )
    await asyncio.gather(*tasks)
    await executioner.close()
    assert await recorded(ledger) == NUMBERS
    with pytest.raises(AlreadyDone):
        await append(ledger, NUMBERS[0], [reported(NUMBERS[0])], known[NUMBERS[0]])
