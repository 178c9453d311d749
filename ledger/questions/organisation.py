"""机构 who is where: offices and entities with their people, and who answered for what on which day.

On a connection of the web's role it shows what the holder may see.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module

from domain.case import Case
from domain.people import Appointment, Entity, Office, Role
from domain.policy import Area
from domain.workdays import Calendar, bundled_calendar
from ledger.pool import LONG, Connection
from ledger.sql import sql

AT_ONCE = 5_000
"""names looked through for a pinyin, before more are asked for"""
BETWEEN = r"[\s()（）·、.-]*"
LAST_OF_PLANE = "\uffff"
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
    connection: Connection,
    today: date,
    query: str = "",
    *,
    after: str | None = None,
    limit: int = 50,
    calendar: Calendar | None = None,
) -> list[EntityRow]:
    """单位 by name: by a part of it, by the first letters of its pinyin, or by the beginning of its credit code."""
    asked = query.strip()
    last = await connection.fetchrow(sql("entity_named"), after) if after else None
    place = (last["name"], last["id"]) if last else ("", "")
    if asked and asked.isascii() and asked.isalpha():
        ids = await _by_pinyin(connection, asked, place, limit)
    else:
        found = await connection.fetch(sql("entities_seen"), *place, asked or None, limit, timeout=LONG)
        ids = [one["id"] for one in found]
    return await entities_of(connection, today, ids, calendar=calendar)


async def entities_of(
    connection: Connection, today: date, ids: Sequence[str], *, calendar: Calendar | None = None
) -> list[EntityRow]:
    """Some entities, of those that may be seen."""
    lapsed = (calendar or bundled_calendar()).add(today, -1)
    found = await connection.fetch(sql("entities_open"), list(ids), lapsed, timeout=LONG)
    return [EntityRow(Entity.model_validate_json(one["body"]), one["open"], one["overdue"]) for one in found]


async def _by_pinyin(connection: Connection, asked: str, place: tuple[str, str], limit: int) -> list[str]:
    wanted, found = spelled(asked.lower()), list[str]()
    while len(found) < limit:
        names = await connection.fetch(sql("entities_seen"), *place, None, AT_ONCE, timeout=LONG)
        found += [one["id"] for one in names if wanted.search(one["name"])]
        if len(names) < AT_ONCE:
            break
        place = (names[-1]["name"], names[-1]["id"])
    return found[:limit]


def spelled(letters: str) -> re.Pattern[str]:
    """What these first letters may stand for: each for itself, or for any sign that some reading of begins with it.

    The question is spelled out and not the names: a hundred thousand of them are not read again for each one asked.
    """
    signs = _signs()
    return re.compile(BETWEEN.join(f"[{letter}{letter.upper()}{signs.get(letter, '')}]" for letter in letters))


@cache
def _signs() -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    # every reading of a sign, in tone marks: 重 is zhòng,chóng,tóng
    for code, readings in import_module("pypinyin.constants").PINYIN_DICT.items():
        for letter in {unicodedata.normalize("NFD", one)[:1] for one in readings.split(",")}:
            found.setdefault(letter, []).append(chr(code))
    # sorted and of the first plane alone, such a class is looked up and not walked through
    return {
        letter: "".join(sorted(sign for sign in signs if sign <= LAST_OF_PLANE))
        for letter, signs in found.items()
        if letter.isascii() and letter.isalpha()
    }
