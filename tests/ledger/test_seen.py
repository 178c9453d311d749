"""可见范围: the pure rule and the database say the same of everybody, and the web's role sees by nothing else."""

import random  # noqa: TID251 -- a seed makes the same people every time
from datetime import date, timedelta

import asyncpg
import pytest

from domain.people import Appointment, Entity, Office, Person, Role
from domain.policy import READERS, Area, Sight, sight
from ledger.accounts import Accounts, digest_of
from ledger.migrate import WEB_ROLE
from ledger.people import save_people
from ledger.questions.register import Wanted, listed, tally
from ledger.seen import Seen, open_seen
from ledger.store import Ledger

DAY = timedelta(days=1)
PLACES = ("", "示例县", "示例县城关镇", "示例县城", "%", "示例县%", "_", "示例县东岭镇", "510")
INDUSTRIES = ("", "消防", "消防/商场", "化工", "%")


def test_an_administrator_sees_no_case_whatever_else_he_is() -> None:
    office = Office(id="o", name="局")
    held = [Appointment(person="p", role=role, at="o") for role in (Role.ADMINISTRATOR, Role.REGULATOR)]
    seen = sight(held, date(2026, 1, 1), {"o": office}, administrator=True)
    assert not seen.sees("o", "", "")
    assert (seen.writes, seen.administers) == (False, True)
    assert not sight(held[:1], date(2026, 1, 1), {"o": office}).sees("o", "", "")


def test_an_auditor_reads_all_industries_and_writes_nothing() -> None:
    office = Office(id="o", name="审计局", jurisdiction="示例县", industries=("消防",))
    seen = sight([Appointment(person="p", role=Role.AUDITOR, at="o")], date(2026, 1, 1), {"o": office})
    assert seen.sees(None, "示例县城关镇", "化工")
    assert not seen.sees(None, "邻县", "化工")
    assert not seen.writes


def test_an_entity_sees_its_own_and_nobody_who_has_left_sees_anything() -> None:
    held = [Appointment(person="p", role=Role.ENTITY, at="e-1", until=date(2026, 1, 1))]
    assert sight(held, date(2026, 1, 1), {}).sees("e-1", "示例县", "化工")
    assert not sight(held, date(2026, 1, 1), {}).sees("e-2", "示例县", "化工")
    assert sight(held, date(2026, 1, 2), {}) == Sight()
    assert not Area("示例县").covers("邻县", "")


@pytest.fixture
async def peopled(ledger: Ledger, owner: str) -> dict[str, tuple[Appointment, ...]]:
    """Sixty people of every role, in offices whose jurisdictions try to be patterns; and five hundred cases."""
    chance = random.Random(5)  # noqa: S311
    today = (await ledger.clock()).date()
    offices = [
        Office(id=f"o-{n}", name=f"局{n}", jurisdiction=place, industries=tuple(chance.sample(INDUSTRIES[1:], k)))
        for n, (place, k) in enumerate((place, k) for place in PLACES for k in (0, 1, 2))
    ]
    entities = [Entity(id=f"e-{n}", name=f"厂{n}") for n in range(8)]
    held: dict[str, tuple[Appointment, ...]] = {}
    for n in range(60):
        held[f"p-{n}"] = tuple(
            Appointment(
                person=f"p-{n}",
                role=role,
                at=chance.choice(entities).id if role is Role.ENTITY else chance.choice(offices).id,
                since=chance.choice((None, today - 40 * DAY, today + 40 * DAY)),
                until=chance.choice((None, None, today - 5 * DAY, today + 5 * DAY)),
            )
            for role in chance.sample(list(Role), chance.randint(0, 3))
        )
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=one) for one in held],
        offices=offices,
        entities=entities,
        appointments=[one for each in held.values() for one in each],
        by="test",
    )
    connection = await asyncpg.connect(owner)
    await connection.executemany(
        "insert into cases (number, version, shape, snapshot, kind, stage, open, started, cycle, rung, unit, entity,"
        " region, industry, provisional, opened_at, moved_at)"
        " values ($1, 1, '', '', '', 'reported', true, true, 1, 0, '', $2, $3, $4, false, now(), now())",
        [
            (
                f"2026-{n:06d}",
                chance.choice((None, "o-1", *(one.id for one in entities))),
                chance.choice((*PLACES, "示例县城关镇一村", "邻县", "示例", "51", "5101")),
                chance.choice((*INDUSTRIES, "消防/商场/一", "矿山")),
            )
            for n in range(500)
        ],
    )
    await connection.close()
    return held


