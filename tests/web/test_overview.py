"""总览、督办升级、大屏: each number is the record's, and its link leads to exactly so many cases; each role sees its own."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import httpx
import pytest

from domain.figures.counts import Filter, frame
from domain.figures.overview import HEADLINE, begin
from domain.ladder import lapsed_by
from domain.people import Role
from domain.workdays import bundled_calendar, day_of
from ledger.accounts import Holder
from ledger.questions.figures import figures
from ledger.questions.outlook import Ahead
from ledger.views.following import catch_up
from ledger.views.states import States
from tests.web.conftest import Running
from web.overview.days import KINDS, days_of, kind_of
from web.overview.kept import Kept
from web.overview.places import Places
from web.overview.ranks import ranking
from web.role_accounts import ROLES

PAGES = (
    "/overview",
    "/overview/ranking",
    "/overview/trend",
    "/overview/escalation",
    "/overview/rows?which=due",
    "/wall",
)
API = ("/api/v1/overview", "/api/v1/forecast", "/api/v1/figures", "/api/v1/ranking")
LINK = re.compile(r'<a (?:class="[^"]*" )?href="(/(?:cases|overview/rows)\?[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
HTML = {"Accept": "text/html"}


async def holder_of(running: Running, role: Role) -> Holder:
    holder = await running.accounts.holder(running.tokens[role])
    assert holder is not None
    return holder


async def page(running: Running, role: Role, path: str) -> str:
    async with running.asking(role, **HTML) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.text[:500])
    return answer.text


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_is_told_of_the_cases_it_sees(running: Running, role: Role) -> None:
    holder = await holder_of(running, role)
    async with running.asking(role, **HTML) as client:
        found = {path: (await client.get(path)).status_code for path in (*PAGES, *API)}
    reads = bool(holder.sight.areas)
    assert set(found.values()) == {200 if reads else 403}, found
    if not reads:
        return
    told = await running.told(role, "/api/v1/overview")
    rows = await running.ledger.pool.fetch("select entity, region, industry, rung, rectify_by from cases where open")
    mine = [one for one in rows if holder.sight.sees(None, one["region"], one["industry"])]
    lapsed = lapsed_by(day_of(holder.clock), bundled_calendar())
    assert told["total"]["open"] == len(mine)
    assert told["total"]["overdue"] == sum(
        one["rectify_by"] is not None and one["rectify_by"] <= lapsed for one in mine
    )
    assert {one["rung"]: one["open"] for one in told["ladder"] if one["open"]} == Counter(one["rung"] for one in mine)
    assert sum(one["open"] for one in told["cells"]) == len(mine)
    text = await page(running, role, "/overview")
    assert f"<b>{len(mine)}</b> <span>在办</span>" in text


async def test_the_figures_are_those_of_the_ledgers_own_questions(running: Running) -> None:
    """The commission office sees the whole county: its figures are those of everything."""
    await catch_up(running.ledger.pool, [States()])
    now = await running.ledger.clock()
    for period in ("month", "quarter", "year"):
        told = await running.told(Role.COMMISSION_OFFICE, "/api/v1/overview", period=period)
        when = frame(now, now, since=begin(period, day_of(now)))
        expected = (await figures(running.ledger.pool, when, counts=HEADLINE, now=True))[()]
        names = {"closed": "closed_in"}
        found = {name: told["figures"][name] for name in ("increase", "closed", "stock", "fell_due", "met")}
        assert found == {name: expected[names.get(name, name)] for name in found}
    grouped = await running.told(Role.COMMISSION_OFFICE, "/api/v1/figures", by="region", region="示例县城关镇")
    expected_groups = await figures(
        running.ledger.pool, frame(now, now), by=("region",), where=Filter(region="示例县城关镇"), now=True
    )
    assert [(one["key"], one["counts"]) for one in grouped["groups"]] == [
        (key, dict(counts)) for (key,), counts in expected_groups.items()
    ]
    then = await running.told(Role.COMMISSION_OFFICE, "/api/v1/figures", at="2020-01-01", known_at="2020-01-01")
    assert then["groups"] == [] or not any(then["groups"][0]["counts"].values())


@pytest.mark.parametrize("role", [Role.COMMISSION_OFFICE, Role.TOWN])
async def test_every_number_leads_to_so_many_cases(running: Running, role: Role) -> None:
    places = Places([one for (one,) in await running.ledger.pool.fetch("select distinct region from cases")])
    area = min(places.parts)
    looked = set()
    async with running.asking(role, **HTML) as client:
        for path in ("/overview", f"/overview?area={area}&period=year", "/overview/ranking?by=office",
                     "/overview/ranking?by=industry&period=year", "/overview/ranking", "/overview/trend",
                     *(f"/overview/escalation?by={by}" for by in ("region", "office", "industry", "leader"))):  # fmt: skip
            text = (await client.get(path)).text
            for href, words in LINK.findall(text):
                many = re.search(r"\d+(?!.*\d)", re.sub(r"<[^>]*>", " ", words), re.DOTALL)
                if many is None or "clearance" in href or "%" in words or href in looked:
                    continue
                looked.add(href)
                assert await behind(client, unescape(href)) == int(many[0]), (path, href, words)
    assert len(looked) > 20


async def behind(client: httpx.AsyncClient, href: str) -> int:
    """How many cases are there."""
    if href.startswith("/overview/rows"):
        answer = await client.get(href)
        assert answer.status_code == 200, href
        return answer.text.count("<tr data-row")
    answer = await client.get("/api/v1" + href, params=None)
    listed = await client.get(f"/api/v1{href}&limit=500")
    assert answer.status_code == listed.status_code == 200, (href, answer.text)
    return len(listed.json()["items"])


async def test_rest_days_are_hatched_and_the_days_are_those_of_the_record(running: Running) -> None:
    text = await page(running, Role.COMMISSION_OFFICE, "/overview")
    today, calendar = day_of(await running.ledger.clock()), bundled_calendar()
    marks = re.findall(r'<li class="day([^"]*)">', text)
    assert len(marks) == 14
    for ahead, mark in enumerate(marks):
        assert ("rest" in mark.split()) is not calendar.is_workday(today + timedelta(days=ahead)), (ahead, mark)
    told = await running.told(Role.COMMISSION_OFFICE, "/api/v1/overview")
    for one in told["days"]:
        query = f"/api/v1/cases?due_from={one['day']}&due_to={one['day']}&limit=500"
        async with running.asking(Role.COMMISSION_OFFICE) as client:
            assert len((await client.get(query)).json()["items"]) == one["total"]


def test_a_make_up_day_and_a_projected_year_are_marked() -> None:
    """2026-10-10 is a Saturday that is worked; of 2027 no notice is out."""
    calendar = bundled_calendar()
    some = [
        Ahead(date(2026, 10, 10), "rung:2", provisional=False, many=3),
        Ahead(date(2026, 10, 10), "step:verify", provisional=False, many=1),
        Ahead(date(2026, 9, 20), "gap:formal_notice", provisional=False, many=2),
    ]
    days, missed = days_of(some, date(2026, 10, 1), calendar)
    worked = days[9]
    assert (worked.make_up, worked.rest, worked.mark, worked.total) == (True, False, "调休上班", 4)
    assert worked.kinds == {"rung:2": 3, "remind": 1}
    assert [one.rest for one in days[:7]] == [True] * 7
    assert missed == 2
    assert all(one.provisional for one in days_of([], date(2027, 3, 1), calendar)[0])
    assert {kind_of(f"{name}:x") for name in ("ahead", "step", "supervise")} == {"remind"}
    assert kind_of("rung:7") in KINDS


async def test_the_ranking_says_who_rose_since_last_week(running: Running) -> None:
    holder = await holder_of(running, Role.COMMISSION_OFFICE)
    kept = Kept()
    async with running.desk.seen(holder).snapshot() as connection:
        first = await ranking(connection, holder, kept, "", "year", "region", "overdue_rate")
        placed = [one for one in first.ranks if one.place]
        assert [one.place for one in placed] == sorted(one.place for one in placed if one.place)
        assert all(one.moved is None for one in first.ranks), "the sample did not exist a week ago"
        best, worst = placed[0], placed[-1]
        kept = Kept()
        week_ago = {best.key: worst.counts, worst.key: best.counts}

        async def then() -> object:
            return week_ago

        await kept.get(("ranks", holder.sight.areas, "", "region", "year", first.week_ago), then)
        again = await ranking(connection, holder, kept, "", "year", "region", "overdue_rate")
    moved = {one.key: one.moved for one in again.ranks}
    assert (moved[best.key], moved[worst.key]) == (1, 1 - (worst.place or 0))


async def test_the_wall_comes_whole_and_then_by_its_screen(running: Running) -> None:
    whole = await page(running, Role.COMMISSION_LEADER, "/wall")
    assert whole.count("data-view") == 2
    assert "data-as-of=" in whole
    assert "style=" not in whole
    assert re.findall(r"<script(?![^>]*src=)", whole) == []
    async with running.asking(Role.COMMISSION_LEADER, **{"HX-Request": "true"}) as client:
        part = (await client.get("/wall")).text
    assert part.lstrip().startswith('<div id="screen"')
    assert "<html" not in part


@pytest.mark.parametrize("path", ["/overview", "/overview/ranking", "/overview/trend"])
async def test_a_part_of_a_page_comes_alone(running: Running, path: str) -> None:
    async with running.asking(Role.COMMISSION_OFFICE, **{"HX-Request": "true"}) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert "截至" in answer.text
    assert "<html" not in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/overview?period=fortnight", 422),
        ("/overview?area=%00", 422),
        ("/overview?nothing=1", 422),
        ("/overview?area=" + "%E5%8C%BA" * 300, 422),
        ("/overview?area=%25", 200),
        ("/overview?area=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        ("/overview/ranking?by=person", 422),
        ("/overview/rows", 422),
        ("/overview/rows?which=count&count=no_such", 200),
        ("/overview/rows?which=due&day=9999-12-31", 422),
        ("/overview/rows?which=due&day=yesterday", 422),
        ("/overview/rows?which=risen&stands=nobody&kind=nothing", 200),
        ("/overview/rows?which=sponsor&key=", 200),
        ("/overview/rows?which=due&kind=rung:2&day=2026-11-23", 200),
        ("/overview/rows?which=due&after=2026", 422),
        ("/wall?period=never", 422),
        ("/api/v1/overview?period=", 422),
        ("/api/v1/figures?at=tomorrow", 422),
        ("/api/v1/figures?at=9999-12-31", 422),
        ("/api/v1/figures?at=0001-01-01", 200),
        ("/api/v1/figures?by=person", 422),
        ("/api/v1/figures?since=2026-13-01", 422),
        ("/api/v1/forecast?case=2026-999999", 404),
        ("/api/v1/forecast?case=%25", 422),
        ("/api/v1/ranking?order=best", 422),
    ],
)
async def test_bad_questions_are_answered(running: Running, path: str, status: int) -> None:
    async with running.asking(Role.COMMISSION_OFFICE, **HTML) as client:
        answer = await client.get(path)
    assert answer.status_code == status, answer.text[:300]
    assert "<script>alert" not in answer.text
    if status == 422 and not path.startswith("/api"):
        assert "不合要求" in answer.text


async def test_a_case_is_foretold_only_to_who_sees_it(running: Running) -> None:
    number = await running.ledger.pool.fetchval(
        "select number from cases where open and started and rung = 0 and rectify_by is not null order by rectify_by limit 1"
    )
    told = await running.told(Role.COMMISSION_OFFICE, "/api/v1/forecast", case=number, days=60)
    assert told["exact"] is True
    assert [one["rung"] for one in told["items"]][:2] == [1, 2]
    async with running.asking(Role.GRID) as client:
        seen = (await client.get(f"/api/v1/cases/{number}")).status_code
        assert (await client.get("/api/v1/forecast", params={"case": number})).status_code == seen


async def test_the_foretold_of_the_board_is_that_of_its_cases(running: Running) -> None:
    told = await running.told(Role.COMMISSION_OFFICE, "/api/v1/forecast", by="industry")
    assert told["exact"] is True
    many = Counter[tuple[str, str, int]]()
    rows = await running.ledger.pool.fetch("select number, industry from cases where open and started")
    for number, industry in rows:
        one = await running.told(Role.COMMISSION_OFFICE, "/api/v1/forecast", case=number, days=13)
        many.update((industry, each["day"], each["rung"]) for each in one["items"])
    assert {(one["key"], one["day"], one["rung"]): one["many"] for one in told["items"]} == many
