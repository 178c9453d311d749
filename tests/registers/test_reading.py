"""What is read as meant, what is rejected with row, column and reason, what is passed over (issue 2.5, DOMAIN §3)."""

from datetime import date
from typing import Any

import pytest

from domain.case import Channel
from domain.registers.credit import credit_code
from domain.registers.grid import Grid, Merge, Uncomputed
from domain.registers.reading import read_register
from domain.registers.row import fingerprint
from tests.registers.conftest import TODAY, read

PLAIN = ["序号", "单位名称", "隐患内容", "整改期限"]


def numbers(reading: Any) -> list[int]:
    return [row.row for row in reading.rows]


# -- read as meant


def test_a_title_above_the_headings_and_rows_counted_as_a_person_sees_them() -> None:
    reading = read(
        ["某县隐患台账", None, None, None],
        [None],
        ["填报单位:某局", None, None, "2026年6月"],
        PLAIN,
        [1, "甲", "乙", "2026.9"],
    )
    assert numbers(reading) == [5]


def test_merged_cells_are_filled_down() -> None:
    reading = read(
        PLAIN,
        [1, "甲公司", "灭火器失效", "2026-12-31"],
        [2, None, "通道堵塞", None],
        [3, None, "电线私拉", None],
        merges=(Merge(1, 1, 3, 1), Merge(1, 3, 2, 3)),
    )
    assert [(row.unit, row.rectify_by) for row in reading.rows] == [
        ("甲公司", date(2026, 12, 31)),
        ("甲公司", date(2026, 12, 31)),
        ("甲公司", None),
    ]


def test_a_blank_line_inside_a_merged_cell_stays_blank() -> None:
    reading = read(
        PLAIN, [1, "甲", "乙", None], [None, None, None, None], [2, None, "丙", None], merges=(Merge(1, 1, 3, 1),)
    )
    assert numbers(reading) == [2, 4]
    assert not reading.rejects


def test_ditto_is_the_cell_above() -> None:
    reading = read(PLAIN, [1, "甲公司", "一", "2026-12-31"], [2, "同上", "二", "〃"])
    assert [(row.unit, row.rectify_by) for row in reading.rows] == [("甲公司", date(2026, 12, 31))] * 2


@pytest.mark.parametrize(
    "line",
    [
        ["以下空白"],
        [None, "以下空白"],
        ["……"],
        ["...", "...", "..."],
        ["/", "/", "/", "/"],
        ["此页以下空白", None, None],
        ["合计", None, None, None],
        ["合计", "12", "30", None],
        [None, "小计", None, None],
        ["总计:35项", None, None, None],
        ["合计", 12, 30, None],
        [7, None, None, None],
        ["7", "", "", ""],
        ["一、化工行业", None, None, None],
        [None, "(二)鹿城区", None, None],
        ["填表人:张三", None, "审核人:李四", None],
        ["注:本表每月25日前报送", None, None, None],
        ["备注：重大隐患请另附", None],
        PLAIN,
        ["—"],
        ["略"],
    ],
)
def test_fillers_totals_sections_footnotes_and_printed_again_headings_are_no_rows(line: list[Any]) -> None:
    reading = read(PLAIN, [1, "甲", "乙", None], line, [2, "丙", "丁", None])
    assert numbers(reading) == [2, 4]
    assert [passed.row for passed in reading.passed] == [3]
    assert not reading.rejects


@pytest.mark.parametrize("unit", ["合计公司", "总计划科技有限公司", "小计电子厂", "备注文化公司", "一、二期联合体"])
def test_a_real_row_is_never_taken_for_a_filler(unit: str) -> None:
    assert numbers(read(PLAIN, ["1", unit, "灭火器失效", None])) == [2]


