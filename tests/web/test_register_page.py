"""隐患台账: what each role is shown, that every number leads to its rows, and that whatever is typed is answered."""

import csv
import html
import io
import re
from typing import Any

import httpx
import openpyxl
import pytest

from domain.people import Role
from ledger.questions.register import Place
from ledger.views.current import current
from tests.web.conftest import Running
from tests.web.test_walk import holder_of
from web.role_accounts import ROLES

READS = [role for role in ROLES if role is not Role.ADMINISTRATOR]
ROW = re.compile(r'<td data-name="编号"[^>]*><a href="/cases/([0-9-]+)">')
TOTAL = re.compile(r"隐患台账 <small[^>]*>(\d+) 件")


async def page(running: Running, role: Role | str, path: str = "/cases", **params: Any) -> httpx.Response:
    async with running.asking(role, Accept="text/html") as client:
        return await client.get(path, params=params or None)


def shown(answer: httpx.Response) -> list[str]:
    return ROW.findall(answer.text)


async def theirs(running: Running, role: Role, where: str = "true") -> set[str]:
    """By hand, and by the pure rule."""
    holder = await holder_of(running, role)
    rows = await running.ledger.pool.fetch(f"select number, entity, region, industry from cases where {where}")
    return {one["number"] for one in rows if holder.sight.sees(one["entity"], one["region"], one["industry"])}


@pytest.mark.parametrize("role", READS)
async def test_each_role_sees_its_own(running: Running, role: Role) -> None:
    answer = await page(running, role, limit=500)
    assert answer.status_code == 200
    assert set(shown(answer)) == await theirs(running, role)
    assert len(shown(answer)) == int(TOTAL.findall(answer.text)[0])


async def test_who_keeps_accounts_reads_none(running: Running) -> None:
    assert (await page(running, Role.ADMINISTRATOR)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"open": 1}, "open"),
        ({"open": "0"}, "not open"),
        ({"overdue": 1}, "open and rectify_by <= :lapsed"),
        ({"soon": 1}, "open and rectify_by > :lapsed and rectify_by <= :soon"),
        ({"stage": "rectifying"}, "stage = 'rectifying'"),
        ({"rung": 2}, "rung = 2"),
        ({"rung_min": 1, "open": 1}, "open and rung >= 1"),
        ({"region": "示例县东岭镇"}, "starts_with(region, '示例县东岭镇')"),
        ({"industry": "消防"}, "industry = '消防'"),
        ({"level": "major"}, "level = 'major'"),
        ({"unit": "示例"}, "starts_with(unit, '示例')"),
        ({"found_from": "2026-06-01", "found_to": "2026-08-31"}, "found_on between '2026-06-01' and '2026-08-31'"),
        (
            {"closed_from": "2020-01-01"},
            "number in (select number from states_now where counted and closed_on is not null and determined_on is not null)",
        ),
        (
            {"determined_from": "2026-01-01"},
            "number in (select number from states_now where counted and determined_on >= '2026-01-01')",
        ),
    ],
)
async def test_a_filter_leads_to_the_rows_it_counts(running: Running, asked: dict[str, Any], where: str) -> None:
    from domain.ladder import lapsed_by, soon_by
    from domain.workdays import bundled_calendar, day_of

    await current(running.ledger.pool)
    today = day_of(await running.ledger.clock())
    days = {":lapsed": lapsed_by(today, bundled_calendar()), ":soon": soon_by(today, bundled_calendar())}
    for name, day in days.items():
        where = where.replace(name, f"'{day}'")
    for role in (Role.COMMISSION_OFFICE, Role.TOWN):
        answer = await page(running, role, limit=500, **asked)
        assert set(shown(answer)) == await theirs(running, role, where)
        assert int(TOTAL.findall(answer.text)[0]) == len(shown(answer))


async def test_the_ticks_above_count_what_they_lead_to(running: Running) -> None:
    answer = await page(running, Role.COMMISSION_OFFICE)
    ticks = re.findall(r'<a class="tick[^"]*" href="([^"]+)"[^>]*>([^<]*?) (\d+)</a>', answer.text)
    assert len(ticks) == 4
    for address, name, many in ticks:
        led = await page(running, Role.COMMISSION_OFFICE, html.unescape(address) + "&limit=500")
        assert len(shown(led)) == int(many), name


