"""What is drawn from the seed, and the turns in which cases take their numbers."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from drill.temper import Behaviour, tempers
from drill.turns import Turns

NUMBERS = [f"2025-{n:06d}" for n in range(1, 81)]


def test_a_mixed_county_has_its_shares() -> None:
    drawn = tempers("mixed", NUMBERS, 1)
    assert Counter(one.behaviour for one in drawn.values()) == {
        Behaviour.COMPLIANT: 30, Behaviour.SLOW: 30, Behaviour.SILENT: 20,
    }  # fmt: skip
    assert drawn == tempers("mixed", NUMBERS, 1)
    assert drawn != tempers("mixed", NUMBERS, 2)
    assert {one.behaviour for one in tempers("mixed", NUMBERS[:3], 1).values()} == set(Behaviour)
    assert not tempers("mixed", [], 1)


def test_one_case_more_changes_no_other() -> None:
    assert list(tempers("slow", NUMBERS, 1).values())[:5] == list(tempers("slow", NUMBERS[:5], 1).values())


async def test_the_earliest_promise_goes_first() -> None:
    at = [datetime(2025, 6, day, tzinfo=UTC) for day in range(1, 10)]
    turns, order = Turns(["a", "b", "c"], at[0]), []

    async def issue(number: str, day: int) -> None:
        turns.promise(number, at[day])
        await turns.mine(number)
        order.append((day, number))
        turns.leave(number)

    async with asyncio.TaskGroup() as group:
        for number, day in (("c", 3), ("b", 5), ("a", 5)):
            group.create_task(issue(number, day))
    assert order == [(3, "c"), (5, "a"), (5, "b")]
    assert turns.earliest is None
