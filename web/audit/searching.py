"""检索 over the events of cases that the holder may see; who looked for whom by name is on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.people import CLOCK
from domain.refusals import Refusal
from ledger.access import names_read
from ledger.accounts import Holder
from ledger.questions.event_types import types_called
from ledger.questions.period import PeriodRefused, read_period
from ledger.questions.question import Period, Question
from ledger.questions.search import Found, Page, offices_called, persons_called, search
from ledger.seen import Seen
from ledger.store import Ledger
from ledger.views.current import current
from web.audit.asked import FieldRefused
from web.desk import Desk
from web.reading import reading

CLOCK_CALLED = "系统时钟"
SEVERAL = ("person", "office", "type", "case")
FIELDS = (*SEVERAL, "region", "industry", "letter", "text", "from", "to", "known_from", "known_to")
WHAT = "web audit search"
NOBODY = ("",)
"""an id that nobody has: an unknown name finds what a name finds of whom no case that is seen speaks"""
_OF_REFUSAL = {"LETTER_UNKNOWN": "letter", "WORDS_EMPTY": "text", "EVENT_UNKNOWN": "type"}

Asked = Mapping[str, str | Sequence[str]]


async def question_of(desk: Desk, holder: Holder, asked: Asked) -> Question:
    """The question as typed, by field. Errors: FieldRefused."""
    several = {name: _words(asked.get(name, ())) for name in SEVERAL}
    one = {name: str(asked.get(name) or "").strip() for name in FIELDS if name not in SEVERAL}
    happened = period_of(one["from"], one["to"], ("from", "to"), ("发生自", "发生至"))
    known = period_of(one["known_from"], one["known_to"], ("known_from", "known_to"), ("记入自", "记入至"))
    try:
        types = tuple(sorted({each for called in several["type"] for each in types_called(called)}))
    except Refusal as refused:
        raise FieldRefused("type", refused.sentence, refused.code) from None
    return Question(
        persons=await _persons(desk.record.ledger, holder, several["person"]),
        offices=await _offices(desk.seen(holder), several["office"]),
        types=types,
        region=one["region"],
        industry=one["industry"],
        cases=tuple(several["case"]),
        letter=one["letter"],
        words=one["text"],
        happened=happened,
        known=known,
    )


async def found(desk: Desk, holder: Holder, question: Question, limit: int, after: str | None) -> Page:
    """A page of what is found. Errors: FieldRefused, Refusal CURSOR_REFUSED."""
    await current(desk.record.ledger.pool)
    try:
        async with desk.seen(holder).snapshot() as connection:
            return await search(connection, question, limit=limit, after=after, seen=True)
    except Refusal as refused:
        if (field := _OF_REFUSAL.get(refused.code)) is None:
            raise
        sentence = refused.sentence
        if refused.code == "LETTER_UNKNOWN" and "不是完整的" not in sentence:
            sentence = f"没有文号为“{question.letter}”的文书，或它不在您的管辖范围内。"
        raise FieldRefused(field, sentence, refused.code) from None


async def called(desk: Desk, holder: Holder, page: Sequence[Found], asked: Asked) -> dict[str, str]:
    """Names of who acted, and that they were read is on record."""
    ids = {one.recorded.by for one in page}
    told = {name: value for name in FIELDS if (value := asked.get(name))}
    return await names_read(desk.record.ledger.pool, ids, reading(holder, WHAT, asked=told)) if ids else {}


async def _persons(ledger: Ledger, holder: Holder, called: Sequence[str]) -> tuple[str, ...]:
    ids: set[str] = set()
    for one in called:
        why = reading(holder, WHAT, asked={"person": one})
        ids.update((CLOCK,) if one == CLOCK_CALLED else await persons_called(ledger.pool, one, why))
    return tuple(sorted(ids)) or (NOBODY if called else ())


async def _offices(seen: Seen, called: Sequence[str]) -> tuple[str, ...]:
    ids: set[str] = set()
    for one in called:
        async with seen.snapshot() as connection:
            these = await offices_called(connection, one)
        if not these:
            raise FieldRefused("office", f"没有编号或名称是“{one}”的机关。", "OFFICE_UNKNOWN")
        ids.update(these)
    return tuple(sorted(ids))


def period_of(since: str, until: str, fields: tuple[str, str], names: tuple[str, str]) -> Period:
    """期间 of two fields. Errors: FieldRefused."""
    try:
        return read_period(since or None, until or None, names)
    except PeriodRefused as refused:
        raise FieldRefused(fields[names.index(refused.which)], refused.sentence, refused.code) from None


def _words(told: Any) -> list[str]:
    many = [told] if isinstance(told, str) else list(told)
    return [text for one in many if (text := str(one).strip())]
