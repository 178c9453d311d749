"""Whole lives in virtual time, through the real door, clock, ledger and outbox."""

import asyncio

from settings import Settings
from tests.workflows import lives
from tests.workflows.county import County
from tests.workflows.test_life import until_delivered


async def test_a_hazard_rectified_in_time_is_closed_by_another_person(county: County) -> None:
    number = await lives.compliant(county)

    case = await lives.case_of(county, number)
    assert case.stage == "closed"
    assert case.approved_by == "p-approver"
    assert "RungFired" not in await county.events(number)
    async with asyncio.timeout(10):
        await county.handle(number).result()  # nothing is owed, and the run has ended


async def test_who_inspected_cannot_approve(county: County) -> None:
    number = await lives.compliant(county)
    refused = await county.door.submit(county.order(number, "ApproveClosure", "p-inspector", opinion="同意"))
    assert refused.refusal is not None


async def test_a_silent_entity_meets_every_rung_in_turn(county: County, settings: Settings) -> None:
    """Letters are numbered without a gap, leave once, and the ladder skips no rung."""
    number = await lives.silent(county)
    await until_delivered(county, number)

    case = await lives.case_of(county, number)
    assert [fact.rung for fact in case.rungs] == [1, 2, 3, 4]
    numbers = [letter.number for letter in case.letters if letter.number]
    for year in {text.partition("〕")[0] for text in numbers}:  # 发文字号 begins anew each year
        mine = [text for text in numbers if text.startswith(year)]
        assert mine == [f"{year}〕{n}号" for n in range(1, len(mine) + 1)]
    texts = [path.read_text() for path in (settings.data / "outbox").iterdir()]
    assert all(text.startswith("【演练】") for text in texts)
    for text in numbers:
        assert sum(text in one for one in texts) >= 1


async def test_an_extension_and_a_failed_reinspection(county: County) -> None:
    number = await lives.failed_and_extended(county)

    case = await lives.case_of(county, number)
    assert case.extended
    assert case.failures == 1
    assert case.stage == "rectifying"
