"""复查、公示、双报告与销号, and the other endings."""

from datetime import date
from typing import Literal

from domain.events.base import Deed, Event


class ReinspectionRequested(Event):
    """申请复查: holds the ladder, never resets it."""

    report: str
    author: str
    holds: bool
    evidence: tuple[str, ...] = ()

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.author, "rectified"),)


class ReinspectionPassed(Event):
    """复查合格: 整改复查意见书 by two inspectors, signed by the entity or its refusal noted (law art. 68)."""

    inspectors: tuple[str, ...]
    opinion: str
    entity_signed: bool
    refusal_note: str = ""

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return tuple((person, "inspected") for person in self.inspectors)


class ReinspectionFailed(Event):
    """复查不合格."""

    inspectors: tuple[str, ...]
    reason: str
    remedial_by: date | None = None
    forced_on: date | None = None
    """a letter rung fires on this day: the second failure of a cycle and each one after"""
    report_to_government: bool = False
    ladder_from: date | None = None

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return tuple((person, "inspected") for person in self.inspectors)


class PostingRecorded(Event):
    """车间公示 (S18)."""

    what: Literal["list", "progress", "result"]
    evidence: str


class WorkersReportRecorded(Event):
    """双报告 (S21)."""

    regulator_on: date
    body: Literal["workers_congress", "all_workers"]
    workers_on: date
    photo: str


class CaseClosed(Event):
    """销号."""

    approver: str
    opinion: str

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.approver, "closed"),)


class ClosureReturned(Event):
    """退回: papers → reinspecting, hazard → rectifying."""

    to: Literal["papers", "hazard"]
    reason: str
    ladder_from: date | None = None


class CaseReopened(Event):
    """重新立案督办 (反弹): a new cycle, a new order, a new T, the ladder from 0."""

    reason: str
    evidence: tuple[str, ...]
    approver: str


class EntityClosed(Event):
    """企业关闭: evidence that power is cut and equipment disabled."""

    evidence: tuple[str, ...]
    note: str = ""


class CaseVoided(Event):
    """误录作废."""

    reason: str
