"""阶梯 each rung once in a cycle, by whichever way it is reached: the database refuses a second too (invariant 1)."""

import asyncpg
import pytest

from domain.case import Letter
from domain.events import CaseReopened, Event, Jumped, RungFired, RungStated
from domain.people import Role
from domain.rulebook import LetterKind
from ledger.store import Ledger
from tests.ledger.lives import AT, append, reported

ONE = "2026-000001"


def proposed(rung: int) -> Letter:
    return Letter(
        id=f"1/rung-{rung}", kind=LetterKind.LISTING_PROPOSAL, to=Role.GOVERNMENT, rung=rung, drafted_on=AT.date(),
        signed_by=Role.COMMISSION_LEADER,
    )  # fmt: skip


def jumped(rung: int) -> Jumped:
    return Jumped(at=AT, rung=rung, grounds="mass_casualty_risk", note="难以整改", letter=proposed(rung))


def fired(rung: int) -> RungFired:
    return RungFired(
        at=AT, rung=rung, cause="rectify_by", due_on=AT.date(), due_at=AT, late_seconds=0, letter=proposed(rung)
    )


async def rungs(ledger: Ledger) -> list[tuple[int, ...]]:
    return [tuple(row) for row in await ledger.pool.fetch("select cycle, rung, version from rungs order by version")]


async def test_a_rung_stated_fired_or_jumped_to_leaves_its_mark(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE), RungStated(at=AT, rung=1, on=AT.date()), fired(2), jumped(5)])
    assert await rungs(ledger) == [(1, 1, 2), (1, 2, 3), (1, 5, 4)]
    recalled = (await ledger.recall(ONE)).case
    assert recalled is not None
    assert (recalled.rung, [fact.rung for fact in recalled.rungs]) == (5, [1, 2, 5])


@pytest.mark.parametrize("again", [fired(5), jumped(5), RungStated(at=AT, rung=5, on=AT.date())])
async def test_the_database_refuses_it_a_second_time_in_the_cycle(ledger: Ledger, again: Event) -> None:
    await append(ledger, ONE, [reported(ONE), jumped(5)])
    with pytest.raises(asyncpg.UniqueViolationError, match="rungs_pkey"):
        await append(ledger, ONE, [again])
    assert (await ledger.recall(ONE)).version == 2
    reopened = CaseReopened(at=AT, reason="反弹", evidence=("x",), approver="p-d")
    assert await append(ledger, ONE, [reopened, again]) == 4
    assert [(cycle, rung) for cycle, rung, _ in await rungs(ledger)] == [(1, 5), (2, 5)]
