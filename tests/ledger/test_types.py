"""What a value alone must be, its type says: as strictly as the sentence beside it."""

import re

import asyncpg
import pytest

NUMBERS = (
    "2026-000001", "2026-1234567", "2026-00001", "026-000001", "20266-000001", "2026-0000-1", "2026-00000a", "2026000001",
    "2026-000001\n", "２０２６-000001", "-2026000001", "2026--000001", "", " 2026-000001",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
async def test_numbers_of_cases_and_names_of_streams(owner: str, number: str) -> None:
    connection = await asyncpg.connect(owner)
    fits = re.fullmatch(r"[0-9]{4}-[0-9]{6,}", number) is not None
    assert await taken(connection, "case_number", number) is fits
    assert await taken(connection, "stream_name", f"case-{number}") is fits
    assert not await taken(connection, "stream_name", number)
    await connection.close()


ANSWERS = {
    ("done", None, 1, 2): True, ("done", None, None, None): True, ("refused", "NOT_YET", None, None): True,
    ("refused", None, None, None): False, ("done", "NOT_YET", None, None): False, ("done", None, 1, None): False,
    ("refused", "NOT_YET", 1, 2): False, ("undecided", None, 1, 2): False,
}  # fmt: skip


async def test_a_refusal_has_its_reason_and_no_event(owner: str) -> None:
    connection = await asyncpg.connect(owner)
    row = "insert into commands values ($1, 'case-2026-000001', 'd', $2, $3, null, $4, $5, 'p', now())"
    for number, (answer, fits) in enumerate(ANSWERS.items()):
        try:
            await connection.execute(row, f"c-{number}", *answer)
        except asyncpg.CheckViolationError:
            assert not fits, answer
        else:
            assert fits, answer
    await connection.close()


async def taken(connection: "asyncpg.Connection[asyncpg.Record]", kind: str, value: str) -> bool:
    try:
        await connection.fetchval(f"select $1::text::{kind}", value)
    except asyncpg.CheckViolationError:
        return False
    return True
