"""指令、方案与进展 the order, the plan, progress and interim measures."""

from datetime import date

from domain.case import Letter
from domain.events.base import Deed, Event


class OrderIssued(Event):
    """下达告知书与责令限期整改指令书: T as a date (a fact at once) or as a period from service."""

    letter: Letter
    requirements: str
    rectify_by: date | None = None
    rectify_period_days: int | None = None


class Acknowledged(Event):
    """主要负责人签收."""


class PlanSubmitted(Event):
    """治理方案, the five parts (五到位, S19)."""

    responsibility: str
    measures: str
    funds: str
    time_limit: str
    contingency: str


class PlanApproved(Event):
    """方案审查通过."""

    opinion: str = ""


class PlanReturned(Event):
    """方案退回."""

    reason: str


class ProgressReported(Event):
    """整改进展."""

    text: str
    author: str
    evidence: tuple[str, ...] = ()

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.author, "rectified"),)


class EvidenceAdded(Event):
    """佐证材料: a file by its digest."""

    digest: str
    name: str
    note: str = ""


class InterimMeasuresChecked(Event):
    """查看临时管控措施."""

    kept: bool
    note: str = ""
    pressed_on: date | None = None
