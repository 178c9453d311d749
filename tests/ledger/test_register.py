"""隐患台账: any filter, any order, page by page the same as the whole by hand."""

import random  # noqa: TID251 -- a seed makes the same cases every time
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.refusals import Refusal
from ledger.questions.register import ORDERS, Place, Wanted, listed, place_of
from ledger.store import Ledger
from ledger.view import COLUMNS

TODAY = date(2026, 4, 3)
AT = datetime(2026, 4, 3, 1, tzinfo=UTC)
PLACES = ("", "示例县", "示例县城关镇", "示例县东岭镇", "示例县%", "邻县", "示")
UNITS = ("甲厂", "甲厂二分厂", "乙 厂", "%", "a'; drop table cases; --", "丙\U00020000厂")
STAGES = ("reported", "rectifying", "closing", "closed")
INDUSTRIES = ("", "消防", "化工")


def row(n: int, chance: random.Random) -> dict[str, Any]:
    stage = chance.choice(STAGES)
    due = AT + timedelta(hours=12 * chance.randint(-20, 20))
    days = [TODAY + timedelta(days=chance.randint(-40, 40)) if chance.random() < 0.8 else None for _ in range(2)]
    told: dict[str, Any] = dict.fromkeys(COLUMNS)
    told |= {
        "number": f"2026-{n:06d}", "version": 1, "shape": "", "snapshot": '{"description": "通道堵塞"}', "kind": "major_hazard",
        "stage": stage, "open": stage != "closed", "started": True, "cycle": 1, "rung": chance.choice((0, 0, 1, 2, 5)),
        "unit": chance.choice(UNITS), "entity": chance.choice((None, "e-1")), "region": chance.choice(PLACES),
        "industry": chance.choice(INDUSTRIES), "channel": chance.choice(("inspection", "self_check")),
        "level": chance.choice(("major", "general")), "office": chance.choice((None, "o-1")),
        "batch": chance.choice((None, "b-1")), "found_on": days[0], "rectify_by": days[1],
        "due_at": due if chance.random() < 0.7 else None, "due_kind": None, "due_label": None, "provisional": False, "sponsor": "",
        "opened_at": AT, "moved_at": AT - timedelta(minutes=chance.randint(0, 5)),
    }  # fmt: skip
    return told


CHANCE = random.Random(23)  # noqa: S311
ROWS = [row(n, CHANCE) for n in range(1, 161)]


@pytest.fixture
async def register(ledger: Ledger, owner: str) -> Ledger:
    connection = await asyncpg.connect(owner)
    names = list(ROWS[0])
    marks = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    statement = f"insert into cases ({', '.join(names)}) values ({marks})"
    await connection.executemany(statement, [tuple(one[name] for name in names) for one in ROWS])
    await connection.close()
    return ledger


def meets(one: dict[str, Any], wanted: Wanted) -> bool:
    """The same by hand. 2026-04-03 is a Friday, 清明 until Monday: what runs out on the 2nd has, what on the 4th has not."""
    t, due = one["rectify_by"], one["due_at"]
    day = None if due is None else (due - timedelta(microseconds=1) + timedelta(hours=8)).date()
    late = bool(one["open"] and t and t <= date(2026, 4, 2))
    holds = {
        "overdue": lambda value: late == value,
        "soon": lambda value: not value or bool(one["open"] and t and not late and t <= date(2026, 4, 17)),
        "rung_min": lambda value: one["rung"] >= value,
        "region": one["region"].startswith,
        "unit": one["unit"].startswith,
        "numbers": lambda value: one["number"] in value,
        "found_from": lambda value: one["found_on"] is not None and one["found_on"] >= value,
        "found_to": lambda value: one["found_on"] is not None and one["found_on"] <= value,
        "due_from": lambda value: day is not None and day >= value,
        "due_to": lambda value: day is not None and day <= value,
    }
    return all(
        holds[name](value) if name in holds else one[name] == value
        for name in (field.name for field in fields(Wanted))
        if (value := getattr(wanted, name)) is not None
    )


