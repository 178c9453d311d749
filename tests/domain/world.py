"""The county in which random lives are led: its people, its calendars, its rulebooks."""

from datetime import date

from domain.circumstances import Circumstances
from domain.decide.frame import RULES as DECISIONS
from domain.people import CLOCK, Appointment, Office, Role
from domain.rulebook import CURRENT_EDITION, LADDER, Rulebook, rulebook
from domain.workdays import Calendar, bundled_calendar

__all__ = ["DECISIONS"]

ENTITY = "unit@town"
OFFICES = {
    "county": Office(id="county", name="县安委办", sign="县安委办函"),
    "bureau": Office(id="bureau", name="县应急局", superior="county"),
}


def _holds(person: str, role: Role, *, head: bool = False, acting_for: str | None = None) -> Appointment:
    at = ENTITY if role is Role.ENTITY else "bureau" if role is Role.REGULATOR else "county"
    return Appointment(person=person, role=role, at=at, head=head, acting_for=acting_for)


_ALL = (
    _holds("principal", Role.ENTITY, head=True),
    _holds("safety-officer", Role.ENTITY),
    _holds("bureau-head", Role.REGULATOR, head=True),
    _holds("inspector-1", Role.REGULATOR),
    _holds("inspector-2", Role.REGULATOR),
    _holds("approver-1", Role.APPROVER),
    _holds("approver-2", Role.APPROVER),
    _holds("office-head", Role.COMMISSION_OFFICE, head=True),
    _holds("office-staff", Role.COMMISSION_OFFICE),
    _holds("delegate", Role.COMMISSION_LEADER, acting_for="leader"),
    _holds("leader", Role.COMMISSION_LEADER, head=True),
    _holds("town", Role.TOWN),
    _holds("intake", Role.INTAKE),
    _holds("clerk", Role.CLERK, head=True),
    _holds("keeper", Role.KEEPER),
    _holds("lawyer", Role.LEGAL),
    # one who wears two hats inspects, rectifies and approves: the rules must keep his hands apart
    _holds("two-hats", Role.REGULATOR),
    _holds("two-hats", Role.APPROVER),
    _holds("own-approver", Role.ENTITY),
    _holds("own-approver", Role.APPROVER),
)
PEOPLE = (*dict.fromkeys(one.person for one in _ALL), "stranger")
APPOINTMENTS = {person: tuple(one for one in _ALL if one.person == person) for person in PEOPLE}


def holders(roles: tuple[Role, ...], *, head: bool = False) -> tuple[str, ...]:
    """Who may act in one of the roles."""
    return tuple(dict.fromkeys(one.person for one in _ALL if one.role in roles and (one.head or not head)))


def circumstances(
    now, by: str, *, rules: Rulebook, calendar: Calendar, letter_number: str | None = None, named: tuple[str, ...] = ()
) -> Circumstances:
    """What a decision sees: the appointments of the actor and of those the command names, as the ledger recalls them."""
    seen = {person: APPOINTMENTS.get(person, ()) for person in (by, *named) if person != CLOCK}
    return Circumstances(
        now=now,
        by=by,
        number=NUMBER,
        rules=rules,
        calendar=calendar,
        appointments=seen,
        offices=OFFICES,
        letter_number=letter_number,
    )


NUMBER = "2026-000017"

# --- calendars: each loads one more year's notice --------------------------------------------------------------------

_BUNDLED = bundled_calendar()
_SPRING_2026 = frozenset(date(2026, month, day) for month, day in ((1, 1), (2, 16), (2, 17), (2, 18), (4, 6), (5, 1)))
_WITHOUT_2026 = Calendar(
    edition="2025",
    announced=_BUNDLED.announced - {2026},
    rest=frozenset(day for day in _BUNDLED.rest if day.year != 2026),
    work=frozenset(day for day in _BUNDLED.work if day.year != 2026),
    statutory=_BUNDLED.statutory | _SPRING_2026,
)
_WITH_2027 = Calendar(
    edition="2027",
    announced=_BUNDLED.announced | {2027},
    rest=_BUNDLED.rest
    | {date(2027, 1, 1), *(date(2027, 2, day) for day in (4, 5, 8, 9, 10, 11, 12)), date(2027, 4, 5)},
    work=_BUNDLED.work | {date(2027, 1, 30), date(2027, 2, 14), date(2027, 2, 20)},
    statutory=frozenset(day for day in _BUNDLED.statutory if day.year != 2027),
)
CALENDARS = (_WITHOUT_2026, _BUNDLED, _WITH_2027)

# --- rulebooks: today's, and one whose every number is another -------------------------------------------------------

RULES = rulebook(CURRENT_EDITION)
OTHER_RULES = RULES.model_copy(
    update={
        "ladder": tuple(
            rule.model_copy(
                update={
                    "offset_workdays": rule.offset_workdays + 2,
                    "offset_days": rule.offset_days and rule.offset_days + 9,
                    "gap_workdays": rule.gap_workdays + 1,
                }
            )
            for rule in LADDER
        ),
        **{
            name: getattr(RULES, name) + 3
            for name, field in Rulebook.model_fields.items()
            if field.annotation is int and name.endswith(("_workdays", "_days")) and name != "late_fact_workdays"
        },
    }
)
