"""Every kind of question is answered as a hand would answer it, in one order, page after page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from domain.case import Letter
from domain.events import (
    CaseClosed,
    EntryCorrected,
    Event,
    LetterIssued,
    LetterServed,
    OrderIssued,
    ReinspectionPassed,
    ReminderSent,
)
from domain.people import CLOCK, Appointment, Office, Person, Role
from domain.refusals import Refusal
from domain.rulebook import LetterKind
from ledger.access import Reading, accesses
from ledger.people import save_people
from ledger.questions import search as search_module
from ledger.questions.question import Period, Question
from ledger.questions.search import Page, offices_called, persons_called, search
from ledger.questions.search_plan import INDEXED
from ledger.store import Ledger
from ledger.views.current import FOLLOWERS, current
from ledger.views.following import rebuild
from ledger.views.traces import Traces
from ledger.views.words import Words
from tests.ledger.lives import AT, append, asked, reported

HONGDA, YONGSHENG, CINEMA = "2026-000001", "2026-000002", "2026-000003"
DAY = timedelta(days=1)


def order(at: datetime) -> OrderIssued:
    letter = Letter(
        id="1/order", kind=LetterKind.ORDER, to=Role.ENTITY, drafted_on=at.date(), signed_by=Role.COMMISSION_OFFICE
    )
    return OrderIssued(at=at, letter=letter, requirements="更换", rectify_by=date(2026, 4, 1))


def corrected(at: datetime, field: str, was: str, now: str) -> EntryCorrected:
    return EntryCorrected(at=at, field=field, was=was, now=now, reason="笔误", second="p-second")


LIVES: Sequence[tuple[str, str, int, Event]] = (
    # case, by, known so many days after AT, what happened
    (HONGDA, "p-wang", 0, reported(HONGDA)),
    (YONGSHENG, "p-li", 1, reported(
        YONGSHENG, at=AT + DAY, author="p-li", unit="永盛烟花厂", region="临江县城关镇", industry="烟花爆竹",
        description="库房超量储存", office="o-linjiang",
    )),
    (HONGDA, "p-wang", 2, order(AT + 2 * DAY)),
    (HONGDA, "p-office", 3, LetterIssued(at=AT + 3 * DAY, letter="1/order", number="安委办〔2026〕1号", issuer="安委办", text="全文")),
    (CINEMA, "p-li", 4, reported(
        CINEMA, at=AT + 4 * DAY, author="p-li", unit="银行路电影院A座", region="临江县", industry="消防/影院",
        description="安全出口锁闭", office=None,
    )),
    (HONGDA, "p-town", 9, LetterServed(at=AT + 5 * DAY, letter="1/order", on=date(2026, 3, 7), how="in_person", witnesses=("p-li", "p-wang"))),
    (YONGSHENG, "p-clerk", 10, corrected(AT + 10 * DAY, "region", "临江县城关镇", "临江县河西镇")),
    (YONGSHENG, CLOCK, 11, ReminderSent(
        at=AT + 11 * DAY, due_at=AT + 11 * DAY, late_seconds=0, subject="verify", workdays=0, to=Role.REGULATOR,
    )),
    (YONGSHENG, "p-wang", 12, asked("p-li").model_copy(update={"at": AT + 12 * DAY})),
    (YONGSHENG, "p-wang", 13, ReinspectionPassed(
        at=AT + 13 * DAY, inspectors=("p-wang", "p-town"), opinion="合格", entity_signed=True
    )),
    (YONGSHENG, "p-chief", 14, CaseClosed(at=AT + 14 * DAY, approver="p-chief", opinion="同意")),
    (HONGDA, "p-clerk", 15, corrected(AT + 15 * DAY, "unit", "宏达化工有限公司", "鸿达化工有限公司")),
)  # fmt: skip
ALL = range(len(LIVES))


@pytest.fixture
async def told(ledger: Ledger) -> Ledger:
    for number, by, days, event in LIVES:
        version = (await ledger.recall(number)).version
        await append(
            ledger, number, [event], by=by, recorded_at=AT + days * DAY, command_id=f"{number}/{version}"
        )  # fmt: skip
    await current(ledger.pool)
    return ledger


async def found(ledger: Ledger, **question: Any) -> list[int]:
    """Which of LIVES, oldest first."""
    return ours(await search(ledger.pool, Question(**question)))


def ours(page: Page) -> list[int]:
    places = {}
    for place, (number, *_) in enumerate(LIVES):
        places[number, sum(one[0] == number for one in LIVES[: place + 1])] = place
    return [places[one.number, one.recorded.version] for one in reversed(page.found) if one.number != "ledger"]


def on(first: int, last: int) -> Period:
    """From one day after AT through another, in whole days."""
    return Period(AT + first * DAY, AT + (last + 1) * DAY)


QUESTIONS: Sequence[tuple[dict[str, Any], Sequence[int]]] = (
    ({}, ALL),
    # who acted, and who is named in it
    ({"persons": ("p-li",)}, (1, 4, 5, 8)),
    ({"persons": ("p-town",)}, (5, 9)),
    ({"persons": ("p-second",)}, (6, 11)),
    ({"persons": ("p-li", "p-town")}, (1, 4, 5, 8, 9)),
    ({"persons": (CLOCK,)}, (7,)),
    ({"persons": ("p-nobody",)}, ()),
    ({"offices": ("o-emb",)}, (0, 2, 3, 5, 11)),
    ({"offices": ("o-linjiang", "o-emb")}, (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11)),
    ({"types": ("HazardReported",)}, (0, 1, 4)),
    ({"types": ("HazardReported", "CaseClosed")}, (0, 1, 4, 10)),
    # the region begins so, as it was then
    ({"region": "临江县"}, (1, 4, 6, 7, 8, 9, 10)),
    ({"region": "临江县城关镇"}, (1,)),
    ({"region": "临江县河西"}, (6, 7, 8, 9, 10)),
    ({"region": "江县"}, ()),
    ({"industry": "消防"}, (4,)),
    ({"industry": "烟花爆竹"}, (1, 6, 7, 8, 9, 10)),
    ({"cases": (HONGDA,)}, (0, 2, 3, 5, 11)),
    ({"cases": (f"case-{HONGDA}", CINEMA)}, (0, 2, 3, 4, 5, 11)),
    # a letter from its draft on
    ({"letter": "安委办〔2026〕1号"}, (2, 3, 5)),
    ({"letter": "安委办[2026] 01"}, (2, 3, 5)),
    ({"letter": "安委办（2026）第1号", "persons": ("p-office",)}, (3,)),
    # when it happened, and when it was known
    ({"happened": on(5, 5)}, (5,)),
    ({"known": on(5, 5)}, ()),
    ({"known": on(9, 9)}, (5,)),
    ({"happened": Period(None, AT + 2 * DAY)}, (0, 1)),
    ({"happened": Period(AT + 14 * DAY)}, (10, 11)),
    ({"happened": on(3, 6), "known": on(4, 30)}, (4, 5)),
    # the case's own words
    ({"words": "烟花"}, (1, 6, 7, 8, 9, 10)),
    ({"words": "yhc"}, (1, 6, 7, 8, 9, 10)),
    ({"words": "YSYHC"}, (1, 6, 7, 8, 9, 10)),
    ({"words": "烟花c"}, (1, 6, 7, 8, 9, 10)),
    ({"words": "烟花x"}, ()),
    ({"words": "花烟"}, ()),
    ({"words": "影院 a座"}, (4,)),
    ({"words": "Ａ座"}, (4,)),
    ({"words": "yhl"}, (4,)),
    ({"words": "hd"}, (0, 2, 3, 5, 11)),
    ({"words": "宏达"}, (0, 2, 3, 5, 11)),
    ({"words": "鸿达"}, (0, 2, 3, 5, 11)),
    ({"words": "报警器 hd"}, (0, 2, 3, 5, 11)),
    ({"words": "报警器 烟花"}, ()),
    ({"words": "锁"}, (4,)),
    ({"words": "y"}, (1, 4, 6, 7, 8, 9, 10)),
    ({"words": "临江县"}, (1, 4, 6, 7, 8, 9, 10)),
    # all at once
    ({"persons": ("p-wang",), "types": ("ReinspectionPassed", "HazardReported")}, (0, 9)),
    ({"persons": ("p-wang",), "region": "临江", "happened": on(12, 12)}, (8,)),
    ({"persons": ("p-li",), "words": "影院"}, (4,)),
    ({"offices": ("o-linjiang",), "industry": "烟花", "types": ("EntryCorrected",), "known": on(10, 10)}, (6,)),
    ({"cases": (YONGSHENG,), "words": "yh", "types": ("CaseClosed",)}, (10,)),
    ({"cases": (HONGDA,), "words": "yh"}, ()),
)  # fmt: skip


async def test_every_kind_of_question(told: Ledger) -> None:
    answered = [(question, await found(told, **question)) for question, _ in QUESTIONS]
    assert answered == [(question, list(places)) for question, places in QUESTIONS]


async def test_whichever_key_leads_the_answer_is_the_same(told: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """How often a key is found decides which one is read along, and nothing else."""
    for leading in ("type", "person", "office", "region", "industry", "", "words"):
        await told.pool.execute("update trace_keys set events = case kind when $1 then 1 else 1000000 end", leading)
        monkeypatch.setattr("ledger.questions.search.FEW_CASES", 1_000 if leading == "words" else 0)
        answered = [(question, await found(told, **question)) for question, _ in QUESTIONS]
        assert answered == [(question, list(places)) for question, places in QUESTIONS], leading


async def test_an_index_holds_what_the_plan_relies_on(ledger: Ledger) -> None:
    """Or every event of the leading key would be read from the table: right still, and fifty times slower."""
    held = (
        "select attname from pg_index join pg_attribute on attrelid = indexrelid"
        " where indrelid = $1::text::regclass and attname <> 'leaf' and exists (select from pg_attribute a"
        " where a.attrelid = indexrelid and a.attnum = 1 and a.attname = $2)"
    )
    for table, leading, column in (
        *(("traces", leading, leading) for leading in INDEXED),
        ("trace_people", "by", "person"),
    ):
        columns = {name for (name,) in await ledger.pool.fetch(held, table, column)}
        assert columns >= {*INDEXED[leading], column}, (table, columns)


async def test_an_event_stands_where_its_case_stood_then(told: Ledger) -> None:
    page = await search(told.pool, Question(cases=(YONGSHENG,)))
    assert [one.region for one in reversed(page.found)] == ["临江县城关镇"] + ["临江县河西镇"] * 5
    assert {(one.office, one.industry, one.unit) for one in page.found} == {("o-linjiang", "烟花爆竹", "永盛烟花厂")}


async def test_what_concerns_no_case_is_found_too(told: Ledger) -> None:
    page = await search(told.pool, Question(cases=("ledger",)))
    assert [(one.number, one.recorded.type, one.unit) for one in page.found] == [("ledger", "LedgerOpened", None)]


async def test_pages_go_on_while_events_arrive(told: Ledger) -> None:
    question, expected = Question(region="临江县"), None
    for size in (1, 2, 3, 5):
        page, leaves = await search(told.pool, question, limit=size), []
        expected = [one.leaf for one in (await search(told.pool, question)).found]
        while True:
            leaves += [one.leaf for one in page.found]
            if page.after is None:
                break
            version = (await told.recall(CINEMA)).version
            late = corrected(AT + 20 * DAY, "region", "临江县", "临江县")
            await append(told, CINEMA, [late], command_id=f"late/{version}")
            await current(told.pool)
            page = await search(told.pool, question, limit=size, after=page.after)
        assert leaves == expected
    assert len(expected or ()) > 7


async def test_pages_of_common_words_miss_nothing(told: Ledger, owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the newest stretch where that fills a page, by the index of words where it does not: the same pages."""
    connection = await asyncpg.connect(owner)
    await connection.execute("analyze case_words")
    await connection.close()
    asked = (
        {"words": "烟花"},
        {"words": "宏达"},
        {"words": "临江县"},
        {"words": "烟花", "region": "临江县"},
        {"words": "影院"},
    )
    whole = [[one.leaf for one in (await search(told.pool, Question(**one))).found] for one in asked]
    monkeypatch.setattr("ledger.questions.search.FEW_EVENTS", 0)
    by_stretch = 0
    for look in (4, 12, 1_000):
        monkeypatch.setattr("ledger.questions.search.LOOKED_AT", look)
        for question, expected in zip((Question(**one) for one in asked), whole, strict=True):
            for size in (1, 2, 3):
                found, after = list[int](), None
                while True:
                    page = await search(told.pool, question, limit=size, after=after)
                    found += [one.leaf for one in page.found]
                    by_stretch += await _stretched(told, question, size)
                    after = page.after
                    if after is None:
                        break
                assert found == expected, (question, size, look)
    assert by_stretch > 20