DAYS = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "stage": st.sampled_from(STAGES), "open": st.booleans(), "overdue": st.booleans(), "soon": st.booleans(),
    "rung": st.integers(0, 7), "rung_min": st.integers(0, 7), "region": st.sampled_from(PLACES[1:]),
    "industry": st.sampled_from(INDUSTRIES[1:]), "office": st.just("o-1"), "level": st.sampled_from(("major", "general")),
    "channel": st.sampled_from(("inspection", "self_check")), "unit": st.sampled_from((*UNITS, "甲", "_")),
    "entity": st.just("e-1"), "batch": st.just("b-1"),
    "numbers": st.lists(st.integers(0, 200).map(lambda n: f"2026-{n:06d}"), max_size=30).map(tuple),
    "found_from": DAYS, "found_to": DAYS, "due_from": DAYS, "due_to": DAYS,
}  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> Wanted:
    names = draw(st.lists(st.sampled_from(sorted(FILTERS)), max_size=3, unique=True))
    return Wanted(**{name: draw(FILTERS[name]) for name in names})


async def paged(ledger: Ledger, wanted: Wanted, sort: str, size: int) -> list[str]:
    found: list[str] = []
    after: Place | None = None
    while True:
        page = await listed(ledger.pool, wanted, TODAY, sort=sort, after=after, limit=size)
        found += [one.row.case for one in page]
        if len(page) < size:
            return found
        after = place_of(page[-1].place.mark(sort), sort)


@settings(
    max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(questions(), st.sampled_from(ORDERS), st.sampled_from((1, 7, 50, 200)))
async def test_pages_are_the_whole_in_order_for_every_filter(
    register: Ledger, wanted: Wanted, sort: str, size: int
) -> None:
    expected = {one["number"] for one in ROWS if meets(one, wanted)}
    found = await paged(register, wanted, sort, max(size, 1 + len(expected) // 5))
    assert len(found) == len(set(found))
    assert set(found) == expected
    keys = [KEYS[sort.lstrip("-")](one) for number in found for one in ROWS if one["number"] == number]
    assert keys == sorted(keys, reverse=sort.startswith("-"))
    back = await listed(register.pool, wanted, TODAY, sort=sort.lstrip("-") if sort.startswith("-") else f"-{sort}")
    assert [one.row.case for one in back] == found[::-1]


NEVER = datetime.max.replace(tzinfo=UTC)
KEYS: dict[str, Any] = {
    "due": lambda one: (one["due_at"] or NEVER, one["number"]), "number": lambda one: one["number"],
    "rung": lambda one: (one["rung"], one["number"]), "found": lambda one: (one["found_on"] or date.max, one["number"]),
    "rectify": lambda one: (one["rectify_by"] or date.max, one["number"]), "moved": lambda one: (one["moved_at"], one["number"]),
    "unit": lambda one: (one["unit"].encode(), one["number"]),
}  # fmt: skip


async def test_what_is_overdue_is_said_of_each_row(register: Ledger) -> None:
    late = {one.row.case for one in await listed(register.pool, Wanted(), TODAY) if one.row.overdue}
    assert late == {one["number"] for one in ROWS if meets(one, Wanted(overdue=True))}
    (told,) = await listed(register.pool, Wanted(numbers=("2026-000001",)), TODAY, told=True)
    assert (told.row.description, told.row.handler) == ("通道堵塞", None)


@pytest.mark.parametrize("mark", ["AA", "bnVsbA", "WzEsMl0", "WyJ4IiwieSJd", "W10", "x" * 500])
@pytest.mark.parametrize("sort", ["due", "rung", "-unit", "found"])
def test_a_mark_of_ones_own_making_is_refused(mark: str, sort: str) -> None:
    with pytest.raises(Refusal) as refused:
        place_of(mark, sort)
    assert refused.value.code == "CURSOR_REFUSED"


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("due", "gestern"),
        ("due", ""),
        ("rung", "99999999999"),
        ("rung", "²"),
        ("found", "now"),
        ("unit", "a\x00"),
        ("moved", "1"),
    ],
)
def test_nor_one_with_a_key_that_is_none(sort: str, key: str) -> None:
    with pytest.raises(Refusal):
        place_of(Place(key, "2026-000001").mark(sort), sort)
    with pytest.raises(Refusal):
        place_of(Place("2026-04-01", "2026-000001").mark("found"), "due")
