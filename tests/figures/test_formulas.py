"""Each formula of DOMAIN §6 against a county of twelve hand-made cases, counted with a pencil."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.figures.counts import COUNTS, MONTHLY, Frame, counted, frame, together
from domain.figures.expressions import as_sql, evaluated
from domain.figures.facts import Facts
from domain.figures.formulas import Figure, as_data, figures, written
from domain.figures.funds import yuan
from domain.figures.instants import Future, half_year, read_instant, read_month, said
from domain.figures.ranking import ranked

PLAIN = Facts(
    region="城关镇", industry="危险化学品", channel="inspection", level="major", office="o-1", entity="e-1",
    stage="rectifying", open=True, counted=True, found_on=date(2026, 1, 10), determined_on=date(2026, 1, 12),
    closed_on=None, lapses_on=date(2026, 3, 10), extended=False, inspected=False, passed_first=False, rebounds=0, rung=0,
    unsigned=0, unserved=0, unanswered=0, talks_due=0, talks_held=0, reporter_waits=False, entity_open=1,
    entity_lapsed=0, office_open=1, office_lapsed=0, planned=True, five_parts=True, listed=False, provincial=False,
    funds_yuan=10_000, funds_unread=0,
)  # fmt: skip


def closed(on: date, **more: object) -> Facts:
    done = {"stage": "closed", "open": False, "closed_on": on, "inspected": True, "passed_first": True}
    return replace(PLAIN, **{**done, "entity_open": 0, "office_open": 0, **more})  # type: ignore[arg-type]


COUNTY = [
    # found before 2024, still open, long overdue, rung 3
    replace(PLAIN, found_on=date(2023, 12, 31), determined_on=date(2023, 12, 31), lapses_on=date(2024, 3, 1), rung=3,
            unserved=1, entity_lapsed=1),
    # the same found a day later: no 存量
    replace(PLAIN, found_on=date(2024, 1, 1), determined_on=date(2024, 1, 2), lapses_on=date(2024, 4, 1), rung=4,
            talks_due=1, office_lapsed=1),
    # T lapses today, is not overdue, and has not fallen due
    replace(PLAIN, lapses_on=date(2026, 6, 30), unsigned=2),
    # T lapsed yesterday
    replace(PLAIN, lapses_on=date(2026, 6, 29), rung=1),
    # determined on the period's last day; no T yet
    replace(PLAIN, determined_on=date(2026, 6, 30), found_on=date(2026, 6, 25), lapses_on=None),
    # a report
    replace(PLAIN, stage="reported", level="", determined_on=None, lapses_on=None, planned=False, five_parts=False,
            channel="public_report", reporter_waits=True, funds_yuan=0),
    # closed on T's own day, 57 days after its determination
    closed(date(2026, 3, 10)),
    # closed a day late, at the second reinspection
    closed(date(2026, 3, 11), passed_first=False, talks_due=1, talks_held=1),
    # extended, closed by the extended T; 118 days
    closed(date(2026, 5, 10), extended=True, lapses_on=date(2026, 5, 11), rebounds=1),
    # closed as the register states, in 2025, before this year's period: 10 days
    closed(date(2025, 5, 11), determined_on=date(2025, 5, 1), found_on=date(2025, 5, 1), lapses_on=None,
           inspected=False, passed_first=False),
    # the enterprise was closed: never a closure, T fell due
    replace(PLAIN, stage="entity_closed", open=False, entity_open=0, office_open=0),
    # a mistake
    replace(PLAIN, stage="voided", open=False, counted=False, lapses_on=date(2026, 2, 1), funds_yuan=99),
]  # fmt: skip
NOON = datetime(2026, 6, 30, 4, tzinfo=UTC)
THEN = frame(NOON, NOON)


def test_the_period_is_the_year_so_far() -> None:
    assert (THEN.since, THEN.until, THEN.today) == (date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30))
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)  # 24:00 of June 30
    day = frame(midnight, midnight)
    assert (day.since, day.until, day.today) == (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))


def test_nothing_is_asked_after_what_was_known() -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert frame(later, NOON).then == NOON == frame(NOON, later).then


COUNTED_BY_HAND = {
    "open": 6, "pending": 1, "stock": 1, "increase": 7, "determined": 10, "closed": 4,
    "fell_due": 5, "met": 2, "fell_due_extended": 1, "met_extended": 1, "overdue": 3,
    "days_of": 4, "days": 57 + 58 + 118 + 10, "inspected": 3, "passed_first": 2, "rebounds": 1,
    "rung_1": 1, "rung_2": 0, "rung_3": 1, "rung_4": 1, "rung_5": 0, "rung_6": 0, "rung_7": 0,
    "unsigned": 2, "unserved": 1, "unanswered": 0, "talks_due": 2, "talks_held": 1, "reporters": 1,
    "entity_open": 6, "entity_lapsed": 1, "office_open": 6, "office_lapsed": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", list(COUNTS))
def test_counts(name: str) -> None:
    assert counted(COUNTY, THEN)[name] == COUNTED_BY_HAND[name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("closure_rate", "40.0%"),  # 4 of 10
        ("clearance_rate", "40.0%"),  # 2 of 5
        ("clearance_rate_extended", "100.0%"),  # 1 of 1
        ("overdue_rate", "50.0%"),  # 3 of 6
        ("mean_days", "60.8天"),  # 243 / 4 = 60.75
        ("first_pass_rate", "66.7%"),  # 2 of 3
        ("talk_rate", "50.0%"),  # 1 of 2
    ],
)
def test_figures(name: str, text: str) -> None:
    assert str(figures(counted(COUNTY, THEN))[name]) == text


def test_at_midnight_what_lapsed_that_day_has_fallen_due() -> None:
    """As of 24:00 of June 30 the T of June 30 has lapsed: 6 fell due, 4 are overdue."""
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)
    found = counted(COUNTY, frame(midnight, midnight))
    assert (found["fell_due"], found["overdue"]) == (6, 4)


def test_monthly_counts() -> None:
    june = Frame(at=NOON, known_at=NOON, since=date(2026, 6, 1), until=date(2026, 6, 30))
    found = counted([*COUNTY, replace(PLAIN, entity="e-2", determined_on=date(2026, 6, 2))], june, MONTHLY)
    assert found == {
        "units": 2, "found": 1, "found_closed": 0, "increase": 2, "increase_closed": 0, "planned": 6, "five_parts": 6,
        "listed": 0, "provincial": 0, "funds_yuan": 110_000, "funds_unread": 0,
    }  # fmt: skip
    year = counted(COUNTY, THEN, MONTHLY)
    assert (year["increase"], year["increase_closed"], year["units"]) == (7, 3, 1)


def test_nothing_to_divide_by() -> None:
    nothing = counted([], THEN)
    assert {str(one) for one in figures(nothing).values()} == {"—"}
    assert {one.value for one in figures(nothing).values()} == {None}
    assert [value for _, label, value in written(nothing) if label in ("整改率", "在办")] == ["0 件", "—"]


def test_half_a_tenth_goes_up() -> None:
    assert str(Figure(1, 16, "%")) == "6.3%"  # 6.25
    assert str(Figure(1, 3, "天")) == "0.3天"
    assert as_data(counted(COUNTY, THEN))["figures"]["mean_days"] == 60.8


def test_counts_add_up() -> None:
    halves = [counted(COUNTY[:5], THEN), counted(COUNTY[5:], THEN)]
    assert together(halves) == counted(COUNTY, THEN)
    assert together([]) == {}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三万", 30_000), ("自筹30万元", 300_000), ("1,200,000元", 1_200_000), ("3.5万元", 35_000), ("50000", 50_000),
        ("十二万元", 120_000), ("一百二十万元", 1_200_000), ("0.8亿元", 80_000_000), ("两千元", 2_000),
        ("自筹", None), ("", None), ("30万元，其中设备20万元", None), ("2026年落实", None),
    ],
)  # fmt: skip
def test_funds(text: str, amount: int | None) -> None:
    assert yuan(text) == amount


def test_ranking() -> None:
    """Four of four; two of three and four of six tie; none of two; nothing to divide by."""
    groups = {
        name: {**dict.fromkeys(COUNTS, 0), "closed": part, "determined": of, "overdue": part, "open": of}
        for name, (part, of) in {"甲": (4, 6), "乙": (2, 3), "丙": (4, 4), "丁": (0, 2), "戊": (0, 0)}.items()
    }
    assert [(one.place, one.name) for one in ranked(groups, "closure_rate")] == [
        (1, "丙"), (2, "乙"), (2, "甲"), (4, "丁"), (None, "戊"),
    ]  # fmt: skip
    assert [one.name for one in ranked(groups, "overdue_rate")][:2] == ["丁", "乙"]


def test_one_expression_is_read_the_same_twice() -> None:
    columns = {"a": "s.a", "b": "$1", "c": "s.c"}
    assert as_sql("a and b <= c < 3 or not a", columns) == "((s.a and $1 <= s.c and s.c < 3) or not s.a)"
    assert evaluated("a and b <= c < 3 or not a", {"a": True, "b": 1, "c": 2}) is True
    assert evaluated("b <= c", {"b": None, "c": 2}) is False
    for wrong in ("a + b", "not (a and b)", "f(a)", "'x'", "a is b"):
        with pytest.raises((ValueError, KeyError)):
            evaluated(wrong, {"a": 1, "b": 1})
        with pytest.raises((ValueError, KeyError)):
            as_sql(wrong, columns)


@pytest.mark.parametrize(
    ("day", "since", "due"),
    [
        (date(2026, 6, 4), date(2025, 12, 5), date(2026, 6, 4)),
        (date(2026, 6, 5), date(2026, 6, 5), date(2026, 12, 4)),
        (date(2026, 12, 31), date(2026, 12, 5), date(2027, 6, 4)),
    ],
)
def test_the_half_years_draft(day: date, since: date, due: date) -> None:
    """Due by June 4 and December 4 (S60)."""
    assert half_year(day) == (since, due)


def test_how_an_instant_is_written() -> None:
    """A day is its 24:00, today is now; Beijing time unless it says otherwise; nothing of the future."""
    midnight = datetime(2026, 6, 29, 16, tzinfo=UTC)
    assert read_instant("2026-06-29", NOON) == midnight
    assert read_instant("2026-06-30", NOON) == read_instant("now", NOON) == NOON
    assert read_instant("2026-06-30 11:00", NOON) == read_instant("2026-06-30T03:00:00+00:00", NOON)
    assert (said(midnight), said(NOON)) == ("2026-06-29 24:00", "2026-06-30 12:00")
    assert read_month("2026-02") == (date(2026, 2, 1), date(2026, 2, 28))
    for text in ("2026-07-01", "2026-06-30 12:01"):
        with pytest.raises(Future):
            read_instant(text, NOON)
    for text in ("", "六月", "2026-06-31", "12:00"):
        with pytest.raises(ValueError):
            read_instant(text, NOON)
