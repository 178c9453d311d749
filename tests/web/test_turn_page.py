"""待我办理: each row for exactly those whose turn it is, gone when it is done; by deadline; nobody sees another's."""

import re
from html import unescape
from typing import Any

import pytest

from domain.policy import READERS
from ledger.views.following import catch_up
from ledger.views.turns import Turns
from tests.web.conftest import Running

HAZARD = {
    "channel": "inspection", "unit": "示例待办厂", "region": "示例县东岭镇", "office": "o-emergency",
    "found_on": "2026-01-05", "industry": "",
}  # fmt: skip


class Case:
    """A case led through the API by whoever may."""

    def __init__(self, running: Running, number: str, description: str) -> None:
        self.running = running
        self.number = number
        self.description = description
        self.commands = 0

    async def does(self, role: str, command: str, **body: Any) -> dict[str, Any]:
        self.commands += 1
        key = f"turn-{self.number}-{self.commands}"
        async with self.running.asking(role) as client:
            path = f"/api/v1/cases/{self.number}/commands/{command}"
            answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def turns(self, role: str, show: str = "mine") -> set[str]:
        """The kinds that stand on the role's list for this case."""
        await catch_up(self.running.ledger.pool, [Turns()])
        return {one["kind"] for one in await listed(self.running, role, show) if one["case"] == self.number}


async def listed(running: Running, role: str, show: str = "mine") -> list[dict[str, Any]]:
    """All pages, by small ones."""
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        page = await running.told(role, "/api/v1/turn", show=show, limit=9, **after)
        found += page["items"]
        if page["after"] is None:
            return found
        after = {"after": page["after"]}


