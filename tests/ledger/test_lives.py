"""Whole random lives, recorded turn by turn, verify: the view is the fold, the marks are what the events left."""

from collections.abc import Sequence
from random import Random  # noqa: TID251 - seeded

from domain.case import Case
from domain.due import armed
from domain.events import CaseAdopted, Event, HazardReported, LetterIssued, LetterWithdrawn
from domain.evolve import evolve
from domain.rulebook import Rulebook
from domain.workdays import bundled_calendar
from ledger.store import Ledger
from ledger.witness.verify import verify
from tests.domain import world
from tests.domain.lives import MOVE, Turn, live
from tests.ledger.lives import EDITION

RULES: dict[str, Rulebook] = {rules.edition: rules for rules in (world.RULES, world.OTHER_RULES)}
SIGN = "县安委办函"


def renamed(events: Sequence[Event], number: str) -> list[Event]:
    """The same events of a case of another number."""
    named = HazardReported | CaseAdopted
    return [one.model_copy(update={"number": number}) if isinstance(one, named) else one for one in events]


async def record(ledger: Ledger, number: str, turn: Turn) -> None:
    recalled = await ledger.recall(number)
    events = renamed(turn.events, number)
    told = {
        "case": number, "expected": recalled.version, "head": recalled.head, "by": turn.by, "digest": "d",
        "command_id": f"{number}/{turn.now}/{recalled.version}", "edition": EDITION, "recorded_at": recalled.clock,
    }  # fmt: skip

    def led_to() -> dict[str, object]:
        after: Case | None = recalled.case
        for event in events:
            after = evolve(after, event)
        assert after is not None
        deadline = armed(after, RULES[after.edition], bundled_calendar())
        return {**told, "events": events, "after": after, "deadline": deadline}

    if not isinstance(events[0], LetterIssued | LetterWithdrawn):
        await ledger.append(**led_to())  # type: ignore[arg-type]
        return
    async with ledger.issuing(SIGN, turn.now.year) as issue:
        events[0] = events[0].model_copy(update={"number": issue.number})
        await issue.append(**led_to())  # type: ignore[arg-type]


async def test_whole_lives_verify(ledger: Ledger, service: str) -> None:
    for seed in range(8):
        throws = Random(seed).randbytes(32 + MOVE * 40)  # noqa: S311 - the same lives each time
        life = live(throws, silence=60)
        number = f"2026-{seed + 1:06d}"
        for turn in life.turns:
            if turn.events:
                await record(ledger, number, turn)
        recalled = await ledger.recall(number)
        assert (recalled.case is None) == (life.case is None)
        if recalled.case is not None and life.case is not None:
            assert (recalled.case.stage, recalled.case.rung) == (life.case.stage, life.case.rung)
    verified = await verify(service, rules=RULES.__getitem__)
    assert verified.bad == []
    assert verified.events > 300
    marks = {
        table: await ledger.pool.fetchval(f"select count(*) from {table}")
        for table in ("hands", "rungs", "letters", "notices")
    }
    assert all(marks.values()), marks
