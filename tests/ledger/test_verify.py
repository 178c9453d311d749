"""Any later change to the record is found, and the first bad event named (G15)."""

from pathlib import Path

import asyncpg
import pytest

from activities.reports import figures_of
from domain.events import EvidenceAdded, ReinspectionPassed
from domain.figures.counts import Filter, frame
from ledger.files import Files
from ledger.migrate import migrate, open_ledger
from ledger.questions.reports import freeze
from ledger.store import Ledger
from ledger.views.current import current
from ledger.witness.verify import verify
from tests.conftest import Databases
from tests.ledger.lives import AT, EDITION, append, asked, opening, reported

ONE, TWO = "2026-000901", "2026-000902"
PASSED = ReinspectionPassed(at=AT, inspectors=("p-a", "p-b"), opinion="合格", entity_signed=True)


@pytest.fixture
async def recorded(ledger: Ledger, owner: str) -> str:
    """A ledger with two lives and a batch; the owner's address."""
    for number in (ONE, TWO):
        for event in (reported(number), asked(), PASSED):
            await append(ledger, number, [event])
    openings = [opening(number) for number in await ledger.next_numbers(2026, 5)]
    await ledger.open_batch(
        "b-1", openings, by="p", command_id="import", digest="d", edition=EDITION, recorded_at=await ledger.clock()
    )
    return owner


