"""A register is recorded as a whole or not at all, by the same checks as a single case."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.events import SupervisionStarted
from ledger.records import Opening, Step
from ledger.store import AlreadyDone, AlreadyKnown, CommandIdReused, Conflict, Ledger
from tests.ledger.lives import AT, EDITION, append, due, fold, opening, reported


async def import_(ledger: Ledger, openings: list[Opening], batch: str = "b-1", **changes: Any) -> int:
    told: dict[str, Any] = {
        "by": "p-clerk", "command_id": f"import-{batch}", "digest": "d", "edition": EDITION,
        "recorded_at": await ledger.clock(),
    }  # fmt: skip
    return await ledger.open_batch(batch, openings, **{**told, **changes})


async def openings(ledger: Ledger, count: int, batch: str = "b-1") -> list[Opening]:
    return [opening(number, batch) for number in await ledger.next_numbers(2026, count)]


async def test_a_batch_is_opened_and_known(ledger: Ledger) -> None:
    told = await openings(ledger, 50)
    assert await import_(ledger, told) == 50
    assert sorted(row.case for row in await ledger.cases(batch="b-1")) == [one.number for one in told]
    recalled = await ledger.recall(told[7].number)
    assert (recalled.version, recalled.case) == (1, told[7].case)
    assert [one.type for one in await ledger.trail("ledger")] == ["LedgerOpened", "BatchImported"]
    (known,) = await ledger.known([told[3].fingerprint])
    assert (known.number, known.open, known.row) == (told[3].number, True, {"unit": "永盛烟花厂"})
    assert len(await ledger.known([], [one.row_digest for one in told])) == 50
    # what was opened in bulk goes on as any other
    assert await append(ledger, told[0].number, [SupervisionStarted(at=AT)]) == 2


async def test_the_same_import_again_adds_nothing(ledger: Ledger) -> None:
    told = await openings(ledger, 3)
    await import_(ledger, told)
    with pytest.raises(AlreadyDone):
        await import_(ledger, await openings(ledger, 3))
    with pytest.raises(CommandIdReused):
        await import_(ledger, await openings(ledger, 3), digest="another file")
    assert len(await ledger.cases()) == 3


async def test_one_bad_opening_and_none_is_recorded(ledger: Ledger) -> None:
    await append(ledger, "2026-000900", [reported("2026-000900")])
    standing = replace(opening("2026-000900"), fingerprint="f-new")
    for bad, error in ((standing, Conflict), (opening("2026-000003", fingerprint="f-2026-000002"), AlreadyKnown)):
        with pytest.raises(error):
            await import_(ledger, [opening("2026-000001"), opening("2026-000002"), bad])
        assert len(await ledger.cases()) == 1
        assert len(await ledger.trail("ledger")) == 1


async def test_one_command_for_many(ledger: Ledger) -> None:
    await import_(ledger, await openings(ledger, 20))
    standing = await ledger.standings(batch="b-1")
    started = SupervisionStarted(at=AT)
    later = due(AT + timedelta(days=30))
    steps = [
        Step(one.case.number, [started], fold([started], one.case), later, one.version, one.head) for one in standing
    ]
    told: dict[str, Any] = {
        "by": "p-z",
        "command_id": "start",
        "digest": "d",
        "edition": EDITION,
        "recorded_at": await ledger.clock(),
    }
    assert await ledger.append_many("b-1", steps, **told) == 20
    with pytest.raises(AlreadyDone):
        await ledger.append_many("b-1", steps, **told)
    with pytest.raises(Conflict):
        await ledger.append_many("b-1", steps, **{**told, "command_id": "again"})
    assert {(row.started, row.version, row.due_at) for row in await ledger.cases()} == {(True, 2, later.due_at)}
    answer = await ledger.answer(f"start/{steps[0].number}")
    assert answer is not None
    assert answer.last_version == 2
