"""What a command says to somebody leaves with it; what cannot leave then is kept waiting, and nothing else is harmed (G13)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from activities import handover
from activities.execution import execute, recall
from activities.handover import Handover
from domain.notices import Notice
from ledger.store import Ledger
from tests.activities.test_case_execution import REPORT, lapse, told
from tests.conftest import Databases
from tests.workflows.conftest import a_ledger, templates  # noqa: F401
from workflows.contracts import Order, Standing


@pytest.fixture
async def ledger(postgres: Databases, templates: dict[str, str]) -> AsyncIterator[Ledger]:  # noqa: F811
    opened = await Ledger.connect(postgres.service_url(await a_ledger(postgres, templates["drill"])))
    yield opened
    await opened.close()


async def reminded(ledger: Ledger, leave: handover.Leave, orders: list[Order] | None = None) -> Standing:
    """A case whose first deadline has come: a reminder goes to somebody."""
    given = [] if orders is None else orders
    now = await ledger.clock()
    number = await ledger.next_number(now.year)
    await execute(ledger, told("new", "Report", "p-inspector", f"open-{number}", now, case=number, **REPORT), leave)
    for _ in range(5):
        standing = await recall(ledger, number, seen=0, now=now)
        assert standing.due_at is not None
        given.append(lapse(standing, standing.due_at, standing.due_at))
        standing = await execute(ledger, given[-1], leave)
        if (await ledger.trail(number))[-1].type == "ReminderSent":
            return standing
    raise AssertionError("nobody was reminded")


async def test_a_message_leaves_with_the_command_that_says_it(ledger: Ledger, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"

    standing = await reminded(ledger, Handover(ledger, outbox).at_once)

    assert standing.undelivered == ()
    assert await ledger.undelivered(standing.case) == ()
    assert f"{standing.case}-{standing.version:06d}.txt" in {path.name for path in outbox.iterdir()}
    assert not [path for path in outbox.iterdir() if path.suffix == ".part"]


async def test_what_cannot_leave_is_recorded_and_waits(ledger: Ledger, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    outbox.write_text("a file where the folder should be")
    house = Handover(ledger, outbox)

    standing = await reminded(ledger, house.at_once)

    assert standing.refusal is None
    waiting = {one.key for one in standing.undelivered}
    assert waiting == {one.key for one in await ledger.undelivered(standing.case)} != set()
    outbox.unlink()
    for one in standing.undelivered:
        await house.send(one)
        await house.send(one)  # again: it leaves once
    assert {path.stem for path in outbox.iterdir()} == waiting
    assert await ledger.undelivered(standing.case) == ()


async def test_killed_between_record_and_outbox_it_waits(ledger: Ledger, tmp_path: Path) -> None:
    """The order is sent again: it finds its events, and that what they say has not left."""
    orders: list[Order] = []

    async def killed(case: str, notices: Sequence[Notice]) -> list[str]:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await reminded(ledger, killed, orders)

    again = await execute(ledger, orders[-1], Handover(ledger, tmp_path / "outbox").at_once)

    assert (again.refusal, again.last_version) == (None, again.version)
    assert {one.key for one in again.undelivered} == {one.key for one in await ledger.undelivered(again.case)} != set()


async def test_a_slow_outbox_holds_the_case_no_longer_than_a_moment(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "AT_ONCE", 0.0)

    standing = await reminded(ledger, Handover(ledger, tmp_path / "outbox").at_once)

    assert standing.refusal is None
    assert {one.key for one in standing.undelivered} == {one.key for one in await ledger.undelivered(standing.case)}
    assert standing.undelivered
