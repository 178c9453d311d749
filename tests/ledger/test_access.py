"""Reading is on record too: the row stands before anything is shown, and nobody changes it (issue 4.4)."""

import ast
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

import cli
from domain.people import Entity, Office, Person
from ledger import access
from ledger.access import Reading, accesses, names_read, note, person_read
from ledger.people import save_people
from ledger.store import Ledger

NAMES = {"p-zhang": "张三", "p-li": "李四"}
SHOWN = Reading(by="p-auditor", what="case show", subject="2026-000001", purpose="年度督查", detail={"account": "root"})


@pytest.fixture
async def known(ledger: Ledger) -> Ledger:
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=name, phone="13800000000") for one, name in NAMES.items()],
        offices=[Office(id="o-emb", name="应急管理局")],
        entities=[Entity(id="e-1", name="宏达化工")],
        by="p-clerk",
    )
    return ledger


async def test_names_come_with_a_row_that_says_whose(known: Ledger) -> None:
    before = await known.clock()
    called = await names_read(known.pool, ["p-zhang", "p-li", "o-emb", "e-1", "p-nobody"], SHOWN)
    (row,) = await accesses(known.pool)

    assert called == {**NAMES, "o-emb": "应急管理局", "e-1": "宏达化工"}
    assert (row.by, row.what, row.subject, row.purpose) == ("p-auditor", "case show", "2026-000001", "年度督查")
    assert (row.people, row.detail) == (("p-li", "p-zhang"), {"account": "root"})
    assert before <= row.at <= await known.clock()
    assert "张三" not in str(await known.pool.fetch("select * from access_log"))


async def test_offices_and_entities_are_nobodys_particulars(known: Ledger) -> None:
    assert await names_read(known.pool, ["o-emb", "e-1", "p-nobody"], SHOWN) == {
        "o-emb": "应急管理局",
        "e-1": "宏达化工",
    }
    assert await names_read(known.pool, [], SHOWN) == {}
    assert await accesses(known.pool) == []


async def test_a_name_that_cannot_be_put_on_record_is_not_read(known: Ledger, owner: str) -> None:
    connection = await asyncpg.connect(owner)
    await connection.execute("revoke insert on access_log from duban_service")
    await connection.execute(
        "revoke insert (by, what, subject, purpose, people, detail) on access_log from duban_service"
    )
    await connection.close()
    for reading in (names_read(known.pool, ["p-zhang"], SHOWN), person_read(known.pool, "p-zhang", SHOWN)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reading


async def test_asking_for_one_person_is_on_record_even_in_vain(known: Ledger) -> None:
    assert await person_read(known.pool, "p-none", SHOWN) is None
    found = await person_read(known.pool, "p-li", SHOWN)
    assert found is not None
    assert found.name == "李四"
    assert [one.people for one in await accesses(known.pool)] == [("p-li",), ("p-none",)]


async def test_an_erased_person_is_an_id_and_the_log_stays(known: Ledger, owner: str) -> None:
    await names_read(known.pool, ["p-li"], SHOWN)
    connection = await asyncpg.connect(owner)
    await connection.execute("delete from people where id = 'p-li'")
    await connection.close()
    assert await names_read(known.pool, ["p-li"], SHOWN) == {}
    assert [one.people for one in await accesses(known.pool)] == [("p-li",)]


async def test_the_log_is_asked_by_reader_deed_subject_person_and_time(known: Ledger) -> None:
    for number, (by, what, person) in enumerate(
        (("p-a", "case show", "p-li"), ("p-a", "case export", "p-zhang"), ("p-b", "case export", "p-li"))
    ):
        await note(known.pool, Reading(by, what, f"2026-00000{number}"), [person])
    first, second, third = reversed(await accesses(known.pool))

    assert await accesses(known.pool, by="p-a") == [second, first]
    assert await accesses(known.pool, what="case export") == [third, second]
    assert await accesses(known.pool, subject="2026-000001") == [second]
    assert await accesses(known.pool, person="p-li") == [third, first]
    assert await accesses(known.pool, since=second.at) == [third, second]
    assert await accesses(known.pool, until=second.at) == [first]
    assert await accesses(known.pool, since=third.at + timedelta(seconds=1)) == []
    assert await accesses(known.pool, limit=1) == [third]
    assert await accesses(known.pool, before=third.position, limit=1) == [second]


@pytest.mark.parametrize(
    "cheating", ["update access_log set by = 'x'", "delete from access_log", "truncate access_log"]
)
async def test_nobody_rewrites_it(known: Ledger, owner: str, cheating: str) -> None:
    await note(known.pool, SHOWN)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await known.pool.execute(cheating)
    superuser = await asyncpg.connect(owner)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await superuser.execute(cheating)
    await superuser.close()
    assert refused.value.sqlstate == "DB004"


async def test_who_writes_does_not_say_when(known: Ledger) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await known.pool.execute("insert into access_log (at, by, what) values ('2020-01-01', 'x', 'y')")


def test_no_command_reads_names_off_the_record() -> None:
    quiet = []
    for path in Path(cli.__file__).parent.glob("*.py"):
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(found, ast.ImportFrom) and found.module == "ledger.people":
                quiet += [f"{path.name}: {one.name}" for one in found.names if one.name in ("names", "person")]
            if isinstance(found, ast.ImportFrom) and found.module == "ledger":
                quiet += [f"{path.name}: people" for one in found.names if one.name == "people"]
    assert quiet == []
    assert access.names_read is names_read
