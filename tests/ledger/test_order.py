"""A reader of the whole record misses nothing, whoever commits late (G4)."""

import asyncpg

from ledger.store import BEGINNING, Ledger
from tests.ledger.lives import append, append_within, reported


async def test_a_slow_writer_is_not_missed(ledger: Ledger, service: str) -> None:
    slow, fast = "2026-000001", "2026-000002"
    genesis = await ledger.read_all(BEGINNING)
    assert [one.type for one in genesis] == ["LedgerOpened"]
    after = (genesis[-1].xid, genesis[-1].position)

    # the slow writer takes its position, and has not committed when the fast one has
    other = await Ledger.connect(service, size=1)
    connection = await other.pool.acquire()
    transaction = connection.transaction()
    await transaction.start()
    await connection.fetchval("select pg_current_xact_id()")
    await append_within(connection, ledger, slow, [reported(slow)])
    await append(ledger, fast, [reported(fast)])

    by_bare_position = await ledger.pool.fetch("select stream from events where position > $1", after[1])
    assert [stream for (stream,) in by_bare_position] == [f"case-{fast}"], (
        "who trusts the position has lost the slow one"
    )
    assert await ledger.read_all(after) == []

    await transaction.commit()
    await other.pool.release(connection)
    await other.close()
    read = await ledger.read_all(after)
    assert [one.stream for one in read] == [f"case-{slow}", f"case-{fast}"]
    assert await ledger.read_all((read[0].xid, read[0].position), 1) == read[1:]
    assert await ledger.read_all((read[1].xid, read[1].position)) == []


async def test_a_hanging_client_does_not_hold_readers_for_ever(service: str) -> None:
    connection = await asyncpg.connect(service)
    seconds = await connection.fetchval(
        "select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval)"
    )
    await connection.close()
    assert 0 < seconds <= 60