@pytest.fixture
async def case(running: Running) -> Case:
    """A hazard of the sample's own entity, just reported."""
    entity = (await running.told("entity", "/api/v1/me"))["entities"][0]
    description = f"待办隐患 {await running.events()}"
    body = {**HAZARD, "entity": entity, "description": description}
    async with running.asking("regulator") as client:
        key = f"turn-{await running.events()}"
        answer = await client.post("/api/v1/cases/new/commands/Report", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    return Case(running, answer.json()["case"], description)


INTERIM = {"measures": "停用", "who": "安全员", "until": "2030-12-31"}


async def test_each_step_is_on_exactly_its_list_until_it_is_done(running: Running, case: Case) -> None:
    others = ("entity", "town", "approver", "commission_office", "commission_leader", "industry_department")
    assert "verify" in await case.turns("regulator")
    for role in others:
        assert await case.turns(role) == set(), role
    await case.does("regulator", "Determine", criterion="第七条", site_decision="time_limit", interim=INTERIM)
    # seen at once, whether the view has followed or not: what was just done is never shown as still to do
    now = {one["kind"] for one in await listed(running, "regulator") if one["case"] == case.number}
    assert "verify" not in now
    assert "issue_order" in await case.turns("regulator")
    await case.does("regulator", "IssueOrder", requirements="整改", rectify_days=30)
    found = [one for one in await listed(running, "regulator") if one["case"] == case.number]
    assert "issue_order" not in {one["kind"] for one in found}
    assert {"serve", "check_interim"} <= await case.turns("regulator")
    letter = next(
        one["letter"]
        for one in await listed(running, "regulator")
        if one["kind"] == "serve" and one["case"] == case.number
    )
    await case.does("town", "ServeLetter", letter=letter, how="principal")
    assert {"acknowledge", "plan", "rectify"} == await case.turns("entity")
    assert await case.turns("entity", "unanswered") == {"acknowledge"}
    assert await case.turns("regulator", "unanswered") == set()  # not late yet
    await case.does("entity", "Acknowledge")
    assert {"plan", "rectify"} == await case.turns("entity")
    await case.does("entity", "RequestReinspection", report="已整改")
    assert await case.turns("entity") == set()
    assert {"inspect", "check_interim"} == await case.turns("regulator")


async def test_rows_come_by_deadline_and_only_to_who_may_act(running: Running, case: Case) -> None:
    await case.turns("regulator")
    for role in sorted(role.value for role in READERS if role.value in running.tokens):
        rows = await listed(running, role)
        assert [one["due_at"] for one in rows] == sorted(one["due_at"] for one in rows)
        own = (await running.told(role, "/api/v1/me"))["posts"]
        roles = {one["role"] for one in own}
        assert {one["role"] for one in rows} <= roles, role
    assert await listed(running, "auditor") == []


async def test_the_page_says_what_to_do_and_where_to_press(running: Running, case: Case) -> None:
    await case.turns("regulator")
    async with running.asking("regulator", Accept="text/html") as client:
        page, where = (await client.get("/turn")).text, "/turn"
        found = page
        while case.description not in found:  # others' cases of this run may stand before it
            onward = re.search(r'href="([^"]+)" rel="next"', found)
            assert onward is not None
            where = unescape(onward[1])
            found = (await client.get(where)).text
        assert f"/cases/{case.number}/do/Determine" in found
        assert "核查判定" in found
        part = (await client.get(where, headers={"HX-Request": "true"})).text
        assert part.lstrip().startswith('<div id="turn"')
        assert case.description in part
        counted = dict(re.findall(r'show=(\w+)"[^>]*>[^<]*<b[^>]*>(\d+)</b>', page))
        todays = await listed(running, "regulator", "today")
        assert int(counted["today"]) == len(todays)
        rows = unescape((await client.get("/turn", params={"show": "today"})).text)
        assert rows.count("data-row") == min(50, len(todays))
    async with running.asking("entity", Accept="text/html") as client:
        assert case.description not in (await client.get("/turn")).text


async def test_a_page_ends_where_the_next_begins(running: Running) -> None:
    await catch_up(running.ledger.pool, [Turns()])
    whole = await running.told("regulator", "/api/v1/turn", limit=200)
    keys = [(one["case"], one["kind"], one["letter"]) for one in whole["items"]]
    paged = [(one["case"], one["kind"], one["letter"]) for one in await listed(running, "regulator")]
    assert paged == keys
    assert len(set(paged)) == len(paged)


async def test_an_empty_list_says_what_comes_next(running: Running) -> None:
    async with running.asking("industry_department", Accept="text/html") as client:
        page = (await client.get("/turn")).text
    assert "没有要您办的事。" in page
    assert "接下来：" in page or "管辖内没有在办的案件" in page


async def test_who_does_not_act_has_no_such_page(running: Running) -> None:
    for role in ("auditor", "administrator"):
        async with running.asking(role, Accept="text/html") as client:
            assert (await client.get("/turn")).status_code == 403


@pytest.mark.parametrize("asked", [{"show": "everything"}, {"after": "x"}, {"after": "W10"}, {"after": "-" * 201}])
async def test_what_cannot_be_read_is_refused_in_a_sentence(running: Running, asked: dict[str, str]) -> None:
    async with running.asking("regulator", Accept="text/html") as client:
        answer = await client.get("/turn", params=asked)
    assert answer.status_code == 422
    assert re.search(r"[一-鿿]", answer.text)


async def test_a_case_the_view_gave_up_is_spoken_of(running: Running, case: Case) -> None:
    await case.turns("regulator")
    stream = f"case-{case.number}"
    await running.ledger.pool.execute(
        "insert into parked (follower, stream, version, leaf, reason) values ('turns', $1, 1, 1, 'test')", stream
    )
    try:
        async with running.asking("regulator", Accept="text/html") as client:
            assert "没能归入本表" in (await client.get("/turn")).text
        async with running.asking("entity", Accept="text/html") as client:
            assert "没能归入本表" in (await client.get("/turn")).text  # its own case
    finally:
        await running.ledger.pool.execute("delete from parked where stream = $1", stream)
