"""发文字号: without a gap for each issuer and year, whatever fails between."""

import asyncio

import asyncpg
import pytest

from domain.events import LetterIssued
from domain.refusals import Refusal
from ledger.store import AlreadyDone, Ledger
from tests.ledger.lives import AT, EDITION, append, due, fold, reported

SIGN = "临安委办函"


async def issue(ledger: Ledger, number: str, command_id: str, *, refuse: bool = False, sign: str = SIGN) -> str:
    recalled = await ledger.recall(number)
    async with ledger.issuing(sign, 2026) as letter:
        if refuse:
            raise Refusal("NOT_SIGNED", "尚未签发。")
        event = LetterIssued(at=AT, letter="l-1", number=letter.number, issuer="o-emb", text="关于……的函")
        await letter.append(
            case=number, events=[event], after=fold([event], recalled.case), deadline=due(), expected=recalled.version,
            head=recalled.head, by="p-wang", command_id=command_id, digest="d", edition=EDITION,
            recorded_at=recalled.clock,
        )  # fmt: skip
    return letter.number


async def test_numbers_have_no_gap_whatever_fails(ledger: Ledger) -> None:
    numbers = [f"2026-00000{n}" for n in range(1, 9)]
    for number in numbers:
        await append(ledger, number, [reported(number)])
    given = await asyncio.gather(
        *(issue(ledger, number, f"i-{number}", refuse=n % 3 == 2) for n, number in enumerate(numbers)),
        return_exceptions=True,
    )
    assert sorted(one for one in given if isinstance(one, str)) == [f"{SIGN}〔2026〕{n}号" for n in range(1, 7)]
    assert sum(isinstance(one, Refusal) for one in given) == 2
    assert await issue(ledger, numbers[0], "other", sign="临应急") == "临应急〔2026〕1号"


async def test_a_letter_issued_twice_has_one_number(ledger: Ledger) -> None:
    await append(ledger, "2026-000001", [reported("2026-000001")])
    await issue(ledger, "2026-000001", "i")
    with pytest.raises(AlreadyDone):
        await issue(ledger, "2026-000001", "i")
    assert await ledger.pool.fetchval("select last from letter_counters") == 1


async def test_an_unused_number_is_not_taken(ledger: Ledger) -> None:
    async with ledger.issuing(SIGN, 2026) as letter:
        assert letter.number.endswith("1号")
    async with ledger.issuing(SIGN, 2026) as letter:
        assert letter.number.endswith("1号")


async def test_the_database_refuses_a_gap_and_a_second_of_the_same_number(ledger: Ledger) -> None:
    await append(ledger, "2026-000001", [reported("2026-000001")])
    insert = "insert into letters values ($1, 2026, $2, 'case-2026-000001', 1, 'l')"
    with pytest.raises(asyncpg.PostgresError) as refused:
        await ledger.pool.execute(insert, SIGN, 2)
    assert refused.value.sqlstate == "DB005"
    await ledger.pool.execute(insert, SIGN, 1)
    with pytest.raises(asyncpg.UniqueViolationError):
        await ledger.pool.execute(insert, SIGN, 1)