async def test_the_database_says_the_same_of_everybody(
    ledger: Ledger, service: str, peopled: dict[str, tuple[Appointment, ...]]
) -> None:
    accounts = Accounts(ledger.pool)
    reading = await open_seen(service.replace("user=duban_service", f"user={WEB_ROLE}"), size=2)
    cases = await ledger.pool.fetch("select number, entity, region, industry from cases")
    offices = {office.id: office for office in (await ledger.recall("2026-000001")).offices.values()}
    roles: set[Role] = set()
    for person, held in peopled.items():
        administrator = person.endswith("7")
        await accounts.make(person, person=person, administrator=administrator, by="test")
        secret, _ = await accounts.give(person, "token", DAY, by="test")
        holder = await accounts.holder(secret)
        assert holder is not None
        assert holder.sight == sight(held, holder.clock.date(), offices, administrator=administrator)
        expected = {one["number"] for one in cases if holder.sight.sees(one["entity"], one["region"], one["industry"])}
        seen = Seen(reading, holder.digest)
        assert await seen.among([one["number"] for one in cases]) == expected, held
        async with seen.snapshot() as connection:
            today = holder.clock.date()
            found = [one.row.case for one in await listed(connection, Wanted(), today)]
            assert (sorted(found), getattr(await tally(connection, Wanted(), today), "total", None)) == (
                sorted(expected),
                len(expected),
            )
            there = {one["number"] for one in cases if one["region"].startswith("示例县%")} & expected
            assert {one.row.case for one in await listed(connection, Wanted(region="示例县%"), today)} == there
        roles |= {one.role for one in held} if expected else set()
    assert roles >= READERS
    await reading.close()


async def test_the_webs_role_has_nothing_but_a_credentials_views(ledger: Ledger, owner: str, service: str) -> None:
    accounts = Accounts(ledger.pool)
    await save_people(
        ledger.pool,
        people=[Person(id="p", name="某人")],
        offices=[Office(id="o", name="局")],
        appointments=[Appointment(person="p", role=Role.REGULATOR, at="o")],
        by="test",
    )
    await accounts.make("one", person="p", by="test")
    token, _ = await accounts.give("one", "token", DAY, by="test")
    link, _ = await accounts.give("one", "link", DAY, by="test")
    late, _ = await accounts.give("one", "token", -DAY, by="test")
    connection = await asyncpg.connect(service.replace("user=duban_service", f"user={WEB_ROLE}"))
    tables = await ledger.pool.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
    )
    for (table,) in tables:
        assert not await connection.fetchval("select has_table_privilege($1, 'select')", f"public.{table}"), table
        assert not await connection.fetchval(
            "select has_table_privilege($1, 'insert,update,delete')", f"public.{table}"
        )

    async def sees(secret: str) -> int:
        await connection.execute("select set_config('duban.credential', $1, false)", digest_of(secret).hex())
        return await connection.fetchval("select count(*) from seen.offices")

    assert await connection.fetchval("select count(*) from seen.offices") == 0
    assert [await sees(secret) for secret in (token, link, late, "another", "")] == [1, 0, 0, 0, 0]
    await accounts.disable("one", disabled=True, by="test")
    assert await sees(token) == 0
    for wrong in ("", "zz", "' or true --"):
        await connection.execute("select set_config('duban.credential', $1, false)", wrong)
        try:
            assert await connection.fetchval("select count(*) from seen.cases") == 0
        except asyncpg.DataError:
            continue
    await connection.close()
