"""上报的表单 what a new report asks that its command does not say: whose unit it is, and photos, which become evidence."""

from collections.abc import Sequence
from dataclasses import replace

from activities.register_people import entity_id
from domain.case import Channel
from domain.people import Entity, Role
from ledger.accounts import Holder
from ledger.people import entities_named, entity
from ledger.pool import Pool
from web.forms.fields import Field

PHOTOS = Field("photos", "现场照片", "可拍多张；也可以以后再补", "files", required=False)
SHOW_PHOTOS = (Role.ENTITY, Role.GRID, Role.TOWN, Role.REGULATOR)
"""who may add evidence to what he reports"""
ORDER = ("description", "photos", "unit", "entity", "region", "found_on", "channel")
"""what one sees first, standing before it with a phone in one hand"""


async def report_fields(fields: Sequence[Field], holder: Holder, pool: Pool) -> tuple[Field, ...]:
    """The form of a report, for who reports: an entity's people choose among their own units."""
    own = [found for one in sorted(holder.sight.entities) if (found := await entity(pool, one))]
    told = [*fields, *([PHOTOS] if not holder.sight.roles.isdisjoint(SHOW_PHOTOS) else [])]
    if _only_entity(holder):
        units = tuple((one.id, one.name) for one in own)
        told = [
            replace(one, kind="choice", choices=units, label="单位", hint="") if one.name == "entity" else one
            for one in told
            if one.name not in ("unit", "region", "industry", "office", "verify_by", "sponsor")
        ]
    else:
        told = [
            replace(one, required=False, label="统一社会信用代码", hint="单位重名时填", more=True)
            if one.name == "entity"
            else one
            for one in told
        ]
    places = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(told, key=lambda one: places.get(one.name, len(places))))


def report_values(holder: Holder, today: str) -> dict[str, list[str]]:
    """What stands in it before anything is typed."""
    told = {"found_on": [today]}
    if _only_entity(holder):
        told |= {"channel": [Channel.SELF_CHECK.value], "entity": sorted(holder.sight.entities)[:1]}
    else:
        told["channel"] = [Channel.INSPECTION.value]
        if Role.INTAKE in holder.sight.roles:
            told["channel"] = [Channel.PUBLIC_REPORT.value]
        places = {area.jurisdiction for area in holder.sight.areas if area.jurisdiction}
        if len(places) == 1:
            told["region"] = [places.pop()]
    return told


async def settled(data: dict[str, object], holder: Holder, pool: Pool) -> dict[str, str]:
    """Whose unit it is, put into the command; what is wrong, by input. A unit nobody knows yet gets the id its register would."""
    if _only_entity(holder):
        return await _own(data, holder, pool)
    unit, place, code = (str(data.get(name, "")).strip() for name in ("unit", "region", "entity"))
    if not unit:
        return {}  # said by the type
    data["entity"] = known = await _known(unit, place, code, pool)
    return {} if known else {"entity": f"有几家单位都叫“{unit}”，请填统一社会信用代码，或把所在地写到镇街。"}


async def _own(data: dict[str, object], holder: Holder, pool: Pool) -> dict[str, str]:
    asked = str(data.get("entity", ""))
    found = await entity(pool, asked) if asked in holder.sight.entities else None
    if found is None:
        return {"entity": "请选择本单位。"}
    data |= {"unit": found.name, "region": found.region, "industry": found.industry}
    return {}


async def _known(unit: str, place: str, code: str, pool: Pool) -> str:
    """The id of a unit; empty when several answer to it."""
    named = await entities_named(pool, [unit], [code] if code else [])
    fitting = _fitting(named, unit, place, code)
    if len(fitting) == 1:
        return fitting[0].id
    return "" if fitting else entity_id(unit, place, code)


def _fitting(named: Sequence[Entity], unit: str, place: str, code: str) -> list[Entity]:
    if code:
        return [one for one in named if code in (one.credit_code, one.id)]
    called = [one for one in named if one.name == unit]
    there = [one for one in called if place and one.region and (place in one.region or one.region in place)]
    return there or called


def _only_entity(holder: Holder) -> bool:
    return holder.sight.roles == {Role.ENTITY}
