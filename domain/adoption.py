"""接续督办 adopting an existing register (DOMAIN "Adoption"): what a row states, and how a batch is started.

Nothing is sent for a batch until the office presses 开始督办; that press is an obligation of its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from domain.case import Case, Stage
from domain.circumstances import Circumstances
from domain.events import CaseAdopted, ClosureStated, Event, RungStated, SupervisionStarted
from domain.ladder import overdue
from domain.obligations import Obligation, Owe, owe, owe_same_day
from domain.people import Role
from domain.registers.row import Row, entity_key
from domain.rulebook import Rulebook
from domain.workdays import Calendar, day_of

__all__ = ["Row", "adopt", "entity_key", "start"]


def adopt(row: Row, *, entity: str, batch: str, ctx: Circumstances, office: str | None = None) -> tuple[Event, ...]:
    """The events of one adopted row: the row as it stood, then the acts its dated headings state.

    Personal columns stay out of the record (G20); `ctx.number` is the case's number.
    """
    waiting = owe(
        Owe.START_SUPERVISION, Role.COMMISSION_OFFICE, ctx.today, ctx.calendar, workdays=ctx.rules.start_workdays
    )
    adopted = CaseAdopted(
        at=ctx.now,
        owes=(waiting,),
        number=ctx.number,
        edition=ctx.rules.edition,
        author=ctx.by,
        batch=batch,
        channel=row.channel,
        entity=entity,
        unit=row.unit,
        region=row.region,
        industry=row.industry,
        description=row.description,
        criterion=row.criterion,
        level=row.level,
        office=office,
        found_on=row.found_on,
        found_exact=row.found_exact,
        rectify_by=row.rectify_by,
        rectify_exact=row.rectify_exact,
        row=row.row,
        original={heading: text for heading, text in row.original.items() if heading not in row.personal},
    )
    events: list[Event] = [adopted]
    if row.level == "major":
        stated = {2: row.noticed_on, 3: row.circular_on, 4: row.talked_on, 5: row.listed_on}
        events += [RungStated(at=ctx.now, rung=rung, on=on) for rung, on in stated.items() if on is not None]
    if row.closed_on is not None:
        events.append(ClosureStated(at=ctx.now, on=row.closed_on))
    return tuple(events)


def start(cases: Iterable[Case], now: datetime, rules: Rulebook, calendar: Calendar) -> dict[str, SupervisionStarted]:
    """开始督办 of a batch: an event for each case not yet started.

    Cases already overdue get their first letter from the next workday on, at most 20 per office and day, oldest T
    first. A case whose T is still to come is never held back by this.
    """
    waiting = [case for case in cases if case.open and not case.started]
    portions: dict[str | None, list[Case]] = defaultdict(list)
    for case in waiting:
        if overdue(case, now, calendar):
            portions[case.office].append(case)
    first_letter = {}
    for late in portions.values():
        late.sort(key=lambda case: (case.rectify_by, case.number))
        for place, case in enumerate(late):
            first_letter[case.number] = calendar.add(day_of(now), 1 + place // rules.first_letters_a_day)
    return {
        case.number: SupervisionStarted(
            at=now, ladder_from=first_letter.get(case.number), owes=_owed_at_start(case, now, rules, calendar)
        )
        for case in waiting
    }


def _owed_at_start(case: Case, now: datetime, rules: Rulebook, calendar: Calendar) -> tuple[Obligation, ...]:
    today = day_of(now)
    if case.stage is Stage.REPORTED:
        return (owe(Owe.VERIFY, Role.REGULATOR, today, calendar, workdays=rules.verify_workdays),)
    site = owe(Owe.SITE_DECISION, Role.REGULATOR, today, calendar, workdays=rules.site_decision_workdays)
    if case.stage is Stage.DETERMINED:
        return (site, owe_same_day(Owe.ISSUE_ORDER, Role.REGULATOR, now, calendar))
    return (site,)
