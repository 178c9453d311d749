"""What is drawn from the seed, and the turns in which cases take their numbers."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from drill.places import Places
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
        async with turns.mine(number):
            order.append((day, number))
        turns.leave(number)

    async with asyncio.TaskGroup() as group:
        for number, day in (("c", 3), ("b", 5), ("a", 5)):
            group.create_task(issue(number, day))
    assert order == [(3, "c"), (5, "a"), (5, "b")]
    assert turns.earliest is None


async def test_what_a_case_does_after_its_number_holds_up_nobody_of_the_same_moment() -> None:
    moment, later = datetime(2025, 6, 2, tzinfo=UTC), datetime(2025, 6, 3, tzinfo=UTC)
    turns, order = Turns(["a", "b"], moment), []
    served = asyncio.Event()

    async def issue_twice(number: str) -> None:
        for letter in (1, 2):
            async with turns.mine(number):
                order.append((number, letter))
            if number == "a" and letter == 1:
                await served.wait()
            if number == "b" and letter == 1:
                served.set()  # b had its number while a was still at what follows from its first
        turns.promise(number, later)
        turns.leave(number)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for number in ("b", "a"):
            group.create_task(issue_twice(number))
    assert order == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


async def test_of_those_that_wait_the_earliest_of_the_year_has_the_next_place() -> None:
    at = [datetime(2025, 6, day, tzinfo=UTC) for day in range(1, 10)]
    places, order, most, now = Places(2), [], 0, 0

    async def take(day: int) -> None:
        nonlocal most, now
        async with places.of(at[day]):
            now += 1
            most = max(most, now)
            order.append(day)
            await asyncio.sleep(0)
            now -= 1

    async with asyncio.TaskGroup() as group:
        tasks = {day: group.create_task(take(day)) for day in (8, 7, 3, 6, 2, 5)}
        await asyncio.sleep(0)
        tasks[2].cancel()  # who gives up while waiting takes no place with it
    assert order == [8, 7, 3, 5, 6]
    assert most == 2
    async with asyncio.timeout(1), places.of(at[0]), places.of(at[0]):
        pass
