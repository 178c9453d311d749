"""指令、方案与进展 the order, the plan, progress and interim measures."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.commands.base import Command, Day, Digest, Evidence, Maybe, Short, Text


class IssueOrder(Command):
    """下达告知书与责令限期整改指令书: T as a date, or as a period from service (default 60 d)."""

    requirements: Text
    rectify_by: Day | None = None
    rectify_days: Annotated[int, Field(ge=1, le=365)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.rectify_by is not None and self.rectify_days is not None:
            raise ValueError("整改期限只能写成日期或天数之一")
        return self


class Acknowledge(Command):
    """主要负责人签收."""


class SubmitPlan(Command):
    """提交治理方案, the five parts (五到位, S19): refused while one is empty."""

    responsibility: Maybe
    measures: Maybe
    funds: Maybe
    time_limit: Maybe
    contingency: Maybe


class ApprovePlan(Command):
    """通过方案."""

    opinion: Maybe = ""


class ReturnPlan(Command):
    """退回方案."""

    reason: Text


class ReportProgress(Command):
    """报告进展."""

    text: Text
    evidence: Evidence = ()


class AddEvidence(Command):
    """补充佐证材料."""

    digest: Digest
    name: Short
    note: Maybe = ""


class CheckInterimMeasures(Command):
    """查看临时管控措施."""

    kept: bool
    note: Maybe = ""
