"""机构 who is where: offices and entities with their people, and who answered for what on which day.

On a connection of the web's role it shows what the holder may see.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.case import Case
from domain.grams import initials
from domain.people import Appointment, Entity, Office, Role
from domain.policy import Area
from domain.registers.text import folded
from domain.workdays import Calendar, bundled_calendar
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql

MOST_NAMES = 200_000
ANSWERING = (
    Role.ENTITY, Role.REGULATOR, Role.APPROVER, Role.LEGAL, Role.INDUSTRY, Role.TOWN, Role.GRID, Role.COMMISSION_OFFICE,
    Role.COMMISSION_LEADER,
)  # fmt: skip
"""who has a part in a case, nearest first"""


@dataclass(frozen=True, slots=True)
class Branch:
    """机构 in the tree."""

    office: Office
    depth: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """单位, with what is open of it within sight."""

    entity: Entity
    open: int
    overdue: int


def tree(offices: Mapping[str, Office]) -> list[Branch]:
    """机构 by their superiors, each under its own; what hangs on nobody, or in a circle, stands at the top."""
    below: dict[str | None, list[Office]] = {}
    for office in offices.values():
        above = office.superior if office.superior in offices and office.superior != office.id else None
        below.setdefault(above, []).append(office)
    found: list[Branch] = []
    passed: set[str] = set()

    def walk(ones: Iterable[Office], depth: int) -> None:
        for office in sorted(ones, key=lambda one: (one.jurisdiction, one.id)):
            if office.id not in passed:
                passed.add(office.id)
                found.append(Branch(office, depth))
                walk(below.get(office.id, ()), depth + 1)

    walk(below.get(None, ()), 0)
    walk((one for one in offices.values() if one.id not in passed), 0)
    return found


def answering(
    case: Case, held: Iterable[Appointment], offices: Mapping[str, Office], day: date
) -> dict[Role, list[Appointment]]:
    """当日责任人 of a case: who held, that day, a post that looks after it; the entity's own people first."""
    found: dict[Role, list[Appointment]] = {role: [] for role in ANSWERING}
    for one in held:
        if one.role in found and one.holds_on(day) and _looks_after(one, case, offices):
            found[one.role].append(one)
    for ones in found.values():
        ones.sort(key=lambda one: (one.at != case.office, one.at, bool(one.acting_for), not one.head, one.person))
    return {role: ones for role, ones in found.items() if ones}


def _looks_after(one: Appointment, case: Case, offices: Mapping[str, Office]) -> bool:
    if one.role is Role.ENTITY:
        return one.at == case.entity
    office = offices.get(one.at)
    return office is not None and Area(office.jurisdiction, office.industries).covers(case.region, case.industry)


async def entities(
    connection: Pool | Connection,
    today: date,
    query: str = "",
    *,
    ids: Sequence[str] | None = None,
    after: str | None = None,
    limit: int = 50,
    calendar: Calendar | None = None,
) -> list[EntityRow]:
    """单位 by name: by a part of it, by the first letters of its pinyin, or by the beginning of its credit code."""
    lapsed = (calendar or bundled_calendar()).add(today, -1)
    asked = query.strip()
    if asked and asked.isascii() and asked.isalpha():
        names = await connection.fetch(sql("entity_names_seen"), MOST_NAMES, timeout=LONG)
        ids = await asyncio.to_thread(_by_pinyin, asked, [(one["id"], one["name"]) for one in names])
    told = (None if ids is not None else asked or None, ids, after, limit, lapsed)
    found = await connection.fetch(sql("entities_seen"), *told, timeout=LONG)
    return [EntityRow(Entity.model_validate_json(one["body"]), one["open"], one["overdue"]) for one in found]


def _by_pinyin(asked: str, names: Sequence[tuple[str, str]]) -> list[str]:
    wanted = asked.lower()
    found = []
    for id_, name in names:
        line = folded(name)
        if wanted in line or any(wanted in one for one in initials(line)):
            found.append(id_)
    return found
