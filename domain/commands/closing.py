"""复查、公示、双报告与销号."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.commands.base import Command, Day, Digest, Evidence, Maybe, PersonId, Some, Text


class RequestReinspection(Command):
    """申请复查: allowed from any stage after `determined`."""

    report: Text
    evidence: Evidence = ()


class PassReinspection(Command):
    """复查合格; two inspectors; signed by the entity or its refusal noted (law art. 68)."""

    people: ClassVar = ("inspectors",)
    inspectors: Annotated[tuple[PersonId, ...], Field(min_length=2, max_length=10)]
    opinion: Text
    entity_signed: bool
    refusal_note: Maybe = ""


class FailReinspection(Command):
    """复查不合格; after T with a remedial date (≤ 10 wd)."""

    people: ClassVar = ("inspectors",)
    inspectors: Annotated[tuple[PersonId, ...], Field(min_length=2, max_length=10)]
    reason: Text
    remedial_by: Day | None = None


class RecordPosting(Command):
    """登记公示 (S18)."""

    what: Literal["list", "progress", "result"]
    evidence: Digest


class RecordWorkersReport(Command):
    """登记双报告 (S21)."""

    regulator_on: Day
    body: Literal["workers_congress", "all_workers"]
    workers_on: Day
    photo: Digest


class ApproveClosure(Command):
    """批准销号 (→ CaseClosed). Item by item: no bulk closure (S5)."""

    opinion: Text


class ReturnClosure(Command):
    """退回销号: the approver says whether the papers or the hazard."""

    to: Literal["papers", "hazard"]
    reason: Text


class ReopenCase(Command):
    """重新立案督办, with evidence."""

    reason: Text
    evidence: Some
