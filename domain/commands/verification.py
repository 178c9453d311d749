"""上报、判定 and the ways a report ends without one."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from domain.case import Channel, SiteDecision
from domain.commands.base import Command, Day, Interim, Maybe, PersonId, Short, Text


class Report(Command):
    """上报隐患. Opens a case."""

    channel: Channel
    entity: Short
    unit: Short
    region: Annotated[str, StringConstraints(max_length=200)] = ""
    industry: Annotated[str, StringConstraints(max_length=100)] = ""
    description: Text
    criterion: Maybe = ""
    risk: Literal["", "red", "orange", "yellow", "blue"] = ""
    lists: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    sponsor: Maybe = ""
    office: Short | None = None
    found_on: Day
    verify_by: Day | None = None
    """上级交办: the date stated"""


class StartSupervision(Command):
    """开始督办 (of one adopted case; a whole batch goes by `duban register start`)."""


class Determine(Command):
    """判定为重大事故隐患, with the site decision and interim measures (law art. 65)."""

    criterion: Short
    site_decision: SiteDecision
    interim: Interim
    on_the_spot: bool = False
    risk: Literal["", "red", "orange", "yellow", "blue"] = ""
    danger_to_life: bool = False


class CheckDanger(Command):
    """险情核查 of a public report."""

    danger: bool
    note: Text


class Dismiss(Command):
    """认定不属实; two persons."""

    people: ClassVar = ("second",)
    reason: Text
    second: PersonId
    reporter_answered: bool = False


class Downgrade(Command):
    """降级转一般隐患; + approver, and the receipt of the ordinary register."""

    people: ClassVar = ("approver",)
    criterion: Short
    reason: Text
    approver: PersonId
    receipt: Short


class Merge(Command):
    """并案."""

    into: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{6,}$")]
    reason: Text


class Refer(Command):
    """移送其他部门 (law art. 69)."""

    to: Short
    reason: Text


class AcceptReferral(Command):
    """接收移送."""

    receipt: Maybe = ""
