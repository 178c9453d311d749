"""年月日 in all its forms (issue 2.5; DOMAIN §3: a day-less date is found on its first day, due on its last)."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.registers.dates import DateError, NoDateError, Span, read_date

MAY_1 = date(2026, 5, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026年5月1日",
        "2026年05月01日",
        "2026 年 5 月 1 日",
        "2026年5月1号",
        "2026年5月1",
        "2026-5-1",
        "2026-05-01",
        "2026/5/1",
        "2026.5.1",
        "2026.05.01.",
        "2026、5、1",
        "2026 5 1",
        "20260501",
        20260501,
        "26.5.1",
        "26年5月1日",
        "２０２６年５月１日",
        "２０２６．５．１",
        "２０２６－０５－０１",
        "二〇二六年五月一日",
        "二零二六年五月一日",
        "二○二六年五月一号",
        "二O二六年五月一日",
        "2026年五月一日",
        "2026年5月1日前",
        "2026年5月1日之前",
        "截至2026年5月1日",
        "预计2026年5月1日前完成整改",
        "2026年5月1日(星期五)",
        "2026年5月1日 星期五",
        "2026-05-01 00:00:00",
        "2026-05-01T08:30:00",
        "2026/5/1 8:30",
        "2026年5月1日18时",
        "2026年5月1日24时前",
        "2026-05-01T00:00:00+08:00",
        "2026-04-30T16:00:00Z",
        "'2026-05-01",
        "(2026.5.1)",
        46143,
        46143.0,
        46143.75,
        "46143",
        date(2026, 5, 1),
        datetime(2026, 5, 1, 9, 30),  # noqa: DTZ001
        datetime(2026, 4, 30, 16, tzinfo=UTC),
    ],
)
def test_a_day_is_the_same_day_however_it_is_written(written: object) -> None:
    assert read_date(written) == Span(MAY_1, MAY_1)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026年12月底前", "2026-12-01", "2026-12-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("2028年2月末", "2028-02-01", "2028-02-29"),
        ("2026-5", "2026-05-01", "2026-05-31"),
        ("2026/5", "2026-05-01", "2026-05-31"),
        ("2026.5", "2026-05-01", "2026-05-31"),
        (2026.5, "2026-05-01", "2026-05-31"),
        ("202605", "2026-05-01", "2026-05-31"),
        (202605, "2026-05-01", "2026-05-31"),
        ("2026年5月份", "2026-05-01", "2026-05-31"),
        ("26年5月", "2026-05-01", "2026-05-31"),
        ("二〇二六年十二月底前", "2026-12-01", "2026-12-31"),
        ("2026年元月", "2026-01-01", "2026-01-31"),
        ("2026年5月上旬", "2026-05-01", "2026-05-10"),
        ("2026年5月中旬", "2026-05-11", "2026-05-20"),
        ("2026年5月下旬", "2026-05-21", "2026-05-31"),
        ("2026年第二季度", "2026-04-01", "2026-06-30"),
        ("2026年二季度末", "2026-04-01", "2026-06-30"),
        ("2026年4季度", "2026-10-01", "2026-12-31"),
        ("2026Q2", "2026-04-01", "2026-06-30"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("2026年下半年", "2026-07-01", "2026-12-31"),
        ("2026年底前", "2026-01-01", "2026-12-31"),
        ("2026年年底前完成", "2026-01-01", "2026-12-31"),
        ("2026年内", "2026-01-01", "2026-12-31"),
        ("2026年", "2026-01-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        (2026, "2026-01-01", "2026-12-31"),
    ],
)
def test_without_a_day_it_is_the_days_it_may_mean_and_inexact(written: object, first: str, last: str) -> None:
    span = read_date(written)
    assert span == Span(date.fromisoformat(first), date.fromisoformat(last))
    assert not span.exact


@pytest.mark.parametrize(
    "written",
    [
        "2026年2月30日",
        "2026-02-29",
        "2026-13-01",
        "2026年13月",
        "2026-00-10",
        "2026-04-31",
        "20260230",
        "2026年6月31日",
        "0000-01-01",
        "9999-12-31",
        "2026年第五季度",
        "5月1日",
        "12月底前",
        "5.1",
        "30日内",
        "15天",
        "5/1/2026",
        "05-06-07",
        "2026年5月1日至6月1日",
        "2026年5月1日、5月8日",
        2026.1,
        12,
        1e12,
        float("nan"),
        float("inf"),
        True,
        timedelta(days=3),
        "2026-05-01T25:00:00+08:00",
        "1/2",
    ],
)
def test_what_no_calendar_has_or_nobody_can_tell_is_rejected_with_a_reason(written: object) -> None:
    with pytest.raises(DateError) as refused:
        read_date(written)
    assert any("一" <= sign <= "鿿" for sign in str(refused.value)), "the reason is Chinese"
    assert not isinstance(refused.value, NoDateError)


@pytest.mark.parametrize("written", ["立即整改", "立行立改", "见附件", "已销号", "长期坚持"])
def test_words_without_a_figure_are_words(written: str) -> None:
    with pytest.raises(NoDateError):
        read_date(written)


@pytest.mark.parametrize("written", [None, "", " ", "/", "-", "—", "无", "待定", "　"])
def test_empty_is_no_date(written: object) -> None:
    assert read_date(written) is None


def test_the_1904_system_counts_from_another_day() -> None:
    assert read_date(46143 - 1462, epoch_1904=True) == Span(MAY_1, MAY_1)


_FIGURES = "〇一二三四五六七八九"


def _in_words(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _FIGURES[tens] + "十") + (_FIGURES[units] if units else "")


def _year_in_words(year: int) -> str:
    return "".join(_FIGURES[int(figure)] for figure in str(year))


WAYS_OF_A_DAY = {
    "hanzi": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "padded": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "words": lambda d: f"{_year_in_words(d.year)}年{_in_words(d.month)}月{_in_words(d.day)}日",
    "iso": lambda d: d.isoformat(),
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "run together": lambda d: f"{d:%Y%m%d}",
    "as a number": lambda d: int(f"{d:%Y%m%d}"),
    "serial": lambda d: (d - date(1899, 12, 30)).days,
    "full width": lambda d: d.isoformat().translate({ord(a): ord(a) + 0xFEE0 for a in "0123456789-"}),
    "before": lambda d: f"{d.year}年{d.month}月{d.day}日前",
    "midnight": lambda d: f"{d.isoformat()} 00:00:00",
    "object": lambda d: d,
}
WAYS_OF_A_MONTH = {
    "hanzi": lambda d: f"{d.year}年{d.month}月",
    "end": lambda d: f"{d.year}年{d.month}月底前",
    "words": lambda d: f"{_year_in_words(d.year)}年{_in_words(d.month)}月",
    "slash": lambda d: f"{d.year}/{d.month}",
    "dash": lambda d: f"{d:%Y-%m}",
    "dot": lambda d: f"{d.year}.{d.month}",
    "run together": lambda d: f"{d:%Y%m}",
}


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(WAYS_OF_A_DAY)))
def test_every_day_in_every_form_comes_back(day: date, way: str) -> None:
    assert read_date(WAYS_OF_A_DAY[way](day)) == Span(day, day)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(WAYS_OF_A_MONTH)))
def test_every_month_in_every_form_is_its_first_to_its_last_day(day: date, way: str) -> None:
    span = read_date(WAYS_OF_A_MONTH[way](day))
    assert span is not None
    assert span.first == day.replace(day=1)
    assert (span.last + timedelta(days=1)).day == 1
    assert span.first <= day <= span.last


@given(
    st.one_of(
        st.text(max_size=30),
        st.text("0123456789年月日前底.-/ 〇一二三十第季度上下半旬", max_size=14),
        st.floats(),
        st.integers(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.booleans(),
        st.none(),
    )
)
def test_anything_at_all_is_a_span_nothing_or_a_reason(written: object) -> None:
    with contextlib.suppress(DateError):
        span = read_date(written)
        assert span is None or (span.first <= span.last and span.first.year >= 1950)