async def _stretched(told: Ledger, question: Question, size: int) -> bool:
    plan, _ = await search_module._planned(told.pool, question, None)
    rows = await search_module._newest(
        told.pool, plan, search_module._terms(question.words or ""), size + 1, seen=False
    )
    return len(rows) > size


async def test_a_mark_belongs_to_its_question(told: Ledger) -> None:
    question = Question(region="临江县")
    mark = (await search(told.pool, question, limit=2)).after
    assert mark is not None
    again = [await search(told.pool, question, limit=2, after=mark) for _ in range(2)]
    assert ours(again[0]) == ours(again[1]) == [7, 8]
    forged = [mark[:-2] + ("AA" if mark[-2:] != "AA" else "BB"), "", "abc", "不是", mark + "AAAA"]
    for bad in forged:
        with pytest.raises(Refusal) as refused:
            await search(told.pool, question, after=bad)
        assert refused.value.code == "CURSOR_REFUSED"
    with pytest.raises(Refusal):
        await search(told.pool, Question(region="临江"), after=mark)


async def test_what_cannot_be_answered_is_said(told: Ledger) -> None:
    asking: Sequence[tuple[str, Any, str]] = (
        ("letter", "12号", "LETTER_UNKNOWN"),
        ("letter", "安委办〔2026〕99号", "LETTER_UNKNOWN"),
        ("words", " 　", "WORDS_EMPTY"),
        ("happened", (AT, AT), "PERIOD_REVERSED"),
    )
    for name, value, code in asking:
        with pytest.raises(Refusal) as refused:
            await found(told, **{name: Period(*value) if isinstance(value, tuple) else value})
        assert refused.value.code == code


