"""总览 of what a holder may see: its functions say what the view and the pure rule say, of everybody."""

import random  # noqa: TID251 -- a seed makes the same people every time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from domain.ladder import lapsed_by, soon_by
from domain.people import Appointment, Office, Person, Role
from domain.policy import sight
from domain.regions import parts
from domain.workdays import bundled_calendar, day_of, end_of_day
from ledger.accounts import Accounts
from ledger.migrate import WEB_ROLE
from ledger.people import save_people
from ledger.questions import outlook
from ledger.questions.dashboard import Sum, overview
from ledger.seen import Seen, open_seen
from ledger.store import Ledger
from tests.ledger.lives import put
from tests.ledger.sight import watching

DAY = timedelta(days=1)
PLACES = ("", "示例县", "示例县城关镇", "示例县城", "%", "示例县%", "示例县东岭镇", "510")
REGIONS = (*PLACES, "示例县城关镇一村", "邻县", "示例", "51", "5101")
INDUSTRIES = ("", "消防", "消防/商场", "化工", "%")
LABELS = ("rung:1", "rung:2", "step:verify", "rectify_lapse:rectify", "gap:formal_notice")
CALENDAR = bundled_calendar()


@pytest.fixture
async def county(ledger: Ledger, owner: str) -> dict[str, tuple[Appointment, ...]]:
    """Forty people, some of two offices whose areas overlap; six hundred cases, some of no place."""
    chance = random.Random(21)  # noqa: S311
    offices = [
        Office(id=f"o-{n}", name=f"局{n}", jurisdiction=place, industries=tuple(chance.sample(INDUSTRIES[1:], k)))
        for n, (place, k) in enumerate((place, k) for place in PLACES for k in (0, 1, 2))
    ]
    held = {
        f"p-{n}": tuple(
            Appointment(person=f"p-{n}", role=role, at=chance.choice(offices).id)
            for role in chance.sample([Role.TOWN, Role.REGULATOR, Role.AUDITOR, Role.APPROVER], n % 4)
        )
        for n in range(40)
    }
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=one) for one in held],
        offices=offices,
        appointments=[one for each in held.values() for one in each],
        by="test",
    )
    today = day_of(await ledger.clock())
    connection = await asyncpg.connect(owner)
    await connection.executemany(
        "insert into cases (number, version, shape, snapshot, kind, stage, open, started, cycle, rung, unit, region,"
        " industry, sponsor, office, rectify_by, due_at, due_kind, due_label, provisional, opened_at, moved_at) values ($1, 1,"
        " '', '{}', '', 'rectifying', $2, true, 1, $3, '', $4, $5, '某县长', 'o-1', $6, $7, $8, $9, $10, now(), now())",
        [
            (
                f"2026-{n:06d}",
                chance.random() < 0.8,
                chance.randrange(8),
                chance.choice(REGIONS),
                chance.choice(INDUSTRIES),
                chance.choice((None, today + chance.randrange(-30, 30) * DAY)),
                chance.choice((None, end_of_day(today + chance.randrange(-3, 20) * DAY))),
                label.partition(":")[0],
                label,
                chance.random() < 0.1,
            )
            for n, label in enumerate(chance.choices(LABELS, k=600))
        ],
    )
    await connection.execute(
        "insert into cells (region, industry, channel, level, office) select distinct region, industry, '', '', '' from cases"
    )
    await connection.close()
    return held


def told(rows: list[Any], today: date) -> Sum:
    lapsed, soon = lapsed_by(today, CALENDAR), soon_by(today, CALENDAR)
    terms = [one["rectify_by"] for one in rows]
    return Sum(
        len(rows),
        sum(term is not None and term <= lapsed for term in terms),
        sum(term is not None and lapsed < term <= soon for term in terms),
    )


