"""上报与接续 how a case begins."""

from datetime import date

from domain.case import Channel
from domain.events.base import Event


class HazardReported(Event):
    """隐患上报."""

    number: str
    edition: str
    author: str
    channel: Channel
    entity: str
    unit: str
    region: str
    industry: str
    description: str
    criterion: str = ""
    risk: str = ""
    lists: tuple[str, ...] = ()
    sponsor: str = ""
    office: str | None = None
    found_on: date


class CaseAdopted(Event):
    """接续督办: a row of an existing register, as it stood."""

    number: str
    edition: str
    author: str
    batch: str
    channel: Channel
    entity: str
    unit: str
    region: str
    industry: str
    description: str
    criterion: str = ""
    level: str | None = None
    office: str | None = None
    found_on: date | None
    found_exact: bool = True
    rectify_by: date | None = None
    rectify_exact: bool = True
    row: int
    original: dict[str, str]


class RungStated(Event):
    """原台账载明的措施: a dated 函告/通报/约谈/挂牌 of the register, a stated fact."""

    rung: int
    on: date


class ClosureStated(Event):
    """原台账载明已销号: history without a workflow."""

    on: date


class SupervisionStarted(Event):
    """开始督办."""

    ladder_from: date | None = None
    """first letters of overdue cases go out in daily portions (DOMAIN "Adoption")"""
