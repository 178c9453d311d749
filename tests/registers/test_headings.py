"""Mapped by heading, not position: the shapes of domain-facts B10, of hazards.csv, and of the forms in use."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import Channel
from domain.registers.grid import Merge
from domain.registers.headings import letter, map_headings
from domain.registers.reading import NotARegisterError
from tests.registers.conftest import read


def test_lucheng_the_responsible_unit_is_not_the_entity() -> None:
    reading = read(
        ["序号", "整治单位(区域)", "地址", "隐患主要内容", "责任单位", "督办单位", "整改期限"],
        [1, "甲公司", "东路1号", "灭火器失效", "某街道", "区安委办", "2026年12月底前"],
    )
    (row,) = reading.rows
    assert (row.unit, row.description, row.responsible, row.supervising) == (
        "甲公司",
        "灭火器失效",
        "某街道",
        "区安委办",
    )
    assert (row.address, row.rectify_by, row.rectify_exact) == ("东路1号", date(2026, 12, 31), False)


def test_yiwu_and_huoshan_the_responsible_unit_is_the_entity() -> None:
    yiwu = read(
        ["事故情况", "安全隐患", "整改措施", "责任单位", "完成期限"], ["", "灭火器失效", "更换", "甲公司", "2026.9.30"]
    )
    assert [(row.unit, row.description, row.rectify_by) for row in yiwu.rows] == [
        ("甲公司", "灭火器失效", date(2026, 9, 30))
    ]
    huoshan = read(
        ["隐患情况", "整改措施", "整改时限", "责任单位", "责任人"], ["通道堵塞", "清理", "2026/9", "甲公司", "张三"]
    )
    (row,) = huoshan.rows
    assert (row.unit, row.responsible, row.personal) == ("甲公司", "张三", ("责任人",))


def test_hazards_csv_is_one_shape() -> None:
    """Ten published 重大 rows, names masked, under the headings of their collection."""
    path = Path(__file__).parent / "hazards.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    reading = read(*rows)
    assert len(reading.rows) == len(rows) - 1 == 10
    assert {row.level for row in reading.rows} == {"major"}
    assert not reading.rejects


HEADINGS = ["序号", "单位名称", "所在区域", "隐患内容", "隐患级别", "发现渠道", "发现时间", "整改期限"]
VALUES = [1, "甲公司", "鹿城区", "灭火器失效", "重大事故隐患", "企业自查", "2026-05-01", "2026-12-31"]


@given(st.permutations(range(len(HEADINGS))))
def test_the_order_of_columns_means_nothing(order: list[int]) -> None:
    (row,) = read([HEADINGS[i] for i in order], [VALUES[i] for i in order]).rows
    assert (row.unit, row.region, row.description, row.level) == ("甲公司", "鹿城区", "灭火器失效", "major")
    assert (row.channel, row.found_on, row.rectify_by) == (Channel.SELF_CHECK, date(2026, 5, 1), date(2026, 12, 31))


def test_headings_are_known_through_spaces_brackets_and_width() -> None:
    headings = map_headings(
        ["单 位 名 称", "隐患情况（具体）", "整改\n期限", "是否为重大事故隐患(是/否)", "统一社会信用代码*"]
    )
    assert set(headings.fields) == {"unit", "description", "rectify_by", "is_major", "credit_code"}


def test_the_plainer_heading_wins() -> None:
    headings = map_headings(["隐患名称", "隐患描述", "整改时间", "整改期限", "单位", "检查时间", "发现时间"])
    heading_of = {name: column.heading for name, column in headings.fields.items()}
    assert heading_of == {"description": "隐患描述", "rectify_by": "整改期限", "unit": "单位", "found_on": "发现时间"}


def test_what_was_done_is_not_what_is_due() -> None:
    assert "rectify_by" not in map_headings(["单位", "隐患", "整改完成时间", "实际完成时间"]).fields


TWO_ROWS = [
    ["序号", "单位", "隐患", None, "整改落实", None, None],
    [None, None, "级别", "内容", "期限", "责任单位", "责任人"],
    ["1", "甲公司", "重大", "灭火器失效", "2026-12-31", "住建局", "张三"],
]


@pytest.mark.parametrize("merges", [(), (Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 6))])
def test_headings_in_two_rows(merges: tuple[Merge, ...]) -> None:
    (row,) = read(*TWO_ROWS, merges=merges).rows
    assert (row.row, row.unit, row.description, row.level) == (3, "甲公司", "灭火器失效", "major")
    assert (row.rectify_by, row.responsible) == (date(2026, 12, 31), "住建局")


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (["序号", "重大事故隐患判定情形", "是否存在问题(是/否)", "主要问题描述"], "单位名称"),
        (["序号", "单位名称", "整改期限"], "隐患内容"),
        (["甲", "乙", "丙"], "表头"),
    ],
)
def test_a_table_that_is_no_register_is_refused_by_name_of_what_is_missing(headings: list[str], missing: str) -> None:
    with pytest.raises(NotARegisterError, match=missing):
        read(headings, ["1", "2", "3"])


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