async def test_pages_go_on_and_back(running: Running) -> None:
    whole = shown(await page(running, Role.AUDITOR, limit=500, sort="-number"))
    assert whole == sorted(whole, reverse=True)
    found: list[str] = []
    address, back = "/cases?limit=7&sort=-number", ""
    pages = 0
    while address:
        answer = await page(running, Role.AUDITOR, address)
        found += shown(answer)
        pages += 1
        newer = re.findall(r'<a href="([^"]+)" rel="prev">', answer.text)
        if newer and pages == 2:
            back = html.unescape(newer[0])
        older = re.findall(r'<a href="([^"]+)" rel="next">', answer.text)
        address = html.unescape(older[0]) if older else ""
    assert found == whole
    first = await page(running, Role.AUDITOR, back)
    assert shown(first) == whole[:7]
    assert 'class="num ordinal">1</td>' in first.text
    assert 'rel="prev"' not in first.text


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("slxm", True),
        ("示例", True),
        ("消防车道", True),
        ("zzzzqqq", False),
        ("2026-1", True),
        ("case-2026-000001", True),
    ],
)
async def test_search_by_part_of_a_name_by_initials_by_number(running: Running, typed: str, finds: bool) -> None:
    await current(running.ledger.pool)
    answer = await page(running, Role.COMMISSION_OFFICE, q=typed)
    assert answer.status_code == 200
    if typed != "slxm":
        assert bool(shown(answer)) is finds
    if "1" in typed:
        assert shown(answer) == ["2026-000001"]
    if not finds:
        assert "没有符合这些条件的隐患" in answer.text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"stage": "gone"}, "请在列表里选一个阶段"),
        ({"rung": "99"}, "应为 0 至 7 的整数"),
        ({"rung": "²"}, "应为 0 至 7 的整数"),
        ({"found_from": "2026-02-30"}, "应为日期"),
        ({"found_from": "昨天"}, "应为日期"),
        ({"open": "maybe"}, "只能是 1（在办）或 0（已结束）"),
        ({"sort": "unit; drop table cases"}, "没有这种排序"),
        ({"limit": "100000"}, "应为 1 至 500 的整数"),
        ({"after": "../../etc/passwd"}, "已回到第一页"),
        ({"after": Place("gestern", "2026-000001").mark("due")}, "已回到第一页"),
        ({"before": "xx"}, "已回到第一页"),
        ({"colour": "red"}, "没有这一项筛选"),
        ({"q": "x" * 5000}, "过长"),
        ({"unit": "a\x00b"}, "不能显示的字符"),
        ({"level": "huge"}, "请选重大或一般"),
    ],
)
async def test_what_cannot_be_read_is_said_and_the_rest_answers(
    running: Running, asked: dict[str, str], says: str
) -> None:
    answer = await page(running, Role.COMMISSION_OFFICE, **asked)
    assert answer.status_code == 422
    assert says in answer.text
    assert shown(answer)


@pytest.mark.parametrize(
    "typed",
    [
        "'; drop table cases; --",
        "<script>alert(1)</script>",
        "%",
        "_",
        "\\",
        "🔥" * 30,
        "a" * 100,
        "　",
        "$1",
        "{{7*7}}",
        "\u202e",
    ],
)
async def test_nothing_that_is_typed_breaks_it(running: Running, typed: str) -> None:
    for name in ("q", "unit", "region", "industry", "batch", "office"):
        answer = await page(running, Role.COMMISSION_OFFICE, **{name: typed})
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in answer.text
        assert "49" not in re.findall(r'value="([^"]*)"', answer.text)


async def test_filters_are_kept_by_account(running: Running) -> None:
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as client:
        kept = await client.post(
            "/cases/filters", data={"name": "东岭超期", "query": "region=示例县东岭镇&overdue=1&after=x"}
        )
        assert kept.status_code == 303
        listed = (await client.get("/cases")).text
        assert '<a class="tick saved" href="/cases?region=' in listed
        assert "东岭超期" in listed
        assert "after" not in re.findall(r'tick saved" href="([^"]+)"', listed)[0]
        other = await page(running, Role.REGULATOR)
        assert "东岭超期" not in other.text
        for wrong in (
            {"name": "", "query": "open=1"},
            {"name": "x" * 41, "query": "open=1"},
            {"name": "a\x07", "query": ""},
        ):
            refused = await client.post("/cases/filters", data=wrong)
            assert (refused.status_code, "请给这组筛选起一个名字" in refused.text) == (422, True)
        await client.post("/cases/filters", data={"drop": "东岭超期", "query": ""})
        assert "东岭超期" not in (await client.get("/cases")).text


async def test_an_auditor_keeps_filters_and_picks_no_rows(running: Running) -> None:
    answer = await page(running, Role.AUDITOR)
    assert 'name="case"' not in answer.text
    assert "催促所选" not in answer.text
    assert "交办所选" in (await page(running, Role.COMMISSION_OFFICE)).text


