"""约谈、处罚、挂牌、曝光、移送 and the direct jumps."""

from datetime import date
from typing import Literal

from domain.case import Letter
from domain.events.base import Event


class TalkRecorded(Event):
    """约谈纪要 (B3): a talk is a record."""

    grounds: str
    on: date
    place: str
    present: tuple[str, ...]
    statements: str
    measures: tuple[str, ...]
    published: bool = False


class TalkMissed(Event):
    """约谈未举行: the principal did not come, or the office did not hold it (its lapse)."""

    whose: Literal["entity", "office"]
    note: str = ""
    gap_from: date
    pressed_on: date | None = None


class TalkReportReceived(Event):
    """收到约谈整改报告."""

    text: str
    evidence: tuple[str, ...] = ()


class PenaltyFiled(Event):
    """立案处罚 (law art. 102)."""

    decision: str
    on: date
    fine_yuan: int = 0


class ObligationSettled(Event):
    """义务了结: the fine is paid, the commitment kept."""

    kind: Literal["fine", "talk_commitment"]
    ref: str
    note: str = ""
    evidence: tuple[str, ...] = ()


class NoPenaltyExplained(Event):
    """不予立案的理由."""

    reason: str


class ListingRecorded(Event):
    """挂牌督办."""

    level: Literal["county", "city", "province"]
    government: str
    listed_on: date
    listed_until: date
    filed_on: date | None = None
    published_on: date | None = None


class ListingRefused(Event):
    """不予挂牌: proposed again after 30 d."""

    reason: str


class Delisted(Event):
    """摘牌."""

    government: str
    reason: str


class Exposed(Event):
    """曝光, after legal review (S68)."""

    media: str
    content: str
    legal_reviewer: str
    desensitised: bool


class ClosingProposed(Event):
    """提请关闭 (law art. 113)."""

    grounds: str
    legal_reviewer: str


class Transferred(Event):
    """移送司法或纪检监察; the hazard stays open until fixed (S45)."""

    organ: str
    materials: str
    legal_reviewer: str | None = None


class Jumped(Event):
    """直接升级, by decision with grounds (invariant 4)."""

    rung: int
    grounds: Literal["mass_casualty_risk", "repeated_penalties"]
    note: str
    letter: Letter
