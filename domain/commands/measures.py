"""约谈、处罚、挂牌、曝光、移送 and the direct jumps."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.commands.base import Command, Day, Evidence, Maybe, PersonId, Short, Text


class Commitment(BaseModel):
    """约谈承诺: a measure with its date."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    measure: Short
    by: Day


class RecordTalk(Command):
    """登记约谈纪要 (B3)."""

    people: ClassVar = ("present",)
    grounds: Text
    on: Day
    place: Short
    present: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    statements: Text
    measures: Annotated[tuple[Commitment, ...], Field(min_length=1, max_length=50)]
    published: bool = False


class MissTalk(Command):
    """登记约谈未举行."""

    whose: Literal["entity", "office"]
    note: Maybe = ""


class ReceiveTalkReport(Command):
    """收到约谈整改报告."""

    text: Text
    evidence: Evidence = ()


class FilePenalty(Command):
    """立案处罚 (law art. 102)."""

    decision: Short
    on: Day
    fine_yuan: Annotated[int, Field(ge=0)] = 0
    pay_by: Day | None = None


class Settle(Command):
    """确认了结 a fine paid or a talk commitment kept, also after the case has ended."""

    kind: Literal["fine", "talk_commitment"]
    ref: Short
    """处罚决定书号, or the commitment as the case shows it"""
    note: Maybe = ""
    evidence: Evidence = ()


class ExplainNoPenalty(Command):
    """说明不予立案的理由."""

    reason: Text


class RecordListing(Command):
    """登记挂牌督办; again with the dates of filing and publication."""

    level: Literal["county", "city", "province"]
    government: Short
    listed_on: Day
    listed_until: Day
    filed_on: Day | None = None
    published_on: Day | None = None


class RefuseListing(Command):
    """登记不予挂牌."""

    reason: Text


class Delist(Command):
    """登记摘牌."""

    government: Short
    reason: Text


class Expose(Command):
    """登记曝光; legal review first (S68)."""

    people: ClassVar = ("legal_reviewer",)
    media: Short
    content: Text
    legal_reviewer: PersonId
    desensitised: bool


class ProposeClosing(Command):
    """提请关闭 (law art. 113)."""

    people: ClassVar = ("legal_reviewer",)
    grounds: Text
    legal_reviewer: PersonId


class Transfer(Command):
    """移送司法机关或纪检监察 (S45)."""

    people: ClassVar = ("legal_reviewer",)
    organ: Short
    to_discipline: bool = False
    materials: Text
    legal_reviewer: PersonId | None = None


class Jump(Command):
    """直接升级 (invariant 4): to listing, or to a proposal to close. Present danger is `OrderSuspension`, at any hour."""

    grounds: Literal["mass_casualty_risk", "repeated_penalties"]
    note: Text