async def formula(running: Running) -> str:
    """A case whose words would be a formula, if anybody let them."""
    body = {
        "channel": "inspection", "entity": "e-none", "unit": "=HYPERLINK(1)", "region": "示例县东岭镇", "office": "o-emergency",
        "description": "@SUM(1+1)*cmd|' /C calc'!A0", "found_on": "2026-01-05",
    }  # fmt: skip
    async with running.asking(Role.TOWN) as town:
        told = await town.post(
            "/api/v1/cases/new/commands/Report", json=body, headers={"Idempotency-Key": "export-formula"}
        )
    case: str = told.json()["case"]
    return case


async def test_the_list_leaves_as_a_workbook_with_where_it_comes_from(running: Running) -> None:
    case = await formula(running)
    answer = await page(running, Role.TOWN, "/cases/export.xlsx", open=1, sort="-number")
    assert answer.status_code == 200
    assert "%E3%80%90%E7%A4%BA%E4%BE%8B%E3%80%91" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert sheet.cell(1, 1).value == "【示例】隐患台账"
    headings = [cell.value for cell in sheet[2]]
    rows = [dict(zip(headings, (cell for cell in row), strict=True)) for row in sheet.iter_rows(min_row=3)]
    assert {row["编号"].value for row in rows} == await theirs(running, Role.TOWN, "open")
    (mine,) = [row for row in rows if row["编号"].value == case]
    assert (mine["单位"].value, mine["单位"].data_type) == ("=HYPERLINK(1)", "s")
    assert (mine["隐患"].value, mine["隐患"].data_type) == ("@SUM(1+1)*cmd|' /C calc'!A0", "s")
    where = {row[0].value: row[1].value for row in book["出处与核验"].iter_rows()}
    assert where["状态"] == "在办"
    assert where["件数"] == f"{len(rows)} 件"
    assert "检查点" in where or "最近的检查点" in where


async def test_and_as_text_in_which_nothing_is_a_formula(running: Running) -> None:
    case = await formula(running)
    answer = await page(running, Role.TOWN, "/cases/export.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    told = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    end = told.index([])
    assert {row[1] for row in told[1:end]} == await theirs(running, Role.TOWN)
    (mine,) = [row for row in told if len(row) > 1 and row[1] == case]
    assert (mine[2], mine[3]) == ("'=HYPERLINK(1)", "'@SUM(1+1)*cmd|' /C calc'!A0")
    assert not [cell for row in told for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any("【示例】" in cell for row in told[end:] for cell in row)


async def test_an_export_is_on_record(running: Running) -> None:
    await page(running, Role.AUDITOR, "/cases/export.csv", industry="消防")
    last = await running.ledger.pool.fetchrow(
        "select * from access_log where what = 'web export' order by position desc limit 1"
    )
    assert last is not None
    assert "csv" in last["detail"]
    wrong = await page(running, Role.AUDITOR, "/cases/export.csv", stage="gone")
    assert (wrong.status_code, "请在列表里选一个阶段" in wrong.text) == (422, True)
    assert (await page(running, Role.ADMINISTRATOR, "/cases/export.csv")).status_code == 403


async def test_more_than_fits_is_said(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.pages import exporting

    monkeypatch.setattr(exporting, "PAGE", 3)
    monkeypatch.setitem(exporting.MOST, "csv", 10)
    told = (await page(running, Role.AUDITOR, "/cases/export.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert [row[0] for row in rows[1 : rows.index([])]] == [str(n) for n in range(1, 11)]
    assert "一次最多导出 10 件" in told


async def test_a_count_that_would_take_too_long_is_left_out(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from web import listing

    async def unanswered(*_: Any) -> None:
        return None

    monkeypatch.setattr(listing, "tally", unanswered)
    answer = await page(running, Role.AUDITOR, limit=5)
    assert answer.status_code == 200
    assert len(shown(answer)) == 5
    assert not TOTAL.findall(answer.text)


async def test_every_number_of_the_overview_leads_to_as_many_rows(running: Running) -> None:
    await current(running.ledger.pool)
    overview = await page(running, Role.COMMISSION_OFFICE, "/overview")
    assert overview.status_code == 200
    links = re.findall(r'<a href="(/cases\?[^"]+)"[^>]*>(?:<b>)?(?:[^<\d]*?)(\d+)(?:</b>|</a>)', overview.text)
    assert len(links) > 5
    for address, many in links:
        led = await page(running, Role.COMMISSION_OFFICE, html.unescape(address))
        assert led.status_code == 200, address
        assert int(TOTAL.findall(led.text)[0]) == int(many), address
