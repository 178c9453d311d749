"""文书: what waits for whom and how much of it; the page of one letter; what an entity is shown of them."""

import re
from html import unescape
from typing import Any

import pytest

from domain.workdays import day_of
from ledger.views.following import catch_up
from ledger.views.states import States
from ledger.views.turns import Turns
from tests.web.conftest import Running
from tests.web.test_turn_page import INTERIM, Case, case, listed  # noqa: F401 -- a fixture


@pytest.fixture
async def ordered(running: Running, case: Case) -> Case:  # noqa: F811
    """The case with its order issued, and not yet served."""
    await case.does("regulator", "Determine", criterion="第七条", site_decision="time_limit", interim=INTERIM)
    await case.does("regulator", "IssueOrder", requirements="立即更换", rectify_days=30)
    await catch_up(running.ledger.pool, [Turns(), States()])
    return case


async def letters(running: Running, role: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        page = await running.told(role, "/api/v1/letters", limit=3, **asked, **after)
        found += page["items"]
        if page["after"] is None:
            return found
        after = {"after": page["after"]}


async def test_a_letter_stands_where_it_waits_and_moves_on(running: Running, ordered: Case) -> None:
    (row,) = [one for one in await letters(running, "regulator", state="unserved") if one["case"] == ordered.number]
    assert (row["kind"], row["waits"], row["number"]) == ("order", "unserved", None)
    assert [one["command"] for one in row["actions"]] == ["ServeLetter"]
    await ordered.does("town", "ServeLetter", letter=row["letter"], how="principal")
    # at once, whether the view has followed or not
    assert ordered.number not in {one["case"] for one in await letters(running, "regulator", state="unserved")}
    await catch_up(running.ledger.pool, [Turns()])
    (row,) = [one for one in await letters(running, "regulator") if one["case"] == ordered.number]
    assert (row["status"], row["waits"]) == ("served", "")
    assert row["served_on"] == str(day_of(await running.ledger.clock()))


async def test_the_tabs_count_what_the_figures_count(running: Running, ordered: Case) -> None:
    assert ordered
    counted = await running.ledger.pool.fetchrow(
        "select sum(unsigned) as unsigned, sum(unserved) as unserved, sum(unanswered) as unanswered from states_now"
    )
    async with running.asking("regulator", Accept="text/html") as client:
        page = (await client.get("/letters")).text
    tabs = dict(re.findall(r'state=(\w+)"[^>]*>\S+ <b>(\d+)</b>', page))
    assert {name: int(tabs[name]) for name in ("unsigned", "unserved", "unanswered")} == dict(counted)
    assert int(tabs["all"]) == len(await letters(running, "regulator"))
    assert int(tabs["unserved"]) >= 1


async def test_filters_narrow_the_list(running: Running, ordered: Case) -> None:
    async def found(**asked: Any) -> set[str]:
        return {one["case"] for one in await letters(running, "regulator", **asked)}

    assert ordered.number in await found(unit="待办", kind="order")
    assert ordered.number not in await found(kind="circular")
    assert ordered.number not in await found(unit="没有这一家")
    assert ordered.number in await found(office="o-emergency")
    assert ordered.number not in await found(number="示安委办")
    today = str(day_of(await running.ledger.clock()))
    assert ordered.number in await found(since=today, until=today)
    assert ordered.number not in await found(until="2026-01-01")


async def test_one_letter_says_all_of_itself(running: Running, ordered: Case) -> None:
    row = next(one for one in await letters(running, "regulator") if one["case"] == ordered.number)
    place = f"/cases/{ordered.number}/letters/{row['letter']}"
    async with running.asking("regulator", Accept="text/html") as client:
        listing = (await client.get("/letters", params={"state": "unserved"})).text
        assert f'href="{place}"' in listing
        page = unescape((await client.get(place)).text)
        for words in ("责令限期整改指令书", "示例待办厂", "立即更换", "主要负责人", "尚未送达", "SHA-256"):
            assert words in page, words
        assert f"/cases/{ordered.number}/do/ServeLetter?letter=" in page
        assert (await client.get(f"/cases/{ordered.number}/letters/1/rung-2")).status_code == 404
        assert (await client.get("/cases/2026-999999/letters/1/order")).status_code == 404
        long = await client.get(f"/cases/{ordered.number}/letters/1/plan/2026-01-01/formal_notice")
        assert long.status_code == 404
    async with running.asking("entity", Accept="text/html") as client:
        assert "立即更换" in (await client.get(place)).text  # it was issued to this entity


async def test_an_entity_is_shown_what_was_sent_to_it(running: Running, ordered: Case) -> None:
    own = await letters(running, "entity")
    assert ordered.number in {one["case"] for one in own}
    assert all(one["to"] == "entity" and one["issued_on"] for one in own)
    async with running.asking("entity", Accept="text/html") as client:
        page = (await client.get("/letters")).text
    assert "待签发" not in page
    far = await letters(running, "town", state="unserved")
    assert all(one["case"] != ordered.number or one["unit"] for one in far)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "昨天"}, "应为日期"),
        ({"from": "2026-02-02", "to": "2026-01-01"}, "止日早于起日"),
        ({"kind": "poem"}, "请在列表里选一个文种"),
        ({"office": "nowhere"}, "请在列表里选一个机关"),
        ({"unit": "长" * 101}, "最长 100 字"),
        ({"state": "lost"}, "没有这一栏"),
    ],
)
async def test_a_filter_that_cannot_be_read_is_said_and_the_rest_answers(
    running: Running, asked: dict[str, str], sentence: str
) -> None:
    async with running.asking("regulator", Accept="text/html") as client:
        answer = await client.get("/letters", params={"number": "示", **asked})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'value="示"' in answer.text


async def test_the_part_that_follows_the_record_is_answered_alone(running: Running, ordered: Case) -> None:
    assert ordered
    async with running.asking("regulator", Accept="text/html", **{"HX-Request": "true"}) as client:
        part = (await client.get("/letters", params={"state": "unserved"})).text
    assert part.lstrip().startswith('<div id="letters"')
    assert 'hx-swap-oob="true"' in part
    assert "<html" not in part
