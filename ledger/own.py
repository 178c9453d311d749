"""The events of stream `ledger`: what it is, and what has been put in force."""

from datetime import datetime
from typing import Literal

from domain.events import Event

STREAM = "ledger"


class LedgerOpened(Event):
    """启用: the genesis event. A sample delivers nothing to the outside, a drill runs in virtual time."""

    kind: Literal["real", "sample", "drill"]


class BatchImported(Event):
    """导入台账: so many cases were opened from one file, in one transaction."""

    batch: str
    opened: int
    file_digest: str = ""
    first: str | None = None
    last: str | None = None


class EditionPutInForce(Event):
    """启用规则手册新版, for cases opened from now on."""

    edition: str
    was: str | None = None


class CalendarLoaded(Event):
    """载入节假日表."""

    calendar: str
    was: str | None = None


class ReportFrozen(Event):
    """报表定稿: what was reported, of which instant as known at which, with how much of the record numbered."""

    report: str
    kind: Literal["figures", "ranking", "monthly"]
    true_at: datetime
    known_at: datetime
    leaf: int
    digest: str
    """of the report's canonical JSON"""


OWN: dict[str, type[Event]] = {
    event.__name__: event for event in (LedgerOpened, BatchImported, EditionPutInForce, CalendarLoaded, ReportFrozen)
}