async def test_what_the_record_never_said_is_named(told: Ledger) -> None:
    for asking, nowhere in (
        ({"region": "外县", "persons": ("p-wang",)}, ["region"]),
        ({"words": "外星"}, ["words"]),
        ({"types": ("CaseVoided",), "offices": ("o-far",)}, ["office", "type"]),
    ):
        page = await search(told.pool, Question(**asking))
        assert (list(page.found), page.after, sorted(page.nowhere)) == ([], None, nowhere)


async def test_a_name_leads_to_ids_on_record(told: Ledger) -> None:
    people = [Person(id="p-li", name="李明"), Person(id="p-li-2", name="李明"), Person(id="p-wang", name="王强")]
    posts = [Appointment(person="p-li", role=Role.GRID, at="o-emb")]
    await save_people(told.pool, people=people, offices=[Office(id="o-emb", name="应急局")], appointments=posts, by="x")

    async def asked_for(called: str) -> tuple[str, ...]:
        return await persons_called(told.pool, called, Reading(by="p-auditor", what="audit search", subject=called))

    assert await asked_for("李明") == ("p-li", "p-li-2")
    assert await asked_for("李强") == ()
    assert await asked_for("p-li") == ("p-li",)
    assert await asked_for(CLOCK) == (CLOCK,)
    assert [one.subject for one in await accesses(told.pool)] == ["李强", "李明"]
    assert await offices_called(told.pool, "应急局") == ("o-emb",) == await offices_called(told.pool, "o-emb")


