"""核查 what becomes of a report."""

from domain.case import InterimMeasures, SiteDecision
from domain.events.base import Event


class HazardDetermined(Event):
    """判定为重大事故隐患, with the site decision and interim control measures (law art. 65)."""

    criterion: str
    site_decision: SiteDecision
    interim: InterimMeasures
    on_the_spot: bool = False
    risk: str = ""


class SiteDecisionRecorded(Event):
    """补录现场决定与管控措施 of an adopted case."""

    site_decision: SiteDecision
    interim: InterimMeasures


class DangerChecked(Event):
    """险情核查 of a public report."""

    danger: bool
    note: str


class HazardDismissed(Event):
    """不属实; two persons; the reporter is answered (S71)."""

    reason: str
    second: str
    reporter_answered: bool = False


class HazardDowngraded(Event):
    """降级为一般隐患, received by the ordinary register."""

    criterion: str
    reason: str
    approver: str
    receipt: str


class CaseMerged(Event):
    """并案: the earlier T counts in the other case."""

    into: str
    reason: str


class CaseReferred(Event):
    """移送 to another department (law art. 69)."""

    to: str
    reason: str


class ReferralAccepted(Event):
    """移送已接收."""

    receipt: str = ""
