"""案情 what the figures ask of a case: the few facts of DOMAIN §6, folded from its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.case import Case, Channel, LetterStatus, Stage
from domain.events import CaseAdopted, Event, HazardDismissed, HazardReported
from domain.evolve import evolve
from domain.figures.history import History, remembered
from domain.obligations import Owe
from domain.people import Role
from domain.workdays import Calendar

OPENINGS = (HazardReported, CaseAdopted)
UNCOUNTED = frozenset({Stage.VOIDED, Stage.MERGED, Stage.DISMISSED, Stage.DOWNGRADED})
"""误录、并案、不属实、降级: in neither part of any rate"""
OUTSIDE = frozenset({Role.ENTITY, Role.GOVERNMENT})
"""whose obligations are not the offices': the entity's own side, and the government that lists, an outside party"""


@dataclass(frozen=True, slots=True)
class Facts:
    """案情: one case at one instant, as known at one instant. Counts are of letters, talks and obligations; dates are
    days of Beijing time.
    """

    region: str
    industry: str
    channel: str
    level: str
    office: str
    entity: str
    stage: str
    open: bool
    counted: bool
    found_on: date | None
    determined_on: date | None
    """判定之日; of an adopted 重大 row the day it was found where the register dates it, else the import day"""
    closed_on: date | None
    """销号之日, while it is closed; of an adopted row the day its register states"""
    lapses_on: date | None
    """T runs out at 24:00 of this day: T, rolled to a workday; none while 中止 holds a T that had not run out"""
    extended: bool
    inspected: bool
    passed_first: bool
    """首次复查合格: the case's first reinspection passed"""
    rebounds: int
    rung: int
    unsigned: int
    unserved: int
    unanswered: int
    talks_due: int
    talks_held: int
    reporter_waits: bool
    """举报未答复: dismissed with no answer on record, or its verification has lapsed. A merged report is answered with
    the case it went into."""
    entity_open: int
    entity_lapsed: int
    office_open: int
    office_lapsed: int
    planned: bool
    """列入治理计划: a plan stands submitted in this cycle"""
    five_parts: bool
    """五到位: it was approved"""
    listed: bool
    provincial: bool
    funds_yuan: int
    funds_unread: int
    """approved plans whose funds name no amount"""


@dataclass(frozen=True, slots=True)
class Told:
    """A case as far as its events tell it: what `facts` looks at."""

    case: Case
    history: History


def tell(told: Told | None, event: Event) -> Told | None:
    """One event further. None while nothing has opened the case: as of an instant before its report, a fact entered
    late may be known of a case that is not.
    """
    if told is None:
        return Told(evolve(None, event), remembered(History(), event)) if isinstance(event, OPENINGS) else None
    return Told(evolve(told.case, event), remembered(told.history, event))


def told(events: Iterable[Event]) -> Told | None:
    """All of them, in the order of their versions."""
    found: Told | None = None
    for event in events:
        found = tell(found, event)
    return found


def lapses_on(case: Case, calendar: Calendar) -> date | None:
    """T 届满之日: `domain.ladder.overdue` by the day; what 中止 holds does not run out."""
    if case.rectify_by is None:
        return None
    day = calendar.roll(case.rectify_by)
    hold = case.hold
    return None if hold is not None and hold.since is not None and day >= hold.since else day


def facts(told: Told, calendar: Calendar) -> Facts:
    """案情."""
    case, history = told.case, told.history
    unsigned = unserved = unanswered = entity_open = entity_lapsed = office_open = office_lapsed = 0
    waits = isinstance(history.ended_by, HazardDismissed) and not history.ended_by.reporter_answered
    if case.open:
        for letter in case.letters:
            unsigned += letter.status is LetterStatus.DRAFTED
            unserved += letter.status is LetterStatus.ISSUED and letter.needs_service
    for one in case.obligations:
        unanswered += one.kind is Owe.ANSWER
        waits = waits or (one.kind is Owe.VERIFY and one.lapsed)
        if one.on is Role.ENTITY:
            entity_open += 1
            entity_lapsed += one.lapsed
        elif one.on not in OUTSIDE:
            office_open += 1
            office_lapsed += one.lapsed
    determined_on = history.determined_on
    if history.imported_on is not None:
        determined_on = case.found_on or history.imported_on
    return Facts(
        region=case.region,
        industry=case.industry,
        channel=case.channel.value,
        level=case.level or "",
        office=case.office or "",
        entity=case.entity,
        stage=case.stage.value,
        open=case.open,
        counted=case.stage not in UNCOUNTED,
        found_on=case.found_on,
        determined_on=determined_on,
        closed_on=case.closed_on if case.stage is Stage.CLOSED else None,
        lapses_on=lapses_on(case, calendar),
        extended=case.extended,
        inspected=history.passed_first is not None,
        passed_first=history.passed_first is True,
        rebounds=case.cycle - 1,
        rung=case.rung,
        unsigned=unsigned,
        unserved=unserved,
        unanswered=unanswered,
        talks_due=history.talks_due,
        talks_held=history.talks_held,
        reporter_waits=waits and case.channel is Channel.PUBLIC_REPORT,
        entity_open=entity_open,
        entity_lapsed=entity_lapsed,
        office_open=office_open,
        office_lapsed=office_lapsed,
        planned=history.planned,
        five_parts=case.plan_approved,
        listed=case.listed,
        provincial=case.listed and case.listed_level == "province",
        funds_yuan=history.funds_yuan,
        funds_unread=history.funds_unread,
    )
