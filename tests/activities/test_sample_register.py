"""示例县's files: believable on whatever day they are loaded, and about nobody and nowhere that exists."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.register_file import open_register
from activities.sample_register import SAMPLES, WRITTEN_ON, county_on, dated, plain, read_county
from domain.registers.credit import credit_code
from domain.registers.reading import read_register
from domain.registers.row import Row
from domain.registers.terms import term_of
from domain.workdays import bundled_calendar

# regions of the published hazards that some of the rows were made from, without 省, 市, 县
REAL_PLACES = (
    "万荣 三界 上海 中山 临猗 义乌 九龙坡 于洪 仙游 公主岭 兰溪 北京 十堰 南岳 南通 吉林 启东 周口 坦洲 城厢 如东 宁夏 宁波 "
    "山西 嵊州 常山 广东 广州 开化 柯城 永州 永济 汉中 江华 江山 江苏 江西 沈阳 河南 河津 浙江 海安 涵江 湄洲 湖北 湖南 盐湖 "
    "福建 秀屿 稷山 竹溪 绍兴 苏州 苏通 荆州 荔城 莆田 萍乡 衡阳 衢州 西华 贵州 贵阳 越秀 辽宁 运城 重庆 金华 金山 长春 闻喜 "
    "陕西 黄石 龙游 柏林"
)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


def whoever() -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads((SAMPLES / "people.json").read_bytes())
    return found


@pytest.mark.parametrize(
    ("cell", "on", "day"),
    [
        ("D-45", date(2026, 1, 5), "2025-11-21"),
        ("D+15", date(2026, 1, 5), "2026-01-20"),
        ("D", date(2024, 2, 29), "2024-02-29"),
        ("D+1", date(2024, 2, 28), "2024-02-29"),
    ],
)
def test_an_offset_becomes_a_day(cell: str, on: date, day: str) -> None:
    assert dated(cell, on) == day


@pytest.mark.parametrize("cell", ["", "D级", "D-", "4D-3", "D-45天", "见附件D-1号仓", None, 45])
def test_what_is_no_offset_stays(cell: str | int | None) -> None:
    assert dated(cell, date(2026, 1, 5)) == cell


@given(DAYS)
def test_the_register_is_in_order_on_any_day(loaded_on: date) -> None:
    reading = read_county(loaded_on)
    assert len(reading.rows) == 40
    assert (reading.rejects, reading.remarks, reading.passed) == ([], [], [])
    for row in reading.rows:
        assert row.found_on is not None
        assert row.found_on < loaded_on
        assert row.found_exact
        assert row.rectify_exact
        assert row.rectify_by is None or row.found_on < row.rectify_by


@given(DAYS, DAYS)
def test_two_days_of_loading_differ_by_their_distance_alone(first: date, second: date) -> None:
    def days(rows: list[Row], on: date) -> list[tuple[timedelta | None, ...]]:
        named = ("found_on", "rectify_by", "closed_on", "noticed_on", "listed_on")
        return [tuple(stated - on if (stated := getattr(row, name)) else None for name in named) for row in rows]

    assert days(read_county(first).rows, first) == days(read_county(second).rows, second)


def test_the_terms_are_spread_as_in_a_county() -> None:
    today = date(2026, 3, 2)
    rows = read_county(today).rows
    major = [row for row in rows if row.level == "major" and not row.closed_on]
    due = [(row.rectify_by - today).days for row in major if row.rectify_by]
    assert len([days for days in due if days < -7]) >= 5, "long overdue"
    assert len([days for days in due if 0 <= days <= 7]) >= 4, "due this week"
    assert len([days for days in due if days > 7]) > len(due) / 2, "most to come"
    assert len([row for row in major if row.rectify_by is None]) >= 5, "not yet ordered"
    assert len([row for row in rows if row.level != "major"]) == 4
    assert [len([row for row in rows if stated(row)]) for stated in (_noticed, _listed, _closed)] == [1, 1, 1]


def _noticed(row: Row) -> date | None:
    return row.noticed_on


def _listed(row: Row) -> date | None:
    return row.listed_on


def _closed(row: Row) -> date | None:
    return row.closed_on


def test_the_plain_file_is_the_same_register_on_its_day() -> None:
    """To renew it: python -m activities.sample_register, with the day, into samples/register.csv."""
    register = SAMPLES / "register.csv"
    assert register.read_text(encoding="utf-8") == plain(county_on(WRITTEN_ON))
    reading = read_register(open_register(register), today=WRITTEN_ON)
    assert reading.rows == read_county(WRITTEN_ON).rows
    assert bundled_calendar().is_workday(WRITTEN_ON)


def test_units_are_those_of_the_people_file_in_their_order() -> None:
    rows = read_county(WRITTEN_ON).rows
    known = [(one["name"], one["region"], one["credit_code"]) for one in whoever()["entities"]]
    named = [(row.unit, row.region, row.credit_code) for row in rows]
    assert len(known) == 30
    assert named[:30] == known, "the principal of case 4 is p-principal-04"
    assert set(named) == set(known)


def test_every_row_names_an_office_and_a_town_that_exist() -> None:
    offices = whoever()["offices"]
    names = {one["name"] for one in offices}
    towns = {one["jurisdiction"] for one in offices if one.get("jurisdiction")}
    assert len(towns) == 8
    for row in read_county(WRITTEN_ON).rows:
        assert row.supervising in names
        assert row.region in towns
        assert row.original["行政区划代码"].startswith("999901")
    assert not [(one, other) for one in towns for other in towns if one != other and one.startswith(other)]


def test_names_say_that_they_are_samples() -> None:
    known = whoever()
    assert len(known["people"]) > 100
    assert all(one["name"].startswith("示例·") for one in known["people"])
    assert all(one["name"].startswith("示例") for one in (*known["offices"], *known["entities"]))
    assert {row.sponsor for row in read_county(WRITTEN_ON).rows} - {""} <= {one["name"] for one in known["people"]}


def test_credit_codes_are_well_formed_and_of_a_place_that_is_none() -> None:
    for one in whoever()["entities"]:
        assert credit_code(one["credit_code"]) == one["credit_code"]
        assert one["credit_code"][2:8] == "999901"


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".csv", ".json"}))
def test_no_real_place_is_named(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert [place for place in REAL_PLACES.split() if place in text] == []


def test_rows_describe_one_hazard_each_and_properly() -> None:
    rows = read_county(WRITTEN_ON).rows
    assert len({(row.unit, row.description) for row in rows}) == 40
    for row in rows:
        assert len(row.description) >= 15
        assert not [word for word in ("截断", "同批", "未列明", "某", "摘录", "等问题") if word in row.description]


def test_ninety_three_tasks_each_with_a_recurrence_or_due_days() -> None:
    with (SAMPLES / "tasks.csv").open(encoding="utf-8", newline="") as file:
        tasks = list(csv.DictReader(file))
    assert [int(task["序号"]) for task in tasks] == list(range(1, 94))
    for task in tasks:
        term = term_of(task["完成时限"])
        assert bool(term.due) != bool(term.recurrence)
        assert task["到期"] == "；".join(day.isoformat() for day in term.due)
        assert task["周期"] == (term.recurrence or "")
        assert task["任务"]
        assert task["责任单位"]
