"""Whatever somebody sends: reading never raises, and every line that says anything is accounted for."""

import contextlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.registers.grid import Grid, Merge, Uncomputed, is_blank
from domain.registers.reading import NotARegisterError, read_register
from tests.registers.conftest import TODAY

WORDS = st.sampled_from(
    [
        "甲公司",
        "灭火器失效",
        "合计",
        "以下空白",
        "同上",
        "2026-02-30",
        "2026年12月底前",
        "企业自查",
        "瞎说",
        "重大",
        "#REF!",
        "一、",
        "/",
        "单位",
        "1",
        "46143",
    ]
)
CELLS = st.one_of(
    st.none(),
    WORDS,
    WORDS,
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(Uncomputed.FORMULA),
)
HEADINGS = st.sampled_from(
    [
        "单位",
        "隐患内容",
        "级别",
        "来源",
        "发现时间",
        "整改期限",
        "销号时间",
        "序号",
        "责任人",
        "统一社会信用代码",
        "别的",
        "",
        "隐患部位",
        "责任单位",
    ]
)
SPOTS = st.integers(0, 9)
MERGES = st.lists(
    st.tuples(SPOTS, SPOTS, SPOTS, SPOTS).map(
        lambda t: Merge(min(t[0], t[2]), min(t[1], t[3]), max(t[0], t[2]), max(t[1], t[3]))
    ),
    max_size=3,
)


@given(st.lists(HEADINGS, max_size=8), st.lists(st.lists(CELLS, max_size=10), max_size=8), MERGES, st.booleans())
def test_every_line_is_a_row_a_reject_or_passed_over(
    headings: list[str], lines: list[list[object]], merges: list[Merge], epoch: bool
) -> None:
    grid = Grid([["单位", "隐患内容", *headings], *lines], "表", merges=tuple(merges), epoch_1904=epoch)
    try:
        reading = read_register([grid], today=TODAY)
    except NotARegisterError:
        return  # a merge or a second row of headings can take the headings themselves away
    seen = [item.row for item in (*reading.rows, *reading.rejects, *reading.passed)]
    assert len(seen) == len(set(seen)), "a line is one thing only"
    first = min(seen, default=0)
    said = {i + 2 for i, line in enumerate(lines) if not all(is_blank(cell) for cell in line)}
    above = {number for number in said if number < first}
    assert said - above == set(seen), "no line that says anything is lost"
    assert len(above) <= len(lines)
    assert all(reject.problems and reject.reason for reject in reading.rejects)
    assert all(row.found_on is None or row.found_on <= TODAY for row in reading.rows)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), MERGES)
def test_any_grid_is_read_or_refused_in_one_sentence(rows: list[list[object]], merges: list[Merge]) -> None:
    with contextlib.suppress(NotARegisterError):
        read_register([Grid(rows, merges=tuple(merges))], today=TODAY)
