"""查询条件 what an auditor asks of the record, and the mark by which he goes on where a page ended."""

import base64
import binascii
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

import orjson

from domain.refusals import Refusal

_LEAF_BYTES, _CHECK_BYTES = 8, 8


@dataclass(frozen=True, slots=True)
class Period:
    """期间: from an instant on, and before another; either may be open."""

    since: datetime | None = None
    before: datetime | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.before is not None


@dataclass(frozen=True, slots=True)
class Question:
    """查询条件, all of which an event must meet; within one, any of several values."""

    persons: tuple[str, ...] = ()
    """ids: who acted, or is named in the event"""
    offices: tuple[str, ...] = ()
    """ids: the office the case stood under then"""
    types: tuple[str, ...] = ()
    region: str = ""
    """how the region began then"""
    industry: str = ""
    """how the industry began then"""
    cases: tuple[str, ...] = ()
    """numbers; `ledger`: what concerns no case"""
    letter: str = ""
    """发文字号"""
    words: str = ""
    """free text of the case, see `domain.grams`"""
    happened: Period = Period()
    known: Period = Period()

    def __post_init__(self) -> None:
        for period in (self.happened, self.known):
            if period.since and period.before and period.since >= period.before:
                raise Refusal("PERIOD_REVERSED", "期间的起点须在终点之前。")


def cursor(question: Question, leaf: int) -> str:
    """接续标记: from before this leaf on, of this question and no other."""
    place = leaf.to_bytes(_LEAF_BYTES)
    return base64.urlsafe_b64encode(place + _check(question, place)).decode().rstrip("=")


def leaf_of(question: Question, mark: str) -> int:
    """Where the mark goes on; errors: Refusal CURSOR_REFUSED."""
    try:
        given = base64.b64decode(mark + "=" * (-len(mark) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        given = b""
    place = given[:_LEAF_BYTES]
    if len(given) != _LEAF_BYTES + _CHECK_BYTES or given[_LEAF_BYTES:] != _check(question, place):
        raise Refusal("CURSOR_REFUSED", "这个接续标记不是本次检索给出的：请照抄上一页末尾所给的，并保持检索条件不变。")
    return int.from_bytes(place)


def _check(question: Question, place: bytes) -> bytes:
    return sha256(place + orjson.dumps(asdict(question), option=orjson.OPT_SORT_KEYS)).digest()[:_CHECK_BYTES]
