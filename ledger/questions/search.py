"""检索 search over all events: any of the keys, all at once, newest first, page by page while new events arrive.

The order is that of the record's own numbers, which are given once and for ever: what comes later stands before the first
page and moves nothing behind it. Read `ledger.views.current.current` first, and nothing committed is missing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import prod

import asyncpg

from domain.grams import Term, grams_of, terms
from domain.refusals import Refusal
from domain.registers.text import narrow
from domain.workdays import day_of
from ledger.access import Reading, note
from ledger.pool import LONG, Connection, Pool
from ledger.questions.question import Period, Question, cursor, leaf_of
from ledger.questions.search_plan import EVENTS_OF_A_CASE, Asked, Condition, Plan, looks_for, spans, within, words_apart
from ledger.records import Recorded
from ledger.sql import sql
from ledger.store import number_of

FEW_CASES = 3_000
"""so many cases with the words are gone to one by one; with more, reading the record backwards finds a page as soon"""
FEW_EVENTS = 1_500
"""when another key has no more, their cases' texts are looked at, and the index of words is not asked"""
LOOKED_AT = 6_000
"""so many events of the leading key are come past for a page of common words, before the index of words is asked"""
LETTER = re.compile(r"(?P<issuer>.+?)[〔\[(【](?P<year>\d{4})[〕\])】]第?0*(?P<number>\d{1,9})号?")
COLUMNS = {"type": "type", "person": "by", "office": "office", "region": "region", "industry": "industry"}
"""which column of `traces` each kind of key is in"""


@dataclass(frozen=True, slots=True)
class Found:
    """An event that was found, with where its case stood then; the unit is called as it is today."""

    leaf: int
    recorded: Recorded
    number: str
    unit: str | None
    office: str | None
    region: str | None
    industry: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """一页: and how to go on, None at the end."""

    found: Sequence[Found] = ()
    after: str | None = None
    nowhere: Sequence[str] = ()
    """conditions that no event of the record meets"""


async def search(
    pool: Pool | Connection, question: Question, *, limit: int = 50, after: str | None = None, seen: bool = False
) -> Page:
    """A page of what the question finds; errors: Refusal CURSOR_REFUSED, LETTER_UNKNOWN, WORDS_EMPTY.

    `seen`: over a connection of `ledger.seen`, and so of the cases that its holder may see.
    """
    before = leaf_of(question, after) if after is not None else None
    words = _terms(question.words) if question.words else ()
    plan, nowhere = await _planned(pool, question, before)
    if nowhere or not plan.spans:
        return Page(nowhere=nowhere)
    rows = await (
        _worded(pool, plan, words, limit + 1, seen=seen) if words else _rows(pool, plan, limit + 1, seen=seen)
    )
    if rows is None:
        return Page(nowhere=["words"])
    more = len(rows) > limit
    found = [_found(row) for row in rows[:limit]]
    return Page(found, cursor(question, found[-1].leaf) if more else None)


async def persons_called(pool: Pool, called: str, reading: Reading) -> tuple[str, ...]:
    """人员 by id or by name, as ids; a name is looked up on record. Nobody: an empty tuple."""
    if any(row["by_id"] for row in await pool.fetch(sql("people_called"), called)):
        return (called,)
    await note(pool, reading)
    return tuple(sorted(row["id"] for row in await pool.fetch(sql("people_called"), called)))


async def offices_called(pool: Pool | Connection, called: str) -> tuple[str, ...]:
    """机构 by id or by name, as ids."""
    return tuple(sorted(one for (one,) in await pool.fetch(sql("offices_called"), called)))


async def _rows(pool: Pool | Connection, plan: Plan, limit: int, *, seen: bool) -> list[asyncpg.Record]:
    statement, asked = plan.statement_seen(limit) if seen else plan.statement(limit)
    rows: list[asyncpg.Record] = await pool.fetch(statement, *asked, timeout=LONG)
    return rows


async def _planned(pool: Pool | Connection, question: Question, before: int | None) -> tuple[Plan, list[str]]:
    rows = await pool.fetch(
        sql("search_keys"), list(question.types), list(question.persons), list(question.offices),
        question.region or None, question.industry or None, *_days(question.happened), *_days(question.known),
        timeout=LONG,
    )  # fmt: skip
    leaves = next(row["events"] for row in rows if row["kind"] == "leaves")
    plan = Plan(leaves, _spans(rows, question, leaves + 1 if before is None else before))
    nowhere = []
    for kind in _kinds(question):
        of_kind = [row for row in rows if row["kind"] == kind]
        if not of_kind:
            nowhere.append(kind)
        plan.conditions.append(
            Condition(COLUMNS[kind], [row["id"] for row in of_kind], sum(row["events"] for row in of_kind))
        )
    for column, period in (("at", question.happened), ("recorded_at", question.known)):
        plan.periods += [(column, ">=", period.since)] if period.since else []
        plan.periods += [(column, "<", period.before)] if period.before else []
    if question.letter:
        number, plan.letter = await _lettered(pool, question.letter)
        plan.conditions.append(_cases([number]))
    if question.cases:
        plan.conditions.append(_cases([number_of(one) for one in question.cases]))
    return plan, nowhere


