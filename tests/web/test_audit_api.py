"""查档 by programs: what the ledger's own questions answer, of the cases that the asker may see; and bad input, refused."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from domain.figures.counts import COUNTS, frame
from domain.people import Role
from ledger.access import accesses
from ledger.questions.figures import different, figures, listed
from ledger.questions.question import Question
from ledger.questions.search import search
from ledger.views.current import current
from tests.web.conftest import Running
from tests.web.test_walk import holder_of
from web.role_accounts import ROLES

OFFICIALS = [role for role in ROLES if role not in {Role.ENTITY, Role.ADMINISTRATOR}]
DAY = timedelta(days=1)


async def mine(running: Running, role: Role) -> set[str]:
    holder = await holder_of(running, role)
    rows = await running.ledger.pool.fetch("select number, entity, region, industry from cases")
    return {one["number"] for one in rows if holder.sight.sees(one["entity"], one["region"], one["industry"])}


async def searched(running: Running, role: Role, **asked: Any) -> list[tuple[str, int]]:
    """Page by page."""
    found: list[tuple[str, int]] = []
    while True:
        page = await running.told(role, "/api/v1/audit/search", **asked)
        found += [(one["case"], one["version"]) for one in page["items"]]
        if page["after"] is None:
            return found
        asked["after"] = page["after"]


@pytest.mark.parametrize("role", OFFICIALS)
async def test_each_role_is_told_what_it_may_see(running: Running, role: Role) -> None:
    numbers, pool = await mine(running, role), running.ledger.pool
    await current(pool)
    for asked, question in (
        ({"type": "隐患上报"}, Question(types=("HazardReported",))),
        ({"type": "CaseAdopted", "limit": 7}, Question(types=("CaseAdopted",))),
        ({"region": "示例县东岭镇", "limit": 90}, Question(region="示例县东岭镇")),
        ({"text": "除尘"}, Question(words="除尘")),
        ({"person": "系统时钟", "limit": 200}, Question(persons=("duban:clock",))),
    ):
        whole = [(one.number, one.recorded.version) for one in (await search(pool, question, limit=5000)).found]
        expected = [one for one in whole if one[0] in numbers]
        assert await searched(running, role, **asked) == expected, asked

    now = await running.ledger.clock()
    for at in (now, now - 40 * DAY):
        day = at.date().isoformat()
        when = frame(at, now) if at == now else None
        told = await running.told(role, "/api/v1/audit/as-of", **({"at": day} if when is None else {}))
        when = frame(_instant(told["at"]), _instant(told["known_at"]))
        everything = await listed(pool, when, COUNTS["open"])
        expected_open = [one.number for one in everything if one.number in numbers]
        found = [dict(one) for one in told["counts"]]
        assert found[0]["open"] == len(expected_open)
        told = await running.told(role, "/api/v1/audit/as-of/list", list="open", limit=500, at=when.at.isoformat())
        assert [one["case"] for one in told["items"]] == expected_open

    before, after = frame(now - 60 * DAY, now), frame(now - 5 * DAY, now)
    _, cases = await different(pool, before, after, COUNTS["open"], limit=500)
    told = await running.told(
        role, "/api/v1/audit/diff", **{"from": before.at.isoformat(), "to": after.at.isoformat(), "limit": 500}
    )
    assert [one["case"] for one in told["cases"]] == [one.number for one in cases if one.number in numbers]
    if len(numbers) == await pool.fetchval("select count(*) from cases"):
        whole_figures = (await figures(pool, before))[()]
        assert told["before"]["counts"] == whole_figures


def _instant(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


@pytest.mark.parametrize("role", [Role.ENTITY, Role.ADMINISTRATOR])
async def test_the_audit_is_for_offices(running: Running, role: Role) -> None:
    async with running.asking(role) as client:
        for path in (
            "search",
            "as-of",
            "as-of/list?list=open",
            "diff?from=2026-01-01&to=2026-02-01",
            "reports",
            "checkpoints",
        ):
            answer = await client.get(f"/api/v1/audit/{path}")
            assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED"), path


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("search?after=AAAA", "CURSOR_REFUSED"),
        ("search?from=2026-13-01", "PERIOD_REFUSED"),
        ("search?from=2026-03-02&to=2026-03-01", "PERIOD_REFUSED"),
        ("search?known_to=0000-00-00", "PERIOD_REFUSED"),
        ("search?to=9999-12-31", "PERIOD_REFUSED"),
        ("search?type=批准廷期", "EVENT_UNKNOWN"),
        ("search?office=没有这个局", "OFFICE_UNKNOWN"),
        ("search?letter=七号文", "LETTER_UNKNOWN"),
        ("search?letter=示安委办〔2026〕99999号", "LETTER_UNKNOWN"),
        ("search?person=没有这个人", ""),
        ("search?text=%20", ""),
        ("search?colour=red", "INPUT_INVALID"),
        ("search?limit=0", "INPUT_INVALID"),
        ("search?case=1", "INPUT_INVALID"),
        ("as-of?at=明天", "INPUT_INVALID"),
        ("as-of?at=2999-01-01", "INPUT_INVALID"),
        ("as-of?at=2026-01-01T00:00:00%2B99:00", "INPUT_INVALID"),
        ("as-of?known=0001-01-01", ""),
        ("as-of?at=0001-01-01T00:00:00", "INPUT_INVALID"),
        ("as-of?group=colour", "INPUT_INVALID"),
        ("as-of?level=grave", "INPUT_INVALID"),
        ("as-of?since=2026-02-01&until=2026-01-01", "INPUT_INVALID"),
        ("as-of/list?list=全部", "INPUT_INVALID"),
        ("as-of/list", "INPUT_INVALID"),
        ("as-of/1999-000001", "CASE_UNKNOWN"),
        ("why/1999-000001", "CASE_UNKNOWN"),
        ("diff?from=2026-01-01", "INPUT_INVALID"),
        ("diff?from=x&to=2026-01-01", "INPUT_INVALID"),
        ("report?kind=monthly&month=2026-13", "INPUT_INVALID"),
        ("report?kind=monthly&month=9999-12", "INPUT_INVALID"),
        ("report?kind=ranking&order=luck", "INPUT_INVALID"),
        ("report.xlsx?kind=monthly&columns=颜色", "HEADINGS_UNKNOWN"),
        ("reports/figures-20260101-99", "REPORT_UNKNOWN"),
        ("reports/..", "INPUT_INVALID"),
        ("access?since=x", "PERIOD_REFUSED"),
        ("access?before=0", "INPUT_INVALID"),
    ],
)
async def test_bad_input_is_answered(running: Running, path: str, code: str) -> None:
    async with running.asking(Role.AUDITOR) as client:
        answer = await client.get(f"/api/v1/audit/{path}")
    if code:
        assert answer.status_code in {404, 422}, answer.text
        assert answer.json().get("code") in {code, "NOT_FOUND"}, answer.text
    else:
        assert answer.status_code == 200, answer.text


async def test_a_cursor_belongs_to_its_question(running: Running) -> None:
    page = await running.told(Role.AUDITOR, "/api/v1/audit/search", limit=1)
    async with running.asking(Role.AUDITOR) as client:
        other = await client.get("/api/v1/audit/search", params={"after": page["after"], "region": "示例县"})
    assert (other.status_code, other.json()["code"]) == (422, "CURSOR_REFUSED")


async def test_a_name_that_is_looked_for_is_on_record(running: Running) -> None:
    await running.told(Role.AUDITOR, "/api/v1/audit/search", person="没有这个人乙")
    holder = await holder_of(running, Role.AUDITOR)
    noted = await accesses(running.ledger.pool, by=holder.person, what="web audit search", limit=5)
    assert any(one.detail.get("asked") == {"person": "没有这个人乙"} for one in noted)


async def test_why_and_a_case_then_agree_with_the_case(running: Running) -> None:
    number = next(iter(await mine(running, Role.TOWN)))
    told = await running.told(Role.TOWN, f"/api/v1/cases/{number}")
    then = await running.told(Role.TOWN, f"/api/v1/audit/as-of/{number}")
    assert (then["case"], then["events"]) == (told["case"], told["version"])
    before = await running.told(Role.TOWN, f"/api/v1/audit/as-of/{number}", at="2001-01-01")
    assert before["case"] is None
    why = await running.told(Role.TOWN, f"/api/v1/audit/why/{number}")
    assert (why["case"], why["version"]) == (number, told["version"])


async def test_every_export_is_noted_marked_and_says_where_it_comes_from(running: Running) -> None:
    number = next(iter(await mine(running, Role.AUDITOR)))
    holder = await holder_of(running, Role.AUDITOR)
    before = len(await accesses(running.ledger.pool, by=holder.person, limit=10_000))
    async with running.asking(Role.AUDITOR) as client:
        for path in (
            "search.xlsx?type=隐患上报", "as-of.xlsx?group=region", "as-of/list.xlsx?list=open",
            "diff.xlsx?from=2026-01-01&to=2026-02-01", f"why/{number}/why.xlsx", "report.xlsx?kind=monthly",
        ):  # fmt: skip
            answer = await client.get(f"/api/v1/audit/{path}")
            assert answer.status_code == 200, answer.text
            assert "attachment; filename*=UTF-8''" in answer.headers["content-disposition"]
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            first = book.worksheets[0]
            assert "【示例】" in f"{first.title}{first['A1'].value}", path
            source = dict(book["出处与核验"].iter_rows(values_only=True))
            assert {
                "说明",
                "全部记录编号至",
                "检查点" if "检查点" in source else "检查点原文",
                "怎样核验",
            } <= source.keys(), source
    noted = await accesses(running.ledger.pool, by=holder.person, limit=10_000)
    files = [one.detail.get("file") for one in noted[: len(noted) - before]]
    assert {one for one in files if one} == {
        "检索结果.xlsx", "时点统计.xlsx", "在办清单.xlsx", "两个时点之差.xlsx", f"问因-{number}.xlsx",
        "安全生产事故隐患排查治理情况月报表.xlsx",
    }  # fmt: skip


async def test_reports_are_frozen_by_who_may_and_seen_by_who_sees_all_of_their_scope(running: Running) -> None:
    async with running.asking(Role.REGULATOR) as client:
        refused = await client.post("/api/v1/audit/reports", json={"kind": "figures"})
        assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    async with running.asking(Role.COMMISSION_OFFICE) as client:
        assert (await client.post("/api/v1/audit/reports", json={"kind": "colours"})).status_code == 422
        scope = (await holder_of(running, Role.COMMISSION_OFFICE)).sight.areas[0].jurisdiction or "示例县"
        made = await client.post("/api/v1/audit/reports", json={"kind": "figures", "group": "region", "region": scope})
        assert made.status_code == 201, made.text
    name = made.json()["report"]
    shown = await running.told(Role.COMMISSION_OFFICE, f"/api/v1/audit/reports/{name}", now=True)
    assert (shown["digest"], shown["differences"]) == (made.json()["digest"], [])
    for role in OFFICIALS:
        areas = (await holder_of(running, role)).sight.areas
        whole = any(scope.startswith(one.jurisdiction) and not one.industries for one in areas)
        told = await running.told(role, "/api/v1/audit/reports")
        assert (name in [one["report"] for one in told["items"]]) == whole, role
        async with running.asking(role) as client:
            answer = await client.get(f"/api/v1/audit/reports/{name}")
            assert answer.status_code == (200 if whole else 404), role


async def test_who_read_what_is_for_auditors(running: Running) -> None:
    for role in (Role.REGULATOR, Role.COMMISSION_OFFICE, Role.ADMINISTRATOR):
        async with running.asking(role) as client:
            assert (await client.get("/api/v1/audit/access")).status_code == 403
    page = await running.told(Role.AUDITOR, "/api/v1/audit/access", limit=3)
    further = await running.told(Role.AUDITOR, "/api/v1/audit/access", limit=3, before=page["after"])
    positions = [one["position"] for one in (*page["items"], *further["items"])]
    assert positions == sorted(positions, reverse=True)
    assert len(set(positions)) == len(positions) >= 4
    numbers = await mine(running, Role.AUDITOR)
    subjects = {
        one["subject"] for one in (await running.told(Role.AUDITOR, "/api/v1/audit/access", limit=500))["items"]
    }
    assert {one for one in subjects if one[:4].isdigit() and len(one) == 11} <= numbers


async def test_verification_runs_aside_and_its_result_stays(running: Running) -> None:
    async with running.asking(Role.TOWN) as client:
        assert (await client.post("/api/v1/audit/verify")).status_code == 403
    async with running.asking(Role.AUDITOR) as client:
        assert (await client.post("/api/v1/audit/verify")).status_code == 202
        async with asyncio.timeout(60):
            while (told := (await client.get("/api/v1/audit/verify")).json())["state"] == "running":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    assert (told["state"], told["last"]["ok"], told["last"]["events"] > 50) == ("idle", True, True), told
    assert [part["ok"] for part in told["last"]["parts"]] == [True] * 5
    for role in OFFICIALS:
        assert (await running.told(role, "/api/v1/audit/verify"))["last"]["ok"]
    async with running.asking(Role.ENTITY) as client:
        assert (await client.get("/api/v1/audit/verify")).status_code == 403