def test_hidden_sheets_are_passed_over_and_said_so_and_several_sheets_are_read() -> None:
    row = [1, "甲", "乙", None]
    reading = read_register(
        [
            Grid([["说明"]], "说明"),
            Grid([PLAIN, row], "旧", hidden=True),
            Grid([PLAIN, row], "一季度"),
            Grid([PLAIN, row], "二季度"),
        ],
        today=TODAY,
    )
    assert [row.sheet for row in reading.rows] == ["一季度", "二季度"]
    assert [(p.sheet, p.why) for p in reading.passed] == [
        ("说明", "没有台账表头的工作表，未读"),
        ("旧", "隐藏的工作表，未读"),
    ]


def test_a_number_in_a_text_column_is_its_text() -> None:
    (row,) = read([*PLAIN, "责任单位"], [1, 3601, 12.5, None, True]).rows
    assert (row.unit, row.description, row.responsible) == ("3601", "12.5", "是")


def test_the_row_as_it_stood_is_kept_with_its_headings() -> None:
    (row,) = read(
        [*PLAIN, "治理资金", "", "整改措施", "整改措施"], [1, "甲", "乙", "2026.9", 3.5, "无头", "a", "b"]
    ).rows
    assert row.original == {
        "序号": "1",
        "单位名称": "甲",
        "隐患内容": "乙",
        "整改期限": "2026.9",
        "治理资金": "3.5",
        "F列": "无头",
        "整改措施": "a",
        "整改措施(H)": "b",
    }  # fmt: skip


def test_whoever_reported_it_is_not_kept_and_persons_are_marked() -> None:
    headings = [*PLAIN, "举报人", "举报人电话", "联系电话", "包案领导"]
    (row,) = read(headings, [1, "甲", "乙", None, "王五", "13900000000", "0577-1", "赵六"]).rows
    assert "王五" not in row.model_dump_json()
    assert "13900000000" not in row.model_dump_json()
    assert set(row.personal) == {"联系电话", "包案领导"}
    assert row.sponsor == "赵六"


def test_the_spot_is_part_of_the_matter() -> None:
    a, b = read(["单位", "隐患部位", "隐患"], ["甲", "一车间", "灭火器失效"], ["甲", "二车间", "灭火器失效"]).rows
    assert a.description == "[一车间]灭火器失效"
    assert fingerprint(a) != fingerprint(b)


# -- level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("重大", "major"),
        ("重大事故隐患", "major"),
        ("重大火灾隐患(市级挂牌督办)", "major"),
        ("重大隐患", "major"),
        ("major", "major"),
        ("一般", "general"),
        ("一般隐患", "general"),
        ("非重大", "general"),
        ("不属于重大事故隐患", "general"),
        ("", None),
        ("较大", None),
        ("疑似重大", None),
        ("重大风险", None),
        ("重点事故隐患(挂牌督办)", None),
        ("严重安全隐患", None),
        ("一般/重大", None),
    ],
)
def test_the_word_major_decides_the_level_and_other_words_stay_text(words: str, level: str | None) -> None:
    (row,) = read(["单位", "隐患", "隐患级别"], ["甲", "乙", words]).rows
    assert row.level == level
    assert row.level_text == words
    assert row.listed_on is None


@pytest.mark.parametrize(
    ("answer", "level"), [("是", "major"), ("√", "major"), ("否", "general"), ("未定", None), ("", None)]
)
def test_yes_and_no_under_is_it_major(answer: str, level: str | None) -> None:
    (row,) = read(["单位", "隐患", "是否重大事故隐患"], ["甲", "乙", answer]).rows
    assert row.level == level


def test_a_title_makes_rows_major_only_without_a_level_column() -> None:
    title, plain = ["鹿城区重大事故隐患台账"], ["甲", "乙"]
    assert read(title, ["单位", "隐患"], plain).rows[0].level == "major"
    assert read(["单位", "隐患"], plain, sheet="重大事故隐患").rows[0].level == "major"
    assert read(["单位", "隐患"], plain, name="2026年重大事故隐患台账.xlsx").rows[0].level == "major"
    assert read(title, ["单位", "隐患", "级别"], [*plain, ""]).rows[0].level is None
    assert read(title, ["单位", "隐患", "级别"], [*plain, "一般"]).rows[0].level == "general"
    assert read(title, ["单位", "隐患", "隐患类型"], [*plain, "用电安全"]).rows[0].level == "major"


