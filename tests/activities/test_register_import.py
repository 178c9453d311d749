"""Good rows go in once, all or none; known rows are no error; nothing of a person enters the record (issue 2.5)."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from activities.register_import import OPERATOR, import_register
from activities.register_people import entity_id
from activities.register_start import start_batch
from domain.people import Appointment, Office, Person, Role
from domain.refusals import Refusal
from domain.registers.reading import NotARegisterError
from ledger.people import entity, names, save_people
from ledger.store import Ledger

HEADINGS = "序号,单位名称,所在区域,隐患内容,级别,发现时间,整改期限,处理情况,销号时间,责任人,联系电话"


def register(folder: Path, *lines: str, name: str = "台账.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *lines]), encoding="utf-8")
    return path


A = "1,甲公司,鹿城区,灭火器失效,重大,2026-01-05,2099-12-31,,,张三,13900000000"
B = "2,乙公司,鹿城区,通道堵塞,重大,,,,,,"
C = "3,丙公司,瓯海区,电线私拉,一般,,2099-06-30,,,,"
CLOSED = "4,丁公司,瓯海区,储罐泄漏,重大,2024-01-05,2024-03-01,已整改,2024-02-20,,"


async def test_each_row_becomes_a_case_by_the_rules_of_adoption(ledger: Ledger, tmp_path: Path) -> None:
    result = await import_register(ledger, register(tmp_path, A, B, C, CLOSED))
    assert result.batch is not None
    assert [one.row.row for one in result.opened] == [2, 3, 4, 5]
    rows = {one.case: one for one in await ledger.cases()}
    assert [rows[one.case].stage for one in result.opened] == ["rectifying", "determined", "reported", "closed"]
    assert [rows[one.case].started for one in result.opened][:3] == [False] * 3
    assert {rows[one.case].batch for one in result.opened} == {result.batch}
    assert [rows[one.case].due_at is None for one in result.opened] == [False, False, False, True]


async def test_importing_again_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = register(tmp_path, A, B, C, CLOSED)
    await import_register(ledger, path)
    events = len(await ledger.read_all())
    again = await import_register(ledger, path)
    assert again.batch is None
    assert not again.opened
    assert len(again.known) == 4
    assert not again.changed
    assert len(await ledger.read_all()) == events


async def test_a_duplicate_in_the_file_is_known_not_an_error(ledger: Ledger, tmp_path: Path) -> None:
    result = await import_register(ledger, register(tmp_path, A, A, A.replace("灭火器失效", " 灭火器 失效。")))
    assert len(result.opened) == 1
    assert [(one.row.row, one.same_as.row if one.same_as else None) for one in result.known] == [(3, 2), (4, 2)]
    assert not result.reading.rejects


async def test_a_changed_row_is_shown_and_never_silently_updated(ledger: Ledger, tmp_path: Path) -> None:
    first = await import_register(ledger, register(tmp_path, A))
    number = first.opened[0].case
    before = await ledger.trail(number)
    changed = A.replace("2099-12-31", "2098-06-30").replace(",,,张三", ",已函告,2026-02-01,张三")
    second = await import_register(ledger, register(tmp_path, changed))
    assert not second.opened
    (known,) = second.changed
    assert known.case == number
    assert [(c.column, c.was, c.now) for c in known.changes] == [
        ("整改期限", "2099-12-31", "2098-06-30"),
        ("处理情况", "", "已函告"),
        ("销号时间", "", "2026-02-01"),
    ]
    assert await ledger.trail(number) == before


async def test_the_same_matter_after_its_closure_is_another_case(ledger: Ledger, tmp_path: Path) -> None:
    await import_register(ledger, register(tmp_path, CLOSED))
    again = CLOSED.replace("2024-02-20", "").replace("2024-01-05", "2026-01-05").replace("2024-03-01", "2099-03-01")
    result = await import_register(ledger, register(tmp_path, again))
    assert len(result.opened) == 1


async def test_good_rows_go_in_beside_bad_ones(ledger: Ledger, tmp_path: Path) -> None:
    result = await import_register(
        ledger, register(tmp_path, A, B.replace("通道堵塞", ""), C.replace("2099-06-30", "2099-06-31"))
    )
    assert len(result.opened) == 1
    assert [(reject.row, reject.column) for reject in result.reading.rejects] == [(3, "隐患内容"), (4, "整改期限")]


async def test_a_dry_run_shows_and_does_nothing(ledger: Ledger, tmp_path: Path) -> None:
    events = len(await ledger.read_all())
    result = await import_register(ledger, register(tmp_path, A, B, A), dry_run=True)
    assert [row.row for row in result.would_open] == [2, 3]
    assert (len(result.known), result.opened, result.batch) == (1, [], None)
    assert len(await ledger.read_all()) == events
    assert not await ledger.pool.fetchval("select count(*) from people")


async def test_no_name_and_no_telephone_enters_the_record(ledger: Ledger, tmp_path: Path) -> None:
    result = await import_register(ledger, register(tmp_path, A))
    bodies = b"".join(one.body for one in await ledger.read_all())
    stored = await ledger.pool.fetchval("select string_agg(body::text, '') from register_rows")
    for secret in ("张三", "13900000000"):
        assert secret.encode() not in bodies
        assert secret not in stored
    adopted = (await ledger.trail(result.opened[0].case))[0]
    person = adopted.body.decode().partition('"责任人":"')[2].partition('"')[0]
    assert (await names(ledger.pool, [person])) == {person: "张三"}
    found = await entity(ledger.pool, entity_id("甲公司", "鹿城区"))
    assert found is not None
    assert found.name == "甲公司"


async def test_two_imports_at_once_leave_each_row_once(ledger: Ledger, tmp_path: Path) -> None:
    paths = [register(tmp_path, A, B, C, CLOSED, name=f"{i}.csv") for i in range(4)]
    results = await asyncio.gather(*(import_register(ledger, path) for path in paths))
    assert sum(len(result.opened) for result in results) == 4
    assert len(await ledger.cases()) == 4


async def test_killed_half_way_and_repeated_each_row_is_there_once(ledger: Ledger, tmp_path: Path) -> None:
    path = register(tmp_path, *(f"{i},第{i}公司,鹿城区,灭火器失效,重大,,2099-12-31,,,," for i in range(400)))
    for delay in (0.02, 0.05, 0.1, 0.2, 0.3):
        attempt = asyncio.create_task(import_register(ledger, path))
        await asyncio.sleep(delay)
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)
        assert len(await ledger.cases()) in (0, 400), "nothing is half imported"
    await import_register(ledger, path)
    assert len(await ledger.cases()) == 400


async def test_who_may_import(ledger: Ledger, tmp_path: Path) -> None:
    await save_people(
        ledger.pool,
        people=[Person(id="p-clerk", name="示例甲"), Person(id="p-other", name="示例乙")],
        offices=[Office(id="o-1", name="示例局")],
        appointments=[
            Appointment(person="p-clerk", role=Role.CLERK, at="o-1"),
            Appointment(person="p-other", role=Role.REGULATOR, at="o-1"),
        ],
        by=OPERATOR,
    )
    path = register(tmp_path, A)
    for stranger in ("p-other", "p-nobody"):
        with pytest.raises(Refusal, match="台账管理员"):
            await import_register(ledger, path, by=stranger)
    result = await import_register(ledger, path, by="p-clerk")
    assert (await ledger.trail(result.opened[0].case))[0].by == "p-clerk"
    (row,) = await ledger.cases()
    assert row.office == "o-1", "the only regulator is the case's office"


async def test_a_file_that_is_no_register_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(NotARegisterError):
        await import_register(ledger, path)


async def test_pressing_start_twice_is_pressing_once(ledger: Ledger, tmp_path: Path) -> None:
    overdue = "5,戊公司,鹿城区,粉尘积聚,重大,2024-01-05,2024-03-01,,,,"
    result = await import_register(ledger, register(tmp_path, A, B, C, CLOSED, overdue))
    assert result.batch is not None
    first = await start_batch(ledger, result.batch)
    assert (len(first.started), first.already) == (4, 0)
    rows = await ledger.cases(batch=result.batch)
    assert all(row.started for row in rows if row.open)
    events = len(await ledger.read_all())
    second = await start_batch(ledger, result.batch)
    assert (second.started, second.already) == ((), 4)
    assert len(await ledger.read_all()) == events


async def test_an_unknown_batch_and_a_stranger_are_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="批次"):
        await start_batch(ledger, "no-such-batch")
    result = await import_register(ledger, register(tmp_path, A))
    with pytest.raises(Refusal):
        await start_batch(ledger, str(result.batch), by="p-nobody")


async def test_twenty_thousand_rows(ledger: Ledger, tmp_path: Path, record_property: Any) -> None:
    lines = (f"{i},第{i % 4000}公司,鹿城区,第{i}处灭火器失效,重大,2026-01-05,2099-12-31,,,," for i in range(20_000))
    result = await import_register(ledger, register(tmp_path, *lines))
    assert len(result.opened) == 20_000
    assert len({one.case for one in result.opened}) == 20_000
