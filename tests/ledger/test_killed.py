"""PostgreSQL killed under load: every acknowledged event is there when it is back, and the chain holds (G1, G2)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.events import PlanReturned
from ledger.migrate import migrate, open_ledger
from ledger.store import GONE, AlreadyDone, Conflict, Ledger
from ledger.witness.verify import verify
from stack.postgres import SERVICE_ROLE, Postgres, create_database
from tests.ledger.lives import AT, append, reported

WRITERS, KILLS = 8, 2


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Postgres]:
    server = Postgres(tmp_path / "postgres")  # as in production: fsync on
    await server.start()
    await create_database(server.url("postgres"))
    await migrate(server.url())
    await open_ledger(server.url(), "real")
    yield server
    await server.stop()


async def test_what_was_acknowledged_is_there(server: Postgres) -> None:
    ledger = await Ledger.connect(server.url(user=SERVICE_ROLE))
    numbers = [f"2026-{n:06d}" for n in range(1, WRITERS + 1)]
    for number in numbers:
        await append(ledger, number, [reported(number)])
    acknowledged: dict[str, str] = {}
    unknown = 0
    done = asyncio.Event()

    async def write(number: str) -> None:
        """As a worker does: the same command again until its answer is known."""
        nonlocal unknown
        count = 0
        while not done.is_set():
            count += 1
            command_id = f"{number}/w{count}"
            while True:
                try:
                    recalled = await ledger.recall(number, command_id=command_id)
                    if recalled.answered is None:
                        event = PlanReturned(at=AT, reason=command_id)
                        await append(ledger, number, [event], recalled, command_id=command_id)
                    break
                except (AlreadyDone, Conflict):
                    continue
                except GONE:
                    unknown += 1
                    await asyncio.sleep(0.05)
            acknowledged[command_id] = f"case-{number}"

    async def kill() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(0.7)
            assert server.child is not None
            server.child.kill()
            await server.restart()
        await asyncio.sleep(0.3)
        done.set()

    await asyncio.gather(kill(), *(write(number) for number in numbers))
    assert unknown
    assert len(acknowledged) > WRITERS * KILLS

    events = await ledger.pool.fetch("select command_id, stream, count(*) as times from events group by 1, 2")
    there = {found["command_id"]: (found["stream"], found["times"]) for found in events}
    assert {one: there.get(one) for one in acknowledged} == {one: (at, 1) for one, at in acknowledged.items()}
    await ledger.close()
    assert (await verify(server.url())).bad == []
