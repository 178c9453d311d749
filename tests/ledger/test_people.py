"""People are mutable and every change is logged, though never what a person's telephone was (G20)."""

from datetime import date

import orjson
import pytest
from pydantic import BaseModel

from domain.people import Appointment, Entity, Office, Person, Role
from ledger import people
from ledger.people import Saved, save_people
from ledger.store import Ledger

ZHANG = Person(id="p-zhang", name="张三", phone="13800000000")
OFFICE = Office(id="o-emb", name="临江县应急管理局", sign="临应急")
ENTITY = Entity(id="91330000", name="宏达化工有限公司", region="高新区")
POST = Appointment(person="p-zhang", role=Role.REGULATOR, at="o-emb", since=date(2026, 1, 1))


async def save(ledger: Ledger, *records: BaseModel, by: str = "p-admin") -> Saved:
    return await save_people(
        ledger.pool,
        people=[one for one in records if isinstance(one, Person)],
        offices=[one for one in records if isinstance(one, Office)],
        entities=[one for one in records if isinstance(one, Entity)],
        appointments=[one for one in records if isinstance(one, Appointment)],
        by=by,
    )


async def test_who_is_who_is_recalled(ledger: Ledger) -> None:
    assert await save(ledger, ZHANG, OFFICE, ENTITY, POST) == Saved(1, 1, 1, 1)
    recalled = await ledger.recall("2026-000001", persons=["p-zhang", "p-nobody"])
    assert recalled.appointments == {"p-zhang": (POST,)}
    assert recalled.offices == {"o-emb": OFFICE}
    assert await people.person(ledger.pool, "p-zhang") == ZHANG
    assert await people.entity(ledger.pool, "91330000") == ENTITY
    assert await people.names(ledger.pool, ["p-zhang", "o-emb", "x"]) == {"p-zhang": "张三", "o-emb": OFFICE.name}
    assert await people.appointments(ledger.pool, at="o-emb") == [POST]


async def test_a_changed_office_is_seen_by_a_reader_who_remembers_the_old_one(ledger: Ledger, service: str) -> None:
    await save(ledger, OFFICE)
    other = await Ledger.connect(service)
    assert (await other.recall("2026-000001")).offices["o-emb"].sign == "临应急"
    await save(ledger, OFFICE.model_copy(update={"sign": "临应急管"}))
    for _ in range(2):
        assert (await other.recall("2026-000001")).offices["o-emb"].sign == "临应急管"
    await other.close()


async def test_changes_are_logged_and_telephones_are_not(ledger: Ledger) -> None:
    await save(ledger, ZHANG, OFFICE, POST)
    assert await save(ledger, ZHANG, OFFICE, POST) == Saved()
    await save(ledger, ZHANG.model_copy(update={"phone": "13900000000"}), by="p-clerk")
    await save(ledger, POST.model_copy(update={"until": date(2026, 6, 30)}))
    log = await ledger.pool.fetch("select * from people_changes order by position")
    assert [(one["kind"], one["deed"], one["by"]) for one in log] == [
        ("people", "added", "p-admin"),
        ("offices", "added", "p-admin"),
        ("appointments", "added", "p-admin"),
        ("people", "changed", "p-clerk"),
        ("appointments", "changed", "p-admin"),
    ]
    assert log[3]["fields"] == ["phone"]
    assert orjson.loads(log[4]["was"])["until"] is None
    assert "1380" not in str(log)
    assert "张三" not in str(log)


async def test_all_or_none(ledger: Ledger) -> None:
    stranger = POST.model_copy(update={"person": "p-nobody"})
    with pytest.raises(Exception, match="appointments_person_fkey"):
        await save(ledger, ZHANG, stranger)
    assert await people.person(ledger.pool, "p-zhang") is None
