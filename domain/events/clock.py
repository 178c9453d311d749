"""时钟所记 what the timer puts on record."""

from datetime import date
from typing import Literal

from domain.case import Frozen, Letter
from domain.events.base import ClockEvent
from domain.obligations import Owe
from domain.people import Role


class SharedLetter(Frozen):
    """合并发文: two lapses at once share one letter, of the higher rung."""

    kind: Owe
    ref: str
    next_step: int


class ReminderSent(ClockEvent):
    """提醒: a message, no 文号, automatic."""

    subject: str
    """obligation kind, "rectify", "release", "supervise" """
    ref: str = ""
    workdays: int
    to: Role
    whom: str = ""
    next_step: int = 0
    skipped: bool = False
    """the service was down and the date it spoke of has passed: on record, not sent"""


class ObligationLapsed(ClockEvent):
    """逾期 (event): an obligation ran out."""

    kind: Owe | Literal["rectify"]
    ref: str
    due_on: date
    on: Role
    next_step: int = 0
    pressed_on: date | None = None


class RungFired(ClockEvent):
    """阶梯触发: drafted and put before the signatory (催办: a message, automatic)."""

    rung: int
    due_on: date
    cause: Literal["rectify_by", "pressed", "reinspection_failed", "listing_lapsed"]
    letter: Letter | None = None
    names: tuple[str, ...] = ()
    shared: tuple[SharedLetter, ...] = ()
    """obligation letters due the same day that this letter takes in"""


class GapExpired(ClockEvent):
    """文书逾限: unsigned or unserved for 10 wd; the next gap starts by itself, the office's lapse."""

    letter: str
    on: date
    why: Literal["unsigned", "unserved"]
    rectify_by: date | None = None


class LetterRaised(ClockEvent):
    """呈上一级: unsigned, the draft stands before the next superior."""

    letter: str
    to: Role
    next_step: int
