"""更正、规则版本与暂定日期."""

from datetime import date

from domain.events.base import Event


class EntryCorrected(Event):
    """更正: field, was, is, reason; later than 24 h or a legal date by two persons."""

    field: str
    was: str
    now: str
    reason: str
    second: str | None = None


class ServiceCorrected(Event):
    """送达更正: a corrected date recomputes what counted from it, and never un-sends a letter."""

    letter: str
    was: date
    on: date
    reason: str
    second: str
    rectify_by: date | None = None


class EditionAdopted(Event):
    """采用新版规则手册 for a running case: a recorded act (invariant 5)."""

    edition: str
    was: str
    reason: str


class ProvisionalReleased(Event):
    """暂定日期放行 by the head of 安委办."""

    reason: str
    ladder_from: date


class DeadlinesProjected(Event):
    """节假日表到位, dates counted again; the reason is on record."""

    calendar: str
    rectify_by: date | None = None
    ladder_from: date | None = None