async def tamper(owner: str, *statements: str) -> None:
    """As one who may take the triggers away."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_the_digest_of_a_frozen_report_names_no_file(ledger: Ledger, recorded: str, tmp_path: Path) -> None:
    await current(ledger.pool)
    now = await ledger.clock()
    report = await figures_of(ledger, frame(now, now), (), Filter(), now=True)
    await freeze(ledger.pool, report, by="p-office", edition=EDITION, now=now)
    verified = await verify(recorded, files=Files(tmp_path))
    assert (verified.bad, verified.files) == ([], 0)


async def test_a_sound_record_verifies(recorded: str, service: str) -> None:
    seen: list[tuple[int, int]] = []
    verified = await verify(service, progress=lambda done, of: seen.append((done, of)))
    assert (verified.ok, verified.events, verified.cases) == (True, 13, 7), verified.bad
    assert seen[-1] == (13, 13)


TAMPERED = {
    "a changed byte": (
        f"update events set body = replace(convert_from(body, 'UTF8'), '高新区', '高薪区')::bytea where stream = 'case-{ONE}'",
        ("case-" + ONE, 1, "HASH"),
    ),
    "who did it": (f"update events set by = 'p-x' where stream = 'case-{ONE}' and version = 2", ("case-" + ONE, 2, "HASH")),
    "when": (
        f"update events set recorded_at = recorded_at - interval '1 day' where stream = 'case-{TWO}' and version = 3",
        ("case-" + TWO, 3, "HASH"),
    ),
    "a deleted row": (f"delete from events where stream = 'case-{ONE}' and version = 2", ("case-" + ONE, 3, "VERSION_GAP")),
    "a cut tail": (f"delete from events where stream = 'case-{ONE}' and version = 3", ("case-" + ONE, 2, "VIEW_DIFFERS")),
    "a deleted case": (f"delete from events where stream = 'case-{ONE}'", ("case-" + ONE, 1, "COMMAND_WITHOUT_EVENT")),
    "swapped rows": (
        (f"update events set version = 5 - version + 100 where stream = 'case-{ONE}' and version > 1;"
        f"update events set version = version - 100 where stream = 'case-{ONE}' and version > 1"),
        ("case-" + ONE, 2, "PREV_HASH"),
    ),
    "rows swapped between cases": (
        (f"update events set stream = 'case-2026-000999' where stream = 'case-{ONE}';"
        f"update events set stream = 'case-{ONE}' where stream = 'case-{TWO}';"
        f"update events set stream = 'case-{TWO}' where stream = 'case-2026-000999'"),
        ("case-" + ONE, 1, "PREV_HASH"),
    ),
    "another genesis": (
        ("update events set body = '{\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"real\",\"owes\":[]}' where stream = 'ledger'"
        " and version = 1"),
        ("ledger", 1, "HASH"),
    ),
    "no genesis": ("delete from events where stream = 'ledger' and version = 1", ("ledger", 2, "VERSION_GAP")),
    "a view's stage": (f"update cases set stage = 'closed' where number = '{ONE}'", ("case-" + ONE, 3, "VIEW_DIFFERS")),
    "a view's deadline": ("update cases set due_at = null where batch = 'b-1'", ("case-2026-000001", 1, "VIEW_DIFFERS")),
    "a view's snapshot": (
        f"update cases set snapshot = replace(snapshot, 'p-a', 'p-x') where number = '{TWO}'",
        ("case-" + TWO, 3, "VIEW_DIFFERS"),
    ),
    "a view gone": (f"delete from cases where number = '{TWO}'", ("case-" + TWO, 3, "VIEW_MISSING")),
    "hands washed": ("delete from hands where person = 'p-a'", ("case-" + ONE, 3, "MARKS_DIFFER")),
    "a command's row gone": (f"delete from commands where stream = 'case-{TWO}'", ("case-" + TWO, 1, "EVENT_WITHOUT_COMMAND")),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
async def test_tampering_is_found(recorded: str, what: str) -> None:
    statement, (stream, version, reason) = TAMPERED[what]
    await tamper(recorded, statement)
    first = (await verify(recorded)).bad[0]
    if what != "a deleted case":
        assert (first.stream, first.version, first.reason) == (stream, version, reason)
    else:
        assert first.stream == stream
    assert first.sentence


async def test_a_case_of_another_ledger_is_found(recorded: str, postgres: Databases) -> None:
    other = await postgres.fresh_database()
    await migrate(other)
    await open_ledger(other, "sample")
    tables = ("events", "commands", "hands", "cases")
    source = await asyncpg.connect(recorded)
    target = await asyncpg.connect(other)
    await target.execute("set session_replication_role = replica")
    for table in tables:
        rows = await source.fetch(
            f"select * from {table} where to_jsonb({table}) ->> 'stream' = 'case-{ONE}' or to_jsonb({table}) ->> 'number' = '{ONE}'"
        )
        names = ", ".join(f'"{name}"' for name in dict(rows[0]))
        holes = ", ".join(f"${n}" for n in range(1, len(rows[0]) + 1))
        await target.executemany(
            f"insert into {table} ({names}) overriding system value values ({holes})", [tuple(row) for row in rows]
        )
    await source.close()
    await target.close()
    first = (await verify(other)).bad[0]
    assert (first.stream, first.version, first.reason) == (f"case-{ONE}", 1, "PREV_HASH")


async def test_files_are_verified(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    files = Files(tmp_path)
    stored = files.keep(b"\x89PNG\r\n\x1a\n and so on")
    await append(ledger, ONE, [reported(ONE), EvidenceAdded(at=AT, digest=stored.digest, name="照片")])
    assert (await verify(owner, files=files)).ok
    files.path(stored.digest).write_bytes(b"another")
    assert [bad.reason for bad in (await verify(owner, files=files)).bad] == ["FILE_DIFFERS"]
    files.path(stored.digest).unlink()
    (bad,) = (await verify(owner, files=files)).bad
    assert (bad.stream, bad.version, bad.reason) == (f"case-{ONE}", 2, "FILE_MISSING")


async def test_an_older_release_s_snapshots_are_folded_anew(ledger: Ledger, recorded: str) -> None:
    kept = (await ledger.recall(ONE)).case
    await tamper(recorded, "update cases set shape = 'older', snapshot = '{}'")
    assert (await ledger.recall(ONE)).case == kept
    assert (await verify(recorded)).ok