@pytest.mark.parametrize(
    "title",
    [
        "隐患台账",
        "非重大事故隐患台账",
        "重大事故隐患判定标准对照表",
        "重大事故隐患和一般隐患台账",
        "注:重大事故隐患请注明",
        "重大火灾隐患台账",
    ],
)
def test_other_titles_decide_nothing(title: str) -> None:
    assert read([title], ["单位", "隐患"], ["甲", "乙"]).rows[0].level is None


def test_the_operator_overrides() -> None:
    assert read(["单位", "隐患", "级别"], ["甲", "乙", "一般"], level="major").rows[0].level == "major"
    assert read(["重大事故隐患台账"], ["单位", "隐患"], ["甲", "乙"], level="general").rows[0].level == "general"


# -- acts


def test_only_a_date_under_the_heading_of_an_act_has_effect() -> None:
    headings = ["单位", "隐患", "销号时间", "函告时间", "通报时间", "约谈时间", "挂牌时间", "处理情况"]
    dated, worded = read(
        headings,
        ["甲", "乙", "2026.6.1", "2026-5-1", "2026年5月", "20260520", 46143, "已函告、已约谈、已销号"],
        ["甲", "丙", "已销号", "已函告", "是", "已约谈", "√", "2026年5月1日已销号"],
    ).rows
    assert (dated.closed_on, dated.noticed_on, dated.circular_on) == (
        date(2026, 6, 1),
        date(2026, 5, 1),
        date(2026, 5, 31),
    )
    assert (dated.talked_on, dated.listed_on) == (date(2026, 5, 20), date(2026, 5, 1))
    assert not any((worded.closed_on, worded.noticed_on, worded.circular_on, worded.talked_on, worded.listed_on))
    assert worded.original["销号时间"] == "已销号"


def test_a_day_less_act_of_this_month_is_not_in_the_future() -> None:
    (row,) = read(["单位", "隐患", "函告时间"], ["甲", "乙", "2026年7月"]).rows
    assert row.noticed_on == TODAY


# -- rejected


def reject_of(headings: list[str], line: list[Any]) -> tuple[int, str, str, str]:
    reading = read(headings, line)
    assert not reading.rows
    (reject,) = reading.rejects
    return reject.row, reject.column, reject.problems[0].letter, reject.reason


def test_an_impossible_date_is_rejected_with_row_column_and_reason() -> None:
    row, column, letter, reason = reject_of(PLAIN, [1, "甲", "乙", "2026年2月30日"])
    assert (row, column, letter) == (2, "整改期限", "D")
    assert "2026年2月30日" in reason


@pytest.mark.parametrize("missing", [None, "", "  ", "/", "无", "—"])
def test_no_unit_and_no_description_are_rejected(missing: str | None) -> None:
    assert reject_of(PLAIN, [1, missing, "灭火器失效", None]) == (2, "单位名称", "B", "没有单位名称")
    assert reject_of(PLAIN, [1, "甲公司", missing, None]) == (2, "隐患内容", "C", "没有隐患内容")


def test_an_unknown_channel_word_is_rejected_never_guessed() -> None:
    row, column, letter, reason = reject_of(["单位", "隐患", "来源"], ["甲", "乙", "道听途说"])
    assert (row, column, letter) == (2, "来源", "C")
    assert "道听途说" in reason
    assert "企业自查" in reason


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("企业自查", "self_check"),
        ("督导检查", "inspection"),
        ("群众举报", "public_report"),
        ("上级交办", "assigned"),
        ("移送", "referral"),
        ("监测预警", "monitoring"),
        ("", "unstated"),
        ("原台账未载", "unstated"),
        (" 企业 自查 ", "self_check"),
    ],
)
def test_known_channel_words(word: str, channel: str) -> None:
    assert read(["单位", "隐患", "来源"], ["甲", "乙", word]).rows[0].channel == Channel(channel)


