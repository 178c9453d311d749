"""延期、中止与停产停业: what moves T, and what does not."""

from datetime import date, datetime

from domain.events.base import Event


class ExtensionRequested(Event):
    """申请延期."""

    reason: str
    interim: str
    until: date


class ExtensionGranted(Event):
    """批准延期: one of the two events that move T (for a listed case, `listed_until`)."""

    until: date
    opinion: str = ""
    ladder_from: date | None = None


class ExtensionRefused(Event):
    """不予延期."""

    reason: str
    ladder_from: date | None = None


class ExtensionReturned(Event):
    """退回补正."""

    reason: str
    ladder_from: date | None = None


class ClockHoldProposed(Event):
    """提出中止."""

    grounds: str
    reason: str
    review_on: date
    author: str
    evidence: tuple[str, ...]


class ClockHeld(Event):
    """中止生效: countersigned by the approver. Stops T, the plan and all rungs."""

    review_on: date
    plan_left_days: int | None = None


class HoldRenewed(Event):
    """中止续期."""

    review_on: date
    reason: str


class ClockReleased(Event):
    """中止解除: T moves by the calendar days held; after T it adds nothing."""

    reason: str
    days: int
    rectify_by: date | None = None
    listed_until: date | None = None
    ladder_from: date
    due_at: datetime | None = None
    """set when it ended by itself at its review date"""
    late_seconds: int = 0


class SuspensionOrdered(Event):
    """责令停产停业; never stops T."""

    scope: str
    reason: str
    legal_reviewer: str


class ResumptionRequested(Event):
    """申请恢复生产."""

    report: str


class ResumptionDecided(Event):
    """恢复生产审查意见; closes nothing."""

    granted: bool
    opinion: str
