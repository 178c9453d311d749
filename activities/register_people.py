"""台账里的人和单位: whom a register names goes to the people tables; the record holds ids (G20)."""

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence

from domain.adoption import Row, entity_key
from domain.people import Entity, Office, Person, Role
from domain.registers.text import folded, narrow
from ledger.people import appointments, entities_named, offices
from ledger.store import Ledger

_REACHED_BY = re.compile(r"电话|手机|联系方式|phone|tel", re.IGNORECASE)
LONGEST_NAME = 100


def entity_id(unit: str, place: str = "", credit_code: str = "") -> str:
    """生产经营单位的编号: the same unit in another register, or in the people tables, has the same."""
    return "e-" + hashlib.sha256(entity_key(unit, place, credit_code).encode()).hexdigest()[:20]


class Entities:
    """生产经营单位 of a register: those the people tables hold under the same name and place or credit code, else new."""

    def __init__(self, standing: Sequence[Entity] = ()) -> None:
        self._by_code = {one.credit_code: one.id for one in standing if one.credit_code}
        self._by_name = {(folded(one.name), folded(one.region)): one.id for one in standing}
        self.new: dict[str, Entity] = {}

    def id_of(self, row: Row) -> str:
        """Its id; an entity nobody knew becomes a new one."""
        if row.credit_code and (known := self._by_code.get(row.credit_code)):
            return known
        if known := self._by_name.get((folded(row.unit), folded(row.place))):
            return known
        id_ = entity_id(row.unit, row.place, row.credit_code)
        if id_ not in self.new:
            self.new[id_] = Entity(
                id=id_, name=row.unit, region=row.place, industry=row.industry, credit_code=row.credit_code
            )
        return id_


async def entities_of(ledger: Ledger, rows: Sequence[Row]) -> Entities:
    """生产经营单位 of some rows."""
    called = {name for row in rows for name in (row.unit, narrow(row.unit))}
    codes = {row.credit_code for row in rows if row.credit_code}
    return Entities(await entities_named(ledger.pool, called, codes))


def without_names(rows: Sequence[Row]) -> tuple[list[Person], list[Row]]:
    """The persons the rows name, and the rows with ids in their place. A telephone belongs to the name before it."""
    people: dict[tuple[str, str, str], Person] = {}
    nameless: list[Row] = []
    for row in rows:
        if not row.personal:
            nameless.append(row)
            continue
        original = dict(row.original)
        id_of: dict[str, str] = {}
        for name, phone, headings in _named(row):
            key = (row.unit, name, phone)
            if key not in people:
                people[key] = Person(id=f"p-{secrets.token_hex(8)}", name=name[:LONGEST_NAME] or "联系人", phone=phone)
            for heading in headings:
                id_of[row.original[heading]] = original[heading] = people[key].id
        nameless.append(
            row.model_copy(
                update={
                    "original": original,
                    "personal": (),
                    "responsible": id_of.get(row.responsible, row.responsible),
                    "sponsor": id_of.get(row.sponsor, row.sponsor),
                }
            )
        )
    return list(people.values()), nameless


def _named(row: Row) -> list[tuple[str, str, list[str]]]:
    named: list[tuple[str, str, list[str]]] = []
    for heading in row.personal:
        text = row.original[heading]
        if not _REACHED_BY.search(heading):
            named.append((text, "", [heading]))
        elif named and not named[-1][1]:
            name, _, headings = named[-1]
            named[-1] = (name, text, [*headings, heading])
        else:
            named.append(("", text, [heading]))
    return named


async def offices_for(ledger: Ledger) -> Callable[[Row], str | None]:
    """监管部门 of a row: the one it names as supervising, else the nearest whose jurisdiction covers it."""
    staffed = {one.at for one in await appointments(ledger.pool) if one.role is Role.REGULATOR}
    regulators = [office for office in await offices(ledger.pool) if office.id in staffed]
    by_name = {folded(office.name): office.id for office in regulators}

    def office_of(row: Row) -> str | None:
        if named := by_name.get(folded(row.supervising)):
            return named
        nearest = max((one for one in regulators if _covers(one, row)), key=_nearness, default=None)
        return nearest.id if nearest else None

    return office_of


def _covers(office: Office, row: Row) -> bool:
    in_place = not row.region or row.region.startswith(office.jurisdiction)
    return in_place and (not office.industries or row.industry in office.industries)


def _nearness(office: Office) -> tuple[int, bool]:
    return len(office.jurisdiction), bool(office.industries)
