"""问因的答复 the shapes of an answer to *why did this rung fire on that day*; JSON has exactly these keys."""

from datetime import date, datetime
from typing import Literal

from domain.case import Frozen
from domain.why.bounds import BoundName

How = Literal["timer", "decision", "stated"]
Cause = Literal["rectify_by", "pressed", "reinspection_failed", "listing_lapsed", "jump", "stated"]
Part = Literal["period", "lapse", "hold", "gap", "start", "cause", "table", "fired"]
Lateness = Literal["none", "recorded_late", "table_changed", "not_running"]

CAUSES: dict[Cause, str] = {
    "rectify_by": "整改期限届满未销号",
    "pressed": "临时管控措施或约谈要求未落实",
    "reinspection_failed": "再次复查不合格",
    "listing_lapsed": "挂牌督办期限届满",
    "jump": "决定直接升级",
    "stated": "原台账载明",
}


class Step(Frozen):
    """依据的一条记录: its version in the trail, its day, what part it has in the answer, and what it says."""

    version: int
    event: str
    part: Part
    on: date
    recorded_at: datetime
    rectify_by: date | None
    """T after it"""
    sentence: str


class Limit(Frozen):
    """一项限制: not before `on`; `decides` when it is among the latest; `version` the entry it rests on."""

    name: BoundName
    on: date
    since: date
    version: int | None
    decides: bool
    sentence: str


class Lapsed(Frozen):
    """届满的义务: which obligation ran out (or was found not kept) and made the rung come."""

    kind: str
    ref: str
    due_on: date
    version: int | None


class Why(Frozen):
    """为何: one rung of one cycle, what made it fire, and the day counted again with the tables of then."""

    cycle: int
    rung: int
    name: str
    version: int
    how: How
    cause: Cause
    obligation: Lapsed | None = None
    letter: str | None = None
    rectify_by: date | None
    edition: str
    calendar: str
    calendar_known: bool
    """false: the table of then is no longer carried by this program; it was rebuilt from today's as far as it goes"""
    rest_days: tuple[date, ...] = ()
    """weekdays off by that table within the days counted"""
    work_days: tuple[date, ...] = ()
    """make-up weekend workdays (调休) within the days counted"""
    provisional: bool = False
    due_on: date | None = None
    due_at: datetime | None = None
    fired_at: datetime
    late_seconds: int = 0
    late: Lateness = "none"
    late_version: int | None = None
    """the entry that made the day known only after it had passed"""
    late_sentence: str = ""
    recounted_on: date | None = None
    agrees: bool | None = None
    """the day counted again from the record is the day of the event; None when nothing counts it (a decision, a stated fact)"""
    limits: tuple[Limit, ...] = ()
    steps: tuple[Step, ...] = ()
    summary: str


class Coming(Frozen):
    """下一级: which rung comes next as things stand, on which day, and by which limits."""

    rung: int
    name: str
    cause: Cause
    on: date
    provisional: bool
    limits: tuple[Limit, ...]


class Instead(Frozen):
    """假如: a rung as it would have come. Between `earliest` and `latest`; `certain` when no letter's service enters."""

    rung: int
    name: str
    earliest: date | None
    latest: date | None
    certain: bool
    actual: date | None
    sentence: str


class IfRefused(Frozen):
    """假如不予延期: what would have fired, how far that is sure, and what nobody can know."""

    cycle: int
    version: int
    granted_on: date
    rectify_by: date
    """T (of a listed case the listing period) had the extension been refused"""
    granted_until: date
    rungs: tuple[Instead, ...]
    until: date
    """the last day of which it says anything"""
    ends: str
    """why it says nothing beyond"""
    leaves_open: tuple[str, ...]


class Hindsight(Frozen):
    """事后看: what the facts of `versions`, entered late or corrected, would have changed had they been known in time."""

    cycle: int
    versions: tuple[int, ...]
    rungs: tuple[Instead, ...]
    """the rungs whose day would have been another; empty when none would"""
    until: date
    ends: str