async def test_everybody_is_told_of_what_he_sees(
    ledger: Ledger, service: str, county: dict[str, tuple[Appointment, ...]]
) -> None:
    accounts = Accounts(ledger.pool)
    reading = await open_seen(service.replace("user=duban_service", f"user={WEB_ROLE}"), size=2)
    cases = [dict(one) for one in await ledger.pool.fetch("select * from cases")]
    offices = {office.id: office for office in (await ledger.recall("2026-000001")).offices.values()}
    now = await ledger.clock()
    today, told_of = day_of(now), 0
    until = today + 13 * DAY
    for person, held in county.items():
        await accounts.make(person, person=person, by="test")
        secret, _ = await accounts.give(person, "token", DAY, by="test")
        holder = await accounts.holder(secret)
        assert holder is not None
        seen = sight(held, today, offices)
        mine = [one for one in cases if seen.sees(None, one["region"], one["industry"])]
        async with Seen(reading, holder.digest).snapshot() as connection:
            for within in ("", "示例县", "示例县城关镇", "%", "无此地"):
                here = [one for one in mine if one["region"].startswith(within)]
                stands = [one for one in here if one["open"]]
                found = await overview(connection, today, within=within)
                assert found.total == told(stands, today), (held, within)
                assert {(cell.region, cell.industry, cell.rung): cell.open for cell in found.cells} == Counter(
                    (one["region"], one["industry"], one["rung"]) for one in stands
                )
                regions = await outlook.regions(connection)
                places = {region: part for part, many in parts(regions, within).items() for region in many}
                found = await overview(connection, today, within=within, places=places)
                assert found.total == told(stands, today), (held, within)
                assert {(cell.region, cell.industry, cell.rung): cell.open for cell in found.cells} == Counter(
                    (places.get(one["region"], one["region"]), one["industry"], one["rung"]) for one in stands
                )
                due = [one for one in here if one["due_at"] is not None and one["due_at"] <= end_of_day(until)]
                expected = Counter(
                    (day_of(one["due_at"] - timedelta(microseconds=1)), one["due_label"], one["provisional"])
                    for one in due
                )
                ahead = await outlook.ahead(connection, until, within=within)
                assert _many(ahead, "day", "label", "provisional") == expected
                for grouped in ("region", "industry", "office"):
                    climbs = await outlook.climbs(connection, until, grouped, within=within)  # type: ignore[arg-type]
                    assert _many(climbs, "place", "rung", "label") == Counter(
                        (one[grouped], one["rung"], one["due_label"] if one["due_label"].startswith("rung") else "")
                        for one in due
                        if one["open"] and one["rung"] < 6
                    )
                sponsors = await outlook.sponsors(connection, within=within)
                assert {rung: many for _, rung, many in sponsors} == Counter(
                    one["rung"] for one in stands if one["rung"]
                )
                told_of += len(stands)
            places = {one["region"] for one in cases if one["region"]}
            areas = [area.jurisdiction for area in seen.areas]
            assert await outlook.regions(connection) == sorted(
                place for place in places if any(place.startswith(area) for area in areas)
            )
    assert told_of > 1000
    await reading.close()


def _many(found: Sequence[outlook.Ahead | outlook.Climbs], *names: str) -> Counter[tuple[Any, ...]]:
    counted: Counter[tuple[Any, ...]] = Counter()
    for one in found:
        counted[tuple(getattr(one, name) for name in names)] += one.many
    return counted


async def test_regions_are_counted_under_the_place_they_stand_for(
    ledger: Ledger, service: str, county: dict[str, tuple[Appointment, ...]]
) -> None:
    today = day_of(await ledger.clock())
    async with watching(ledger, service) as connection:
        regions = await outlook.regions(connection)
        places = {region: part for part, many in parts(regions, "").items() for region in many}
        found = await overview(connection, today, places=places)
        rows = await connection.fetch("select region from cases where open")
    assert {cell.region for cell in found.cells} <= {*places.values(), ""}
    by_place = found.by("region")
    assert {name: one.open for name, one in by_place.items()} == Counter(places.get(one, one) for (one,) in rows)


async def test_what_lies_between_two_towns_of_a_district_is_counted_under_it(ledger: Ledger, service: str) -> None:
    """A town whose first case came a moment ago is not among the regions that are known yet."""
    for number, region in enumerate(("示例县一镇", "示例县二镇", "示例县三镇", "邻县一镇", "示例县", ""), 1):
        await put(ledger, f"2026-{number:06d}", region=region)
    places = {"示例县一镇": "示例县", "示例县二镇": "示例县", "邻县一镇": "邻县"}
    async with watching(ledger, service) as connection:
        found = await overview(connection, date(2026, 6, 23), places=places)
    # 一 < 三 < 二 as PostgreSQL orders names here, and the county's own name comes before all its towns
    assert {name: one.open for name, one in found.by("region").items()} == {"": 1, "示例县": 4, "邻县": 1}
