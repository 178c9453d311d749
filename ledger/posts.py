"""任职的变动 delegation and handover, each decided and written in one transaction; every change is in `people_changes`.

The rules are `domain.delegation`; two who change the same office's posts at once do so one after the other.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from domain.delegation import delegated, handed_over, revoked
from domain.people import Appointment, Office
from domain.refusals import Refusal
from domain.workdays import bundled_calendar, day_of
from ledger.people import appointment_id
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql

_LAST = chr(0x10FFFF)
BY_ID = "update appointments set body = $2::jsonb where id = $1"


@dataclass(frozen=True, slots=True)
class Handover:
    """交接 as recorded."""

    handover: int
    at: datetime
    by: str
    giver: str
    taker: str
    given: str
    taken: str
    office: str
    role: str
    post: str
    head: bool
    starts_on: date
    load: Mapping[str, int]
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Around:
    own: Appointment
    standing: tuple[Appointment, ...]
    by: tuple[Appointment, ...]
    offices: Mapping[str, Office]
    administrators: tuple[str, ...]
    today: date


async def delegate(pool: Pool, post: str, to: str, since: date, until: date, *, by: str) -> Appointment:
    """委托代签 of one's own post, by its appointment's id. Errors: Refusal DELEGATION_REFUSED, POST_UNKNOWN, PERSON_UNKNOWN."""
    async with _changing(pool, post, by) as connection:
        around = await _around(connection, post, to, by)
        if around.own.person != by:
            raise Refusal("POST_UNKNOWN", "这不是您的任职。")
        acting = delegated(
            around.own,
            to,
            since,
            until,
            day=around.today,
            standing=around.standing,
            offices=around.offices,
            administrators=around.administrators,
        )
        await _write(connection, acting)
    return acting


async def revoke(pool: Pool, acting: str, *, by: str) -> None:
    """撤销代签. Errors: Refusal DELEGATION_REFUSED, POST_UNKNOWN."""
    async with _changing(pool, acting, by) as connection:
        around = await _around(connection, acting, by, by)
        await connection.execute(BY_ID, acting, _body(revoked(around.own, by=by, day=around.today)))


async def hand_over(pool: Pool, post: str, to: str, on: date, *, by: str) -> int:
    """交接: answers its number. Errors: Refusal HANDOVER_REFUSED, POST_UNKNOWN, PERSON_UNKNOWN."""
    async with _changing(pool, post, by) as connection:
        around = await _around(connection, post, to, by)
        done = handed_over(
            around.own,
            to,
            on,
            by=around.by,
            day=around.today,
            standing=around.standing,
            offices=around.offices,
            administrators=around.administrators,
        )
        taken = appointment_id(done.taken)
        if await connection.fetchval("select exists (select from appointments where id = $1)", taken):
            raise Refusal("HANDOVER_REFUSED", "接任人自同一天起已有这一任职。")
        # what ends is written under the id it has, whatever that is made of
        await connection.execute(BY_ID, post, _body(done.given))
        for one in (*done.ended, done.taken):
            await _write(connection, one)
        load = await load_of(connection, around.offices.get(around.own.at), around.today)
        told = (by, around.own.person, to, post, taken, done.taken.at, done.taken.role.value)
        told += (done.taken.post, done.taken.head, on, orjson.dumps(dict(load)).decode())  # type: ignore[assignment]
        number: int = await connection.fetchval(sql("hand_over"), *told)
    return number


async def acknowledge(pool: Pool, handover: int, *, by: str) -> bool:
    """接任人签收; False when it is not his, or has been done."""
    return await pool.fetchval(sql("acknowledge_handover"), handover, by) is not None


async def handovers(
    pool: Pool | Connection,
    *,
    between: str | None = None,
    office: str | None = None,
    pending: bool = False,
    limit: int = 50,
) -> list[Handover]:
    """交接 that may be seen, latest first. On a connection of the web's role."""
    found = await pool.fetch(sql("handovers"), between, office, pending, limit)
    return [Handover(**{**one, "load": orjson.loads(one["load"])}) for one in found]


async def posts(
    connection: Pool | Connection, *, at: Collection[str] = (), person: str | None = None
) -> dict[str, Appointment]:
    """任职 by id that may be seen: at some offices or entities, and of a person or in his place. As the web's role."""
    found = await connection.fetch(sql("posts_seen"), list(at), person)
    return {one["id"]: Appointment.model_validate_json(one["body"]) for one in found}


async def posts_of(pool: Pool, person: str) -> list[Appointment]:
    """任职 of a person, for who keeps the accounts."""
    return [Appointment.model_validate_json(one["body"]) for one in await pool.fetch(sql("posts_at"), person)]


async def load_of(connection: Pool | Connection, office: Office | None, today: date) -> Mapping[str, int]:
    """移交事项: what is open in an office's jurisdiction and industries, counted."""
    if office is None:
        return {}
    lapsed = bundled_calendar().add(today, -1)  # a T on a rest day runs out with the next workday
    told = (office.jurisdiction, office.jurisdiction + _LAST, list(office.industries), lapsed, today)
    return dict(await connection.fetchrow(sql("post_load"), *told, timeout=LONG) or {})


@asynccontextmanager
async def _changing(pool: Pool, post: str, by: str) -> AsyncIterator[Connection]:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('duban.by', $1, true)", by)
        place = await connection.fetchval("select body ->> 'at' from appointments where id = $1", post)
        if place is None:
            raise Refusal("POST_UNKNOWN", "没有这一任职，可能已经变动；请刷新后再办。")
        await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"posts/{place}")
        yield connection


async def _around(connection: Connection, post: str, to: str, by: str) -> _Around:
    found = await connection.fetchrow(sql("posts_around"), post, to, by)
    if found is None or found["own"] is None:
        raise Refusal("POST_UNKNOWN", "没有这一任职，可能已经变动；请刷新后再办。")
    if not found["known"]:
        raise Refusal("PERSON_UNKNOWN", f"没有编号为 {to} 的人员。")
    offices = (Office.model_validate_json(orjson.dumps(one)) for one in orjson.loads(found["offices"] or "[]"))
    return _Around(
        own=Appointment.model_validate_json(found["own"]),
        standing=_held(found["standing"]),
        by=_held(found["by"]),
        offices={office.id: office for office in offices},
        administrators=(to,) if found["administrator"] else (),
        today=day_of(found["clock"]),
    )


def _held(told: str | None) -> tuple[Appointment, ...]:
    return tuple(Appointment.model_validate_json(orjson.dumps(one)) for one in orjson.loads(told or "[]"))


def _body(one: Appointment) -> str:
    return one.model_dump_json()


async def _write(connection: Connection, one: Appointment) -> None:
    await connection.execute(sql("save_appointments"), [appointment_id(one)], [one.person], [_body(one)])
