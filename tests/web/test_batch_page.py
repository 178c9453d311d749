"""成批办理: each chosen case through its own door, one answer each, and never a closure."""

import asyncio
import re

import httpx
import pytest

from domain.people import Role
from tests.web.conftest import Running

KEY = re.compile(r'name="key" value="([^"]+)"')


async def fresh(running: Running, many: int, name: str) -> list[str]:
    async with running.asking(Role.TOWN) as town:
        found = []
        for place in range(many):
            body = {
                "channel": "inspection", "entity": "e-none", "unit": f"示例{name}厂", "region": "示例县东岭镇",
                "office": "o-emergency", "description": f"{name}通道堵塞 {place}", "found_on": "2026-01-05",
            }  # fmt: skip
            key = {"Idempotency-Key": f"batch-{ord(name)}-{place}"}
            answer = await town.post("/api/v1/cases/new/commands/Report", json=body, headers=key)
            assert answer.status_code == 201, answer.text
            found.append(answer.json()["case"])
    return found


async def finished(client: httpx.AsyncClient, address: str) -> str:
    async with asyncio.timeout(20):
        while True:
            answer = await client.get(address)
            assert answer.status_code == 200
            if "<progress" not in answer.text:
                return answer.text
            await asyncio.sleep(0.05)


async def handlers(running: Running) -> list[str]:
    rows = await running.ledger.pool.fetch(
        "select body->>'person' from appointments where body->>'role' = 'regulator' and body->>'at' = 'o-emergency'"
    )
    return sorted({one for (one,) in rows})


async def test_many_are_urged_each_by_its_own_door(running: Running) -> None:
    cases = await fresh(running, 3, "催")
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        form = await client.post(
            "/cases/batch", data={"what": "Urge", "case": [*cases, cases[0]], "back": "/cases?open=1"}
        )
        assert form.status_code == 200
        assert "催促这 3 件" in form.text
        key = KEY.findall(form.text)[0]
        empty = await client.post("/cases/batch", data={"what": "Urge", "case": cases, "key": key, "note": " "})
        assert empty.status_code == 422
        assert "没有办成" in empty.text
        sent = {"what": "Urge", "case": cases, "key": key, "note": "请本周内核查", "back": "/cases?open=1"}
        first, again = await client.post("/cases/batch", data=sent), await client.post("/cases/batch", data=sent)
        assert (first.status_code, first.headers["location"]) == (303, again.headers["location"])
        told = await finished(client, first.headers["location"])
        assert "已办 3 件。" in told
        assert told.count("✓ 已办") == 3
        assert 'href="/cases?open=1"' in told

        later = await client.post("/cases/batch", data={"what": "Urge", "case": cases})
        sent["key"] = KEY.findall(later.text)[0]
        told = await finished(client, (await client.post("/cases/batch", data=sent)).headers["location"])
        assert "未办 3 件" in told
        assert "今天已催促过" in told
    for case in cases:
        events = await running.ledger.trail(case)
        assert [one.type for one in events] == ["HazardReported", "CaseUrged"]
        assert events[-1].command_id == f"{key}/{case}"
    sent_out = await running.ledger.pool.fetchval("select count(*) from notices where kind = 'urging'")
    assert sent_out == 3


async def test_many_are_assigned_and_who_is_of_another_office_is_refused(running: Running) -> None:
    cases = await fresh(running, 2, "交")
    people = await handlers(running)
    assert people
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        form = await client.post("/cases/batch", data={"what": "Assign", "case": cases})
        assert form.status_code == 200
        assert f'value="{people[0]}"' in form.text
        sent = {
            "what": "Assign",
            "case": [*cases, "2026-999999"],
            "key": KEY.findall(form.text)[0],
            "handler": people[0],
        }
        told = await finished(client, (await client.post("/cases/batch", data=sent)).headers["location"])
        assert "已办 2 件，未办 1 件" in told
        assert "没有编号为 2026-999999 的案件" in told
    seen = await running.told(Role.COMMISSION_OFFICE, f"/api/v1/cases/{cases[0]}")
    assert seen["case"]["handler"] == people[0]


@pytest.mark.parametrize("what", ["ApproveClosure", "PassReinspection", "VoidCase", "", "Lapse", "<script>"])
async def test_nothing_else_is_done_to_many(running: Running, what: str) -> None:
    before = await running.events()
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        answer = await client.post(
            "/cases/batch", data={"what": what, "case": ["2026-000001"], "key": "k", "note": "x"}
        )
        assert answer.status_code == 403
        assert "您不能成批办理此事" in answer.text
    assert await running.events() == before


@pytest.mark.parametrize("role", [Role.ENTITY, Role.AUDITOR, Role.CLERK, Role.LEGAL, Role.GRID])
async def test_who_may_not_act_does_not(running: Running, role: Role) -> None:
    async with running.asking(role, Accept="text/html") as client:
        for what in ("Assign", "Urge"):
            answer = await client.post("/cases/batch", data={"what": what, "case": ["2026-000001"]})
            assert answer.status_code == 403


@pytest.mark.parametrize(
    ("cases", "says"),
    [
        ([], "请先在表中勾选"),
        (["nonsense", "../1", "2026-1", "'"], "请先在表中勾选"),
        ([f"2026-{n:06d}" for n in range(1, 202)], "一次最多办理 200 件"),
    ],
)
async def test_none_and_too_many(running: Running, cases: list[str], says: str) -> None:
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        answer = await client.post(
            "/cases/batch", data={"what": "Urge", "case": cases, "back": "//evil.example/x?open=1"}
        )
        assert answer.status_code == 422
        assert says in answer.text
        assert "evil" not in answer.text
        flood = await client.post("/cases/batch", data={"what": "Urge", "case": ["2026-000001"] * 3000})
        assert flood.status_code == 400


async def test_a_batch_is_its_owners(running: Running) -> None:
    cases = await fresh(running, 1, "私")
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        key = KEY.findall((await client.post("/cases/batch", data={"what": "Urge", "case": cases})).text)[0]
        sent = {"what": "Urge", "case": cases, "key": key, "note": "请抓紧"}
        address = (await client.post("/cases/batch", data=sent)).headers["location"]
        await finished(client, address)
    async with running.asking(Role.TOWN, Accept="text/html") as other:
        assert (await other.get(address)).status_code == 404
        assert (await other.get("/cases/batches/zzz")).status_code == 404
