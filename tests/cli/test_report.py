"""`duban report`, `duban audit as-of` and `diff` as people meet them, on a county counted with a pencil (issue 4.5)."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
import xlsxwriter

from cli.main import _answered
from cli.report_tables import console
from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from tests.conftest import Databases
from tests.domain.builders import Life, adopted, closed, moment, overdue, reported
from tests.figures.lives import write

Told = Callable[..., tuple[int, str, str]]
JUNE = ("--month", "2025-06")


def known(life: Life) -> list[tuple[Any, list[Any]]]:
    return [(event.at, [event]) for event in life.events]


@pytest.fixture(scope="module")
async def county(postgres: Databases) -> str:
    """1: closed June 4. 2: a coal mine, T July 4 lapsed, 函告 fired. 3: a report of June 3. 4: a general hazard adopted.
    5: a report of June 3 that was known on July 10 alone."""
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "sample")
    service = postgres.service_url(owner)
    ledger = await Ledger.connect(service)
    general = adopted(
        level="general", rectify_by=None, industry="烟花爆竹", found_on=date(2025, 6, 20), now="06-23 09:00"
    )
    await write(ledger, "2025-000001", known(closed()))
    await write(
        ledger, "2025-000002", known(overdue(2)), region="河西镇", industry="煤矿", unit="河西煤矿", entity="e-2"
    )
    await write(ledger, "2025-000003", known(reported()))
    await write(ledger, "2025-000004", known(general))
    late = reported()
    await write(ledger, "2025-000005", [(moment("07-10 09:00"), late.events)], industry="尾矿库", unit="[bold]尾矿")
    await ledger.close()
    return service


@pytest.fixture
def duban(county: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
    monkeypatch.setenv("DUBAN_DATABASE_URL", county)
    monkeypatch.setenv("DUBAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(console, "width", 200)  # made with the module, whoever imported that first

    def told(*arguments: str | Path) -> tuple[int, str, str]:
        code = _answered([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return told


def read(duban: Told, *arguments: str | Path) -> Any:
    code, out, err = duban(*arguments, "-o", "json")
    assert code == 0, err
    return orjson.loads(out)


def test_figures_as_of_two_instants(duban: Told) -> None:
    """End of June: three open (2, 3, 4), as known then; the fifth is known since July 10."""
    then = read(duban, "audit", "as-of", "--at", "2025-06-30", "--recorded-at", "2025-06-30")["counts"][0]
    now = read(duban, "report", "figures", "--at", "2025-06-30")["counts"][0]
    assert {name: then[name] for name in ("open", "pending", "determined", "closed", "overdue", "increase")} == {
        "open": 3, "pending": 2, "determined": 2, "closed": 1, "overdue": 0, "increase": 2,
    }  # fmt: skip
    assert (now["open"], now["pending"], now["closure_rate"]) == (4, 3, 50.0)
    later = read(duban, "report", "figures")["counts"][0]
    assert (later["overdue"], later["rung_2"], later["clearance_rate"]) == (1, 1, None)
    year = read(duban, "report", "figures", "--since", "2025-01-01", "--until", "2025-12-31")["counts"][0]
    assert (year["fell_due"], year["met"], year["clearance_rate"]) == (2, 1, 50.0)  # both T are July 4


def test_figures_for_people(duban: Told) -> None:
    code, out, _ = duban("report", "figures", "--at", "2025-06-30")
    assert code == 0
    assert "【示例】" in out
    assert "时点：2025-06-30 24:00" in out
    assert {"整改率 50.0%", "在办 4 件", "逾期率 0.0%", "动态清零率 —"} <= {
        " ".join(line.split()) for line in out.splitlines()
    }
    assert "半年总结初稿，2025-12-04 前报送" in duban("report", "figures", "--at", "2025-06-30", "--half-year")[1]
    _, out, _ = duban("report", "figures", "--at", "2025-06-30", "--group", "region")
    lines = [line.split() for line in out.splitlines()]
    assert ["河西镇", "1", "0", "1", "1", "0", "0.0%", "0", "0", "—", "0", "0.0%", "—"] in lines
    assert next(line[1] for line in lines if line and line[0] == "合计") == "4"


def test_a_list_and_a_case_then(duban: Told, tmp_path: Path) -> None:
    found = read(duban, "audit", "as-of", "--at", "2025-07-05", "--list", "overdue")
    assert [(one["case"], one["unit"], one["lapses_on"]) for one in found] == [
        ("2025-000002", "河西煤矿", "2025-07-04")
    ]
    sheet = tmp_path / "逾期.xlsx"
    code, out, _ = duban("audit", "as-of", "--at", "2025-07-05", "--list", "在办", "--xlsx", sheet)
    assert (code, "[bold]尾矿" in out) == (0, True)
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["2025-000002", "2025-000003", "2025-000004", "2025-000005"]
    book = openpyxl.load_workbook(sheet)
    assert str(book.active["A1"].value).startswith("【示例】")
    source = dict(book["出处与核验"].iter_rows(values_only=True))
    assert (source["检查点"][:4], "duban ledger verify" in source["怎样核验"]) == ("尚未签发", True)
    case = read(duban, "audit", "as-of", "2025-000001", "--at", "2025-06-03 10:00")
    assert (case["stage"], case["closed_on"], case["events"] < case["events_now"]) == ("determined", None, True)
    assert "已判定" in duban("audit", "as-of", "2025-000001", "--at", "2025-06-03 10:00")[1]


def test_what_lies_between_two_dates(duban: Told) -> None:
    found = read(duban, "audit", "diff", "2025-06-30", "2025-07-05", "--among", "overdue")
    assert (found["entered"], found["left"], found["changed"]) == (1, 0, 0)
    assert (found["counts"]["overdue"], found["before"]["figures"]["overdue_rate"], found["after"]["figures"]["overdue_rate"]) == (1, 0.0, 25.0)  # fmt: skip
    same = read(duban, "audit", "diff", "2025-06-30@2025-07-01", "2025-06-30")
    assert [(one["how"], one["case"]) for one in same["cases"]] == [("entered", "2025-000005")]
    code, out, _ = duban("audit", "diff", "2025-06-30", "2025-07-05", "--as-reported")
    assert (code, "逾期率" in out, "+33.3个百分点" in out) == (0, True, True)


MONTHLY = [
    ("煤矿", 1, None, None, None, 1, None, None, 1, 1, None, None, 3),
    ("尾矿库", 1, None, None, None, None, None, None, None, None, None, None, None),
    ("危险化学品", 1, None, None, None, 1, 1, 100, None, None, None, None, 3),
    ("烟花爆竹", 1, 1, None, None, None, None, None, None, None, None, None, None),
    ("合计", 2, 1, None, None, 2, 1, 50, 1, 1, None, None, 6),
]
"""units: e-1 has cases 1, 3, 4 and 5, in three industries"""


def test_the_monthly_table(duban: Told, tmp_path: Path) -> None:
    """The twelve columns under two rows of headings, a zero left blank, and e-1 counted once in the total."""
    sheet = tmp_path / "月报.xlsx"
    code, out, _ = duban("report", "monthly", *JUNE, "--xlsx", sheet)
    assert (code, "已写入" in out) == (0, True)
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))
    assert rows[0][0] == "【示例】安全生产事故隐患排查治理情况月报表"
    assert rows[2] == (
        "行业和领域", "排查治理单位(家)", "一般隐患", None, None, "重大隐患", None, None, "列入治理计划(项)", "其中达到“五到位”(项)",
        "挂牌督办(项)", "其中省级(项)", "累计落实治理资金(万元)",
    )  # fmt: skip
    assert rows[3][2:8] == ("排查(项)", "已整改(项)", "整改率%", "排查(项)", "已整改销号(项)", "整改率%")
    assert rows[4:] == MONTHLY


def test_a_countys_own_columns(duban: Told, tmp_path: Path) -> None:
    own, sheet, template = tmp_path / "列.txt", tmp_path / "月报.xlsx", tmp_path / "表头.xlsx"
    own.write_text("行业和领域 = 行业\n重大隐患整改率\n重大隐患排查(项) = 排查数\n", encoding="utf-8")
    assert duban("report", "monthly", *JUNE, "--columns", own, "--xlsx", sheet)[0] == 0
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(min_row=3, values_only=True))
    assert rows[:2] == [("行业", "重大隐患整改率", "排查数"), ("煤矿", None, 1)]

    with xlsxwriter.Workbook(str(template)) as book:
        page = book.add_worksheet()
        page.merge_range("A1:E1", "某县月报表")
        page.merge_range("A2:A3", "序号")
        page.merge_range("B2:B3", "行业领域")
        page.merge_range("C2:D2", "重大事故隐患")
        page.write_row("C3", ["已整改销号(项)", "排查(项)"])
        page.merge_range("E2:E3", "备注")
    assert duban("report", "monthly", *JUNE, "--template", template, "--xlsx", sheet)[0] == 0
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(min_row=3, values_only=True))
    assert rows[:5] == [
        ("序号", "行业领域", "重大事故隐患", None, "备注"), (None, None, "已整改销号(项)", "排查(项)", None),
        (1, "煤矿", None, 1, None), (2, "尾矿库", None, None, None), (3, "危险化学品", 1, 1, None),
    ]  # fmt: skip

    own.write_text("行业\n伤亡人数\n", encoding="utf-8")
    code, _, err = duban("report", "monthly", *JUNE, "--columns", own, "--xlsx", sheet)
    assert (code, "伤亡人数" in err, "累计落实治理资金(万元)" in err) == (1, True, True)


def test_ranking(duban: Told) -> None:
    found = read(duban, "report", "ranking", "--at", "2025-06-30", "--order", "closure_rate")
    assert [(row["place"], row["region"], row["closure_rate"]) for row in found["rows"]] == [
        (1, "城关镇", 100.0), (2, "河西镇", 0.0),
    ]  # fmt: skip


def test_a_frozen_report_never_changes(duban: Told, county: str) -> None:
    """Frozen as known on July 1; what was known on July 10 is a difference, not a change."""
    one = read(
        duban, "report", "freeze", "figures", "--at", "2025-06-30", "--recorded-at", "2025-07-01", "--group", "region"
    )
    assert one["report"] == "figures-20250630-1"
    again = read(duban, "report", "show", one["report"], "--now")
    assert again["body"] == one["body"]
    assert [gap[:1] + gap[2:] for gap in again["differences"] if gap[1] == "在办(件)"] == [
        ["城关镇", "2", "3"], ["合计", "3", "4"],
    ]  # fmt: skip
    code, out, _ = duban("report", "show", one["report"], "--now")
    assert (code, "摘要核对无误" in out, "上报之后" in out) == (0, True, True)
    second = read(duban, "report", "freeze", "figures", "--at", "2025-06-30", "--group", "region")
    assert [found["report"] for found in read(duban, "report", "list")] == [second["report"], one["report"]]
    assert second["report"] == "figures-20250630-2"

    async def cheat() -> list[str]:
        ledger = await Ledger.connect(county)
        try:
            told = await ledger.trail("ledger")
            return [event.type for event in told]
        finally:
            await ledger.close()

    assert asyncio.run(cheat())[-2:] == ["ReportFrozen", "ReportFrozen"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("audit", "as-of", "--at", "昨天"), 2, "看不懂"),
        (("audit", "as-of", "--at", "2099-01-01"), 2, "尚未到来"),
        (("audit", "as-of", "--at", "2025-06-30", "--list", "全部"), 2, "没有“全部”这一清单"),
        (("audit", "as-of", "--at", "2025-06-30", "--group", "镇"), 2, "--group 须为"),
        (("audit", "as-of", "--level", "huge"), 2, "--level 须为"),
        (("audit", "as-of", "2025-999999", "--at", "2025-06-30"), 1, "没有编号"),
        (("audit", "as-of", "2025-000001", "--at", "2025-06-01"), 1, "还没有案件"),
        (("audit", "as-of", "--since", "2025-07-01", "--until", "2025-06-01"), 2, "晚于止日"),
        (("audit", "as-of", "--since", "七月"), 2, "--since 须为日期"),
        (("audit", "diff", "2025-06-30", "后天"), 2, "看不懂"),
        (("report", "monthly", "--month", "2025-13"), 2, "--month 须为月份"),
        (("report", "monthly", "--month", "2099-01"), 2, "尚未到来"),
        (("report", "monthly", "--columns", "列.txt"), 1, "没有这个文件"),
        (("report", "figures", "--xlsx", "表.csv"), 2, ".xlsx 结尾"),
        (("report", "figures", "--xlsx", "/nowhere/表.xlsx"), 1, "写不到"),
        (("report", "ranking", "--group", "channel"), 2, "晾晒的 --group"),
        (("report", "ranking", "--order", "luck"), 2, "--order 须为"),
        (("report", "show", "monthly-1"), 1, "没有名为"),
        (("report", "freeze", "figures", "--by", "p-nobody"), 1, "不任"),
    ],
)
def test_bad_input_is_answered_in_chinese(duban: Told, arguments: tuple[str, ...], code: int, told: str) -> None:
    answered, _, err = duban(*arguments)
    assert (answered, told in err) == (code, True), err
