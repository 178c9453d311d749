"""不得自审自销: who rectified or inspected cannot close, under any race, whoever writes (G14)."""

import asyncio

import asyncpg
import pytest

from domain.events import CaseClosed, CaseReopened, ReinspectionPassed
from ledger.store import HandsRefused, Ledger
from tests.ledger.lives import AT, append, asked, reported

ONE = "2026-000001"
PASSED = ReinspectionPassed(at=AT, inspectors=("p-a", "p-b"), opinion="合格", entity_signed=True)


def closed(by: str) -> CaseClosed:
    return CaseClosed(at=AT, approver=by, opinion="同意销号")


async def test_the_database_refuses_a_closure_by_one_of_them(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE), asked("p-li"), PASSED])
    for person in ("p-a", "p-b", "p-li"):
        with pytest.raises(HandsRefused):
            await append(ledger, ONE, [closed(person)], command_id=f"close-{person}")
    assert (await ledger.recall(ONE)).version == 3
    assert await append(ledger, ONE, [closed("p-c")]) == 4


async def test_in_one_append_too(ledger: Ledger) -> None:
    with pytest.raises(HandsRefused):
        await append(ledger, ONE, [reported(ONE), PASSED, closed("p-a")])
    assert (await ledger.recall(ONE)).version == 0


async def test_the_next_cycle_begins_with_clean_hands(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE), PASSED, closed("p-c")])
    reopened = CaseReopened(at=AT, reason="反弹", evidence=("x",), approver="p-d")
    again = PASSED.model_copy(update={"inspectors": ("p-c", "p-d")})
    await append(ledger, ONE, [reopened, again])
    with pytest.raises(HandsRefused):
        await append(ledger, ONE, [closed("p-d")])
    await append(ledger, ONE, [closed("p-a")])


@pytest.mark.parametrize("round_", range(3))
async def test_two_who_do_not_see_each_other(ledger: Ledger, service: str, round_: int) -> None:
    await append(ledger, ONE, [reported(ONE)])
    connections = await asyncio.gather(*(asyncpg.connect(service) for _ in range(8)))

    async def claim(n: int) -> bool:
        deed = ("inspected", "closed")[n % 2]
        await connections[n].execute("begin")
        await asyncio.sleep(0.01)
        try:
            await connections[n].execute(
                "insert into hands values ($1, 1, $2, $3, 1)", f"case-{ONE}", f"p-{n // 2}", deed
            )
            await asyncio.sleep(0.01)
            await connections[n].execute("commit")
        except asyncpg.PostgresError as refused:
            return refused.sqlstate != "DB003"
        return True

    done = await asyncio.gather(*(claim(n) for n in range(8)))
    assert [done[2 * n] + done[2 * n + 1] for n in range(4)] == [1] * 4
    await asyncio.gather(*(connection.close() for connection in connections))
