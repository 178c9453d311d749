"""隐患台账 which cases are asked for, in which order, a page at a time: one question for lists of the desk, the API and the
command line. By the web's role it is answered with what the holder may see, and nothing else.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import asyncpg
import orjson

from domain.grams import grams_of, terms
from domain.ladder import lapsed_by, soon_by
from domain.refusals import Refusal
from domain.workdays import bundled_calendar
from ledger.pool import LONG, Connection, Pool
from ledger.records import CaseRow
from ledger.sql import sql

SORTS: Final = ("due", "number", "rung", "found", "rectify", "unit", "moved")
"""排序: time that runs, number, rung, found, T, unit, last moved; a minus before it turns it round"""
ORDERS: Final = (*SORTS, *(f"-{name}" for name in SORTS))
MOST_COUNTED = 10_000
"""so many are counted; of more it is said that they are more"""
NUMBER = re.compile(r"(?:case-)?(?P<year>\d{4})-(?P<number>\d{1,9})")
PATIENCE_MS = 400
"""so long a count may take"""
_LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """筛选: all of it must hold; None asks for nothing. Days are days of Beijing."""

    q: str | None = None
    """单位、隐患、地点 by any part or by 拼音首字母, or a case's number"""
    stage: str | None = None
    open: bool | None = None
    overdue: bool | None = None
    """T has run out, as `domain.ladder.lapsed_by` has it"""
    soon: bool | None = None
    """not overdue, T runs out within fourteen days"""
    rung: int | None = None
    rung_min: int | None = None
    region: str | None = None
    """and all that begins so"""
    industry: str | None = None
    office: str | None = None
    level: str | None = None
    channel: str | None = None
    unit: str | None = None
    """and all that begins so"""
    entity: str | None = None
    batch: str | None = None
    numbers: tuple[str, ...] | None = None
    found_from: date | None = None
    found_to: date | None = None
    determined_from: date | None = None
    determined_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    due_from: date | None = None
    """what comes next comes by itself on or after this day; what runs out at 24:00 belongs to the day that ends"""
    due_to: date | None = None

    def asked(self, today: date | None, *, told: bool) -> str:
        """What the database is asked, as JSON; `told`: with the hazard's own words and who handles it."""
        said: dict[str, Any] = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name != "q" and getattr(self, one.name) is not None
        }
        if not self.soon:
            said.pop("soon", None)
        if today is not None:
            said["lapsed"] = lapsed_by(today, bundled_calendar())
            said["soon_by"] = soon_by(today, bundled_calendar())
        if told:
            said["told"] = True
        return orjson.dumps(said | self._searched()).decode()

    def _searched(self) -> dict[str, Any]:
        typed = (self.q or "").strip()
        if number := NUMBER.fullmatch(typed):
            called = f"{number['year']}-{int(number['number']):06d}"
            return {"numbers": [called] if self.numbers is None or called in self.numbers else []}
        words = terms(typed)
        if not words:
            return {}
        return {
            "grams": sorted({gram for term in words for gram in grams_of(term)}),
            "texts": [one.text for one in words if not one.letters],
            "initials": [one.text for one in words if one.letters and len(one.text) > 1],
            "letters": [one.text for one in words if one.letters and len(one.text) == 1],
        }


class Place(NamedTuple):
    """页码 where a page begins: after this row, in the order it was listed by."""

    key: str
    number: str

    def mark(self, sort: str) -> str:
        """As it stands in an address."""
        told = orjson.dumps([sort, self.key, self.number])
        return base64.urlsafe_b64encode(told).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Listed:
    """一行, and its place in the list."""

    row: CaseRow
    place: Place


@dataclass(frozen=True, slots=True)
class Tally:
    """件数, by stage, by rung and by how it is with T (`shut`, `overdue`, `soon`, `open`); `more` than were counted."""

    total: int
    stages: Mapping[str, int]
    rungs: Mapping[int, int]
    terms: Mapping[str, int]
    more: bool


def place_of(mark: str, sort: str) -> Place:
    """Errors: Refusal CURSOR_REFUSED, for what no page has given in this order."""
    try:
        told = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        order, key, number = told
        if order != sort or not _holds(sort.lstrip("-"), key) or not NUMBER.fullmatch(number):
            raise ValueError("of no page")  # noqa: TRY301 -- one answer to all that is wrong
    except (ValueError, TypeError, binascii.Error, OverflowError):
        raise Refusal("CURSOR_REFUSED", "翻页的标记不是上一页给出的，请从第一页重新开始。") from None
    return Place(key, number)


def _holds(name: str, key: str) -> bool:
    """Whether this can be a key of that order; errors: ValueError, TypeError."""
    if len(key) > _LONGEST_KEY or "\x00" in key:
        return False
    match name:
        case "due" | "moved":
            return key == "infinity" or datetime.fromisoformat(key) is not None
        case "found" | "rectify":
            return key == "infinity" or date.fromisoformat(key) is not None
        case "rung":
            return len(key) == 1 and key.isdecimal() and key.isascii()
        case _:
            return True


async def listed(
    pool: Pool | Connection,
    wanted: Wanted,
    today: date | None,
    *,
    sort: str = "due",
    after: Place | None = None,
    limit: int | None = None,
    told: bool = False,
) -> list[Listed]:
    """A page of cases; those that have nothing to be listed by come last."""
    key, number = after or (None, None)
    asked = (wanted.asked(today, told=told), sort, key, number, limit)
    found = await pool.fetch(sql("cases"), *asked, timeout=LONG)
    return [_line(dict(one)) for one in found]


def _line(found: dict[str, Any]) -> Listed:
    key = found.pop("key")
    return Listed(CaseRow(**found), Place(key, found["case"]))


async def tally(connection: Connection, wanted: Wanted, today: date, *, most: int = MOST_COUNTED) -> Tally | None:
    """件数 of what the holder may see; None where counting would keep the page waiting: the last thing a snapshot is asked."""
    try:
        async with connection.transaction():
            await connection.execute(f"set local statement_timeout = {PATIENCE_MS}")
            found = await connection.fetch(sql("seen_cases_counted"), wanted.asked(today, told=False), most + 1)
    except asyncpg.QueryCanceledError:
        return None
    stages, rungs, terms = Counter[str](), Counter[int](), Counter[str]()
    for stage, rung, term, many in found:
        stages[stage] += many
        rungs[rung] += many
        terms[term] += many
    return Tally(min(stages.total(), most), stages, rungs, terms, stages.total() > most)


def among(numbers: Collection[str]) -> Wanted:
    """These cases."""
    return Wanted(numbers=tuple(numbers))