async def rows(ledger: Ledger) -> list[list[tuple[Any, ...]]]:
    keys = "select kind, value, events from trace_keys order by 1, 2"
    traces = (
        "select t.leaf, t.at, t.number, t.version, t.letter, k.value, b.value, o.value, r.value, i.value from traces t"
        " join trace_keys k on k.id = t.type join trace_keys b on b.id = t.by left join trace_keys o on o.id = t.office"
        " left join trace_keys r on r.id = t.region left join trace_keys i on i.id = t.industry order by leaf"
    )
    people = "select k.value, p.leaf from trace_people p join trace_keys k on k.id = p.person order by 1, 2"
    rest = ("select * from trace_days order by 1, 2, 3", "select * from case_words order by 1")
    return [[tuple(row) for row in await ledger.pool.fetch(one)] for one in (keys, traces, people, *rest)]


async def test_built_anew_or_told_twice_it_is_the_same(told: Ledger) -> None:
    before = await rows(told)
    for follower in (Traces(), Words()):
        await told.pool.execute("update followers set leaf = 3 where name = $1", follower.name)
    await current(told.pool)
    assert await rows(told) == before
    for follower in (Traces(), Words()):
        assert not (await rebuild(told.pool, follower)).parked
    assert await rows(told) == before
    assert {"search", "words"} <= set(FOLLOWERS)