@pytest.mark.parametrize(
    ("column", "heading", "length"), [(0, "单位", 201), (1, "隐患", 4001), (2, "区域", 501), (3, "别的", 4001)]
)
def test_over_length_is_rejected(column: int, heading: str, length: int) -> None:
    line = ["甲", "乙", "丙", "丁"]
    line[column] = "长" * length
    _, at, _, reason = reject_of(["单位", "隐患", "区域", "别的"], line)
    assert at == heading
    assert f"超长：{length}字" in reason


@pytest.mark.parametrize("heading", ["发现时间", "销号时间", "函告时间"])
def test_the_past_does_not_lie_in_the_future(heading: str) -> None:
    _, column, _, reason = reject_of(["单位", "隐患", heading], ["甲", "乙", "2026-07-02"])
    assert column == heading
    assert "在今天之后" in reason


def test_closed_before_found_is_rejected_and_due_before_found_only_remarked() -> None:
    headings = ["单位", "隐患", "发现时间", "整改期限", "销号时间"]
    reading = read(headings, ["甲", "乙", "2026-06-01", "2026-05-01", ""], ["甲", "丙", "2026-06-01", "", "2026-05-01"])
    assert numbers(reading) == [2]
    assert [remark.column for remark in reading.remarks] == ["整改期限"]
    assert [reject.column for reject in reading.rejects] == ["销号时间"]


def test_all_reasons_of_a_row_are_told_at_once() -> None:
    reading = read([*PLAIN, "来源"], [1, None, None, "2026-02-30", "瞎说"])
    (reject,) = reading.rejects
    assert [problem.letter for problem in reject.problems] == ["B", "C", "D", "E"]
    assert reject.cells == ("1", "", "", "2026-02-30", "瞎说")


def test_a_formula_without_its_value_is_rejected() -> None:
    _, column, _, reason = reject_of(PLAIN, [1, "甲", Uncomputed.FORMULA, None])
    assert column == "隐患内容"
    assert "公式" in reason


def test_a_formula_that_failed_is_rejected() -> None:
    assert "#REF!" in reject_of(PLAIN, [1, "甲", "#REF!", None])[3]


def test_words_where_a_date_belongs_stay_text() -> None:
    reading = read(PLAIN, [1, "甲", "乙", "立即整改"])
    assert reading.rows[0].rectify_by is None
    assert "立即整改" in reading.remarks[0].sentence


# -- the same matter


def test_a_fingerprint_folds_what_people_type_differently() -> None:
    a, b, c, d = read(
        ["单位", "区域", "隐患"],
        ["甲公司(一分厂)", "鹿城区", "灭火器失效，通道堵塞。"],
        ["甲公司（一分厂） ", "鹿城区", "灭火器 失效,通道堵塞"],
        ["甲公司(一分厂)", "瓯海区", "灭火器失效,通道堵塞"],
        ["甲公司(二分厂)", "鹿城区", "灭火器失效,通道堵塞"],
    ).rows
    assert fingerprint(a) == fingerprint(b)
    assert len({fingerprint(row) for row in (a, c, d)}) == 3


def test_a_credit_code_is_used_only_when_its_last_sign_checks() -> None:
    assert credit_code("91350100M000100Y43") == "91350100M000100Y43"
    assert credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert credit_code("91350100M000100Y44") is None
    reading = read(
        ["单位", "隐患", "统一社会信用代码"], ["甲", "乙", "91350100M000100Y43"], ["甲", "丙", "91350100M000100Y44"]
    )
    assert [row.credit_code for row in reading.rows] == ["91350100M000100Y43", ""]
    assert "校验不符" in reading.remarks[0].sentence
