"""延期、中止与停产停业."""

from typing import ClassVar, Literal

from domain.commands.base import Command, Day, Maybe, PersonId, Short, Some, Text


class RequestExtension(Command):
    """申请延期, with reasons and interim measures."""

    reason: Text
    interim: Text
    until: Day


class GrantExtension(Command):
    """批准延期."""

    until: Day
    opinion: Maybe = ""


class RefuseExtension(Command):
    """不予延期."""

    reason: Text


class ReturnExtension(Command):
    """退回补正."""

    reason: Text


class HoldClock(Command):
    """提出中止: only 长期停产且断电封存, 不可抗力, 司法查封."""

    grounds: Literal["long_shutdown_sealed", "force_majeure", "judicial_seal"]
    reason: Text
    review_on: Day
    evidence: Some


class Countersign(Command):
    """会签中止."""


class RenewHold(Command):
    """中止续期."""

    review_on: Day
    reason: Text


class ReleaseClock(Command):
    """解除中止."""

    reason: Text


class OrderSuspension(Command):
    """责令停产停业; legal review first (S68). Never stops T."""

    people: ClassVar = ("legal_reviewer",)
    scope: Short
    reason: Text
    legal_reviewer: PersonId


class RequestResumption(Command):
    """申请恢复生产."""

    report: Text


class DecideResumption(Command):
    """恢复生产审查."""

    granted: bool
    opinion: Text
