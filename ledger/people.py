"""人员、机构、单位、任职 the mutable tables: names live here and nowhere else (G20). Changes are logged."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from domain.people import Appointment, Entity, Office, Person
from ledger.pool import LONG, Pool
from ledger.sql import sql

Named = TypeVar("Named", Person, Office, Entity)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many of each were added or changed; the rest stood already."""

    people: int = 0
    offices: int = 0
    entities: int = 0
    appointments: int = 0


def appointment_id(appointment: Appointment) -> str:
    """Who, as what, where, since when, in whose place: the same again is a change of it, not another."""
    since = appointment.since.isoformat() if appointment.since else ""
    acting = f"/{appointment.acting_for}" if appointment.acting_for else ""  # beside one's own post, not in its place
    return f"{appointment.person}/{appointment.role.value}/{appointment.at}/{since}{acting}"


async def save_people(
    pool: Pool,
    *,
    people: Sequence[Person] = (),
    offices: Sequence[Office] = (),
    entities: Sequence[Entity] = (),
    appointments: Sequence[Appointment] = (),
    by: str,
) -> Saved:
    """Add or change, all or none; what stands already is not touched."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('duban.by', $1, true)", by)

        async def save(name: str, rows: Iterable[tuple[str, ...]]) -> int:
            columns = list(zip(*rows, strict=True))
            if not columns:
                return 0
            done = await connection.execute(sql(name), *map(list, columns), timeout=LONG)
            return int(done.rpartition(" ")[2])

        return Saved(
            people=await save("save_people", _rows(people)),
            offices=await save("save_offices", _rows(offices)),
            entities=await save("save_entities", _rows(entities)),
            appointments=await save(
                "save_appointments", ((appointment_id(one), one.person, _body(one)) for one in _last(appointments))
            ),
        )


async def person(pool: Pool, person_id: str) -> Person | None:
    """人员, with name and channels."""
    found = await pool.fetchval(sql("person"), person_id)
    return Person.model_validate_json(found) if found else None


async def entity(pool: Pool, entity_id: str) -> Entity | None:
    """生产经营单位."""
    found = await pool.fetchval(sql("entity"), entity_id)
    return Entity.model_validate_json(found) if found else None


async def entities_named(pool: Pool, called: Collection[str], credit_codes: Collection[str] = ()) -> list[Entity]:
    """生产经营单位 with one of these names or 统一社会信用代码."""
    found = await pool.fetch(sql("entities_named"), list(called), list(credit_codes), timeout=LONG)
    return [Entity.model_validate_json(body) for (body,) in found]


async def offices(pool: Pool) -> list[Office]:
    """机构, all of them."""
    return [Office.model_validate_json(body) for (body,) in await pool.fetch(sql("offices"))]


async def appointments(pool: Pool, *, at: str | None = None, person_id: str | None = None) -> list[Appointment]:
    """任职 at an office or entity, or of a person, or all."""
    return [Appointment.model_validate_json(body) for (body,) in await pool.fetch(sql("appointments"), at, person_id)]


async def appointments_at(pool: Pool, places: Collection[str]) -> list[Appointment]:
    """任职 at any of these offices and entities."""
    found = await pool.fetch(sql("appointments_at"), list(places))
    return [Appointment.model_validate_json(body) for (body,) in found]


async def regulators(pool: Pool) -> list[str]:
    """监管机关: the offices where somebody regulates, by id."""
    return [at for (at,) in await pool.fetch(sql("regulators"))]


async def names(pool: Pool, ids: Collection[str]) -> dict[str, str]:
    """Names of people, offices and entities by id; what is unknown is left out."""
    return {found["id"]: found["name"] for found in await pool.fetch(sql("names"), list(ids))}


def _body(one: BaseModel) -> str:
    return one.model_dump_json()


def _rows(named: Sequence[Named]) -> Iterable[tuple[str, str]]:
    last = {one.id: one for one in named}
    return ((one.id, _body(one)) for one in last.values())


def _last(appointed: Sequence[Appointment]) -> Iterable[Appointment]:
    return {appointment_id(one): one for one in appointed}.values()
