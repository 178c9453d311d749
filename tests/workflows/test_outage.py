"""PostgreSQL killed under load: nothing acknowledged is lost, nothing happens twice, a deadline is late but not skipped."""

import asyncio
from datetime import timedelta

import orjson
import pytest

from activities.door import Unknown
from stack.postgres import Postgres
from tests.workflows.county import County
from workflows.contracts import Standing

pytestmark = pytest.mark.faults


async def test_postgresql_killed_under_load(frail: tuple[County, Postgres]) -> None:
    """G1, G2: every acknowledged command is there, once; one whose answer was lost is asked again by its id."""
    county, server = frail
    cases = [(await county.report()).case for _ in range(4)]
    orders = {
        case: [county.order(case, "ReportProgress", "p-safety", text=str(shot)) for shot in range(30)] for case in cases
    }
    killed = asyncio.Event()

    async def shoot(case: str) -> list[Standing]:
        answers = []
        for order in orders[case]:
            while True:
                try:
                    answers.append(await county.door.submit(order))
                    break
                except Unknown:
                    assert killed.is_set()
        return answers

    shooting = [asyncio.create_task(shoot(case)) for case in cases]
    await asyncio.sleep(0.3)
    assert server.child is not None
    server.child.kill()
    killed.set()
    await asyncio.sleep(1.0)
    await server.restart()

    for case, answers in zip(cases, await asyncio.gather(*shooting), strict=True):
        assert [one.refusal for one in answers] == [None] * 30
        recorded = await county.ledger.trail(case)
        assert [event.command_id for event in recorded[1:]] == [order.command_id for order in orders[case]]
        assert [one.last_version for one in answers] == [event.version for event in recorded[1:]]


async def test_a_deadline_in_an_outage_is_late_and_not_skipped(frail: tuple[County, Postgres]) -> None:
    """G6: the workflow asks again, ever more patiently; the record says when it was due and how late it fired."""
    county, server = frail
    standing = await county.report()
    assert standing.due_at is not None
    await county.forward(standing.case, standing.due_at - timedelta(minutes=1) - await county.now(standing.case))
    await server.stop()

    await county.forward(standing.case, timedelta(minutes=3))
    await server.restart()
    await county.forward(standing.case, timedelta(minutes=10))

    fired = (await county.ledger.trail(standing.case))[1:]
    assert [event.command_id for event in fired] == [f"case-{standing.case}/lapse/1"]
    body = orjson.loads(fired[0].body)
    assert body["due_at"] == f"{standing.due_at:%Y-%m-%dT%H:%M:%SZ}"
    assert 60 <= body["late_seconds"] <= 13 * 60
