"""Executing an order, without Temporal: the same code that the drill's oracle runs (G2, G3, G5, G14)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.case import only_absence_is_retried
from activities.execution import execute, recall
from ledger.errors import Conflict
from ledger.store import Ledger
from tests.conftest import Databases
from tests.workflows.conftest import a_ledger, templates  # noqa: F401
from workflows.contracts import CLOCK, LAPSE, Codes, Order, Standing, order_of

REPORT = {
    "channel": "inspection", "entity": "e-1", "unit": "宏达化工厂", "region": "城关镇", "office": "o-regulator",
    "description": "安全出口锁闭", "found_on": "2024-03-04",
}  # fmt: skip


@pytest.fixture
async def ledger(postgres: Databases, templates: dict[str, str]) -> AsyncIterator[Ledger]:  # noqa: F811
    opened = await Ledger.connect(postgres.service_url(await a_ledger(postgres, templates["drill"])))
    yield opened
    await opened.close()


@pytest.fixture
async def case(ledger: Ledger) -> str:
    now = await ledger.clock()
    number = await ledger.next_number(now.year)
    standing = await execute(ledger, told("new", "Report", "p-inspector", f"open-{number}", now, case=number, **REPORT))
    assert standing.refusal is None
    return number


def told(asked: str, command: str, by: str, command_id: str, now: Any, case: str | None = None, **data: Any) -> Order:
    order = order_of(asked, command, data, by=by, command_id=command_id)
    return order.model_copy(update={"now": now, "case": case or asked})


def lapse(standing: Standing, due_at: Any, now: Any) -> Order:
    return told(standing.case, LAPSE, CLOCK, f"case-{standing.case}/lapse/{standing.version}", now, due_at=f"{due_at}")


async def test_a_second_execution_of_the_same_order_finds_the_first(ledger: Ledger, case: str) -> None:
    order = told(case, "ReportProgress", "p-safety", "once", await ledger.clock(), text="已停用")

    first, second = await execute(ledger, order), await execute(ledger, order)

    assert (first.first_version, first.last_version) == (second.first_version, second.last_version) == (2, 2)


async def test_two_at_once_on_one_case_both_succeed_in_one_order(ledger: Ledger, case: str) -> None:
    """A stale writer is refused by the database, recalls, and decides again on what is there (G5)."""
    now = await ledger.clock()
    orders = [told(case, "ReportProgress", "p-safety", f"at-once-{one}", now, text=str(one)) for one in range(3)]

    answers = await asyncio.gather(*(execute(ledger, order) for order in orders))

    assert sorted(one.last_version or 0 for one in answers) == [2, 3, 4]


async def test_a_lapse_before_its_time_is_not_yet(ledger: Ledger, case: str) -> None:
    now = await ledger.clock()
    standing = await recall(ledger, case, seen=0, now=now)
    assert standing.due_at is not None

    early = await execute(ledger, lapse(standing, standing.due_at, now))

    assert early.refusal is not None
    assert early.refusal.code == Codes.NOT_YET
    assert early.ahead == pytest.approx((standing.due_at - now).total_seconds())


async def test_a_lapse_that_moves_nothing_is_not_recorded(ledger: Ledger, case: str) -> None:
    """Its command id is the only one the clock has for this version: mended rules must be able to use it."""
    now = await ledger.clock()
    standing = await recall(ledger, case, seen=0, now=now)
    order = lapse(standing, now - timedelta(days=1), now)

    answer = await execute(ledger, order)

    assert (answer.refusal, answer.version, answer.due_at) == (None, 1, standing.due_at)
    assert await ledger.answer(order.command_id) is None


async def test_a_late_lapse_says_how_late(ledger: Ledger, case: str) -> None:
    standing = await recall(ledger, case, seen=0, now=await ledger.clock())
    assert standing.due_at is not None

    fired = await execute(ledger, lapse(standing, standing.due_at, standing.due_at + timedelta(hours=2)))

    assert (fired.refusal, fired.version) == (None, 2)
    assert b'"late_seconds":7200' in (await ledger.trail(case))[1].body
    assert [notice.case for notice in fired.undelivered] == [case]


async def test_a_ledger_that_holds_less_than_was_seen_is_not_believed(ledger: Ledger, case: str) -> None:
    order = told(case, "ReportProgress", "p-safety", "behind", await ledger.clock(), text="x")

    refused = await execute(ledger, order.model_copy(update={"seen": 9}))

    assert refused.refusal is not None
    assert refused.refusal.code == Codes.LEDGER_BEHIND
    assert await ledger.answer("behind") is None


def test_absence_is_retried_and_a_bug_is_not() -> None:
    for away in (ConnectionRefusedError(), TimeoutError(), Conflict()):
        with pytest.raises(ApplicationError) as raised, only_absence_is_retried("2026-000001"):
            raise away
        assert (raised.value.type, raised.value.non_retryable) == (Codes.LEDGER_UNAVAILABLE, False)
    with pytest.raises(ApplicationError) as raised, only_absence_is_retried("2026-000001"):
        raise AttributeError("a bug")
    assert (raised.value.type, raised.value.non_retryable) == (Codes.EXECUTION_FAILED, True)
