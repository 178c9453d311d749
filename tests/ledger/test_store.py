"""Recall, append, answer: one case's order, and each command once (G2, G5)."""

import asyncio

import pytest

from domain.refusals import Refusal
from ledger.store import AlreadyDone, CommandIdReused, Conflict, Ledger
from tests.ledger.lives import append, asked, due, fold, reported

ONE = "2026-000001"


async def test_what_is_appended_is_recalled(ledger: Ledger) -> None:
    assert (await ledger.recall(ONE)).case is None
    assert await append(ledger, ONE, [reported(ONE)], deadline=due()) == 1
    recalled = await ledger.recall(ONE, command_id=f"{ONE}/0")
    assert recalled.version == 1
    assert recalled.case == fold([reported(ONE)])
    assert recalled.answered is not None
    assert (recalled.answered.first_version, recalled.answered.last_version) == (1, 1)
    (row,) = await ledger.cases()
    assert (row.case, row.unit, row.due_at, row.due_label) == (ONE, "宏达化工有限公司", due().at, "step:verify")
    (event,) = await ledger.trail(ONE)
    assert (event.type, event.hash, event.recorded_at) == ("HazardReported", recalled.head, event.recorded_at)


async def test_a_stale_writer_is_refused(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE)])
    seen = await ledger.recall(ONE)
    await append(ledger, ONE, [asked()], seen, command_id="first")
    with pytest.raises(Conflict):
        await append(ledger, ONE, [asked()], seen, command_id="second")
    assert await ledger.answer("second") is None


async def test_a_writer_who_carries_another_hash_is_refused(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE)])
    with pytest.raises(Conflict):
        await append(ledger, ONE, [asked()], command_id="c", head=bytes(32))
    with pytest.raises(Conflict):
        await append(ledger, "2026-000002", [reported("2026-000002")], command_id="c", head=bytes(32))
    with pytest.raises(Conflict):
        await append(ledger, ONE, [asked()], command_id="c", expected=7)


async def test_the_same_command_gives_the_same_answer_and_another_body_none(ledger: Ledger) -> None:
    seen = await ledger.recall(ONE)
    await append(ledger, ONE, [reported(ONE)], seen, command_id="c")
    with pytest.raises(AlreadyDone) as told:
        await append(ledger, ONE, [reported(ONE)], seen, command_id="c")
    assert told.value.answer.last_version == 1
    with pytest.raises(CommandIdReused):
        await append(ledger, "2026-000002", [reported("2026-000002")], command_id="c", digest="other")
    answer = await ledger.answer("c", "other")
    assert answer is not None
    assert (answer.outcome, answer.refusal_code) == ("refused", "COMMAND_ID_REUSED")


async def test_a_refusal_is_kept_and_the_record_unchanged(ledger: Ledger) -> None:
    await append(ledger, ONE, [reported(ONE)])
    no = Refusal("OUT_OF_TURN", "当前阶段不能提交此指令。")
    assert await append(ledger, ONE, [asked()], command_id="c", refusal=no) == 1
    with pytest.raises(AlreadyDone) as told:
        await append(ledger, ONE, [asked()], command_id="c")
    assert (told.value.answer.outcome, told.value.answer.refusal_code) == ("refused", "OUT_OF_TURN")
    assert len(await ledger.trail(ONE)) == 1


@pytest.mark.parametrize("round_", range(3))
async def test_eight_at_once_append_one(ledger: Ledger, round_: int) -> None:
    await append(ledger, ONE, [reported(ONE)])
    seen = await ledger.recall(ONE)
    same = await asyncio.gather(
        *(append(ledger, ONE, [asked()], seen, command_id="same") for _ in range(8)), return_exceptions=True
    )
    assert sorted(str(type(one).__name__) for one in same) == ["AlreadyDone"] * 7 + ["int"]
    seen = await ledger.recall(ONE)
    rivals = await asyncio.gather(
        *(append(ledger, ONE, [asked()], seen, command_id=f"c{n}") for n in range(8)), return_exceptions=True
    )
    assert sorted(str(type(one).__name__) for one in rivals) == ["Conflict"] * 7 + ["int"]
    assert len(await ledger.trail(ONE)) == 3