def _terms(typed: str) -> Sequence[Term]:
    words = terms(typed)
    if not words:
        raise Refusal("WORDS_EMPTY", "请写出要找的字词或拼音首字母。")
    return words


async def _worded(
    pool: Pool | Connection, plan: Plan, words: Sequence[Term], limit: int, *, seen: bool
) -> list[asyncpg.Record] | None:
    """A page of what has the words too, found the shortest way; None when no case has them."""
    if any(one.events <= FEW_EVENTS for one in plan.conditions):
        return await _rows(pool, replace(plan, words=words), limit, seen=seen)
    newest = await _newest(pool, plan, words, limit, seen=seen)
    if len(newest) == limit:
        return newest
    few = await _cases_with(pool, words, seen=seen)
    if few is None:
        return await _rows(pool, replace(plan, words=words), limit, seen=seen)
    plan.conditions.append(_cases(few))
    return await _rows(pool, plan, limit, seen=seen) if few else None


async def _newest(
    pool: Pool | Connection, plan: Plan, words: Sequence[Term], limit: int, *, seen: bool
) -> list[asyncpg.Record]:
    """A page of common words, from the newest stretch of the record alone; less than a page proves nothing.

    To ask the index which cases have words that many have takes longer than to come past some that do.
    """
    share = await pool.fetchval(sql("grams_share"), _grams(words))
    shares = sorted(one.events / max(plan.leaves, 1) for one in plan.conditions)
    leading = shares[0] if shares else 1.0
    wanted = limit / max(share * prod(shares[1:]), 1e-9)  # of the leading key's events, to come past a page
    if 2 * wanted > LOOKED_AT:
        return []
    stretch = within(plan.spans, [(max(1, plan.spans[0][1] - int(LOOKED_AT / leading)), plan.spans[0][1])])
    return await _rows(pool, replace(plan, spans=stretch, words=words), limit, seen=seen)


def _grams(words: Sequence[Term]) -> list[int]:
    return sorted({gram for term in words for gram in grams_of(term)})


async def _cases_with(pool: Pool | Connection, words: Sequence[Term], *, seen: bool) -> Collection[str] | None:
    """The cases with all the words, or None when they are many."""
    grams = _grams(words)
    if seen:
        rows = await pool.fetch(sql("search_words_seen"), grams, *words_apart(words), FEW_CASES + 1, timeout=LONG)
    else:
        asked = Asked([FEW_CASES + 1, grams])
        looks = " and ".join(looks_for(asked, words))
        rows = await pool.fetch(sql("search_words").replace(":looks", looks), *asked.arguments, timeout=LONG)
    return None if len(rows) > FEW_CASES else [number for (number,) in rows]


async def _lettered(pool: Pool | Connection, called: str) -> tuple[str, str]:
    """The case and the id in it of a letter by its number."""
    number = LETTER.fullmatch("".join(narrow(called).split()))
    if number is None:
        raise Refusal("LETTER_UNKNOWN", f"“{called}”不是完整的文号，应如：安委办〔2026〕12号。")
    asked = (number["issuer"], int(number["year"]), int(number["number"]))
    row = await pool.fetchrow(sql("lettered"), *asked)
    if row is None:
        raise Refusal("LETTER_UNKNOWN", "账上没有文号为{}〔{}〕{}号的文书。".format(*asked))
    return number_of(row["stream"]), row["letter"]


def _cases(numbers: Collection[str]) -> Condition:
    return Condition("number", list(numbers), len(numbers) * EVENTS_OF_A_CASE)


def _kinds(question: Question) -> list[str]:
    asked = {
        "type": question.types, "person": question.persons, "office": question.offices, "region": question.region,
        "industry": question.industry,
    }  # fmt: skip
    return [kind for kind, value in asked.items() if value]


def _days(period: Period) -> tuple[date | None, date | None]:
    """The days a period touches."""
    last = period.before - timedelta(microseconds=1) if period.before else None
    return _day(period.since), _day(last)


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else day_of(instant)


def _spans(rows: Sequence[asyncpg.Record], question: Question, before: int) -> Sequence[tuple[int, int]]:
    """Which stretches of the record can hold an answer."""
    found = [(1, before - 1)] if before > 1 else []
    for clock, period in (("at", question.happened), ("recorded_at", question.known)):
        if period:
            found = within(found, spans([(row["low"], row["high"]) for row in rows if row["kind"] == clock], before))
    return found


def _found(row: asyncpg.Record) -> Found:
    beside = ("leaf", "number", "unit", "office", "region", "industry")
    recorded = Recorded(**{name: value for name, value in row.items() if name not in beside})
    return Found(recorded=recorded, **{name: row[name] for name in beside})
