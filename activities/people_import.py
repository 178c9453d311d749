"""导入人员、机构、单位、任职: good records go in together, bad ones come back with their reason; every change is logged."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from activities.people_file import Record, open_people
from activities.register_import import MAY_IMPORT, OPERATOR, permitted
from activities.register_people import entity_id
from domain.people import Appointment, Entity, Office, Person, Role
from domain.policy import ROLE_NAMES
from domain.registers.credit import credit_code
from domain.registers.dates import DateError, read_date
from domain.registers.levels import yes_or_no
from domain.registers.text import folded
from ledger.people import Saved, entities_named, names, offices, save_people
from ledger.store import Ledger

MAY_IMPORT_PEOPLE = (*MAY_IMPORT, Role.ADMINISTRATOR)
Model = TypeVar("Model", bound=BaseModel)

_ROLE_WORDS: Mapping[Role, str] = {
    Role.ENTITY: "企业 单位 主要负责人 安全员 安全管理人员 企业负责人",
    Role.GRID: "网格员",
    Role.TOWN: "乡镇 街道 镇街道 乡镇街道",
    Role.INDUSTRY: "行业主管部门 行业部门",
    Role.REGULATOR: "监管 监管单位 执法人员",
    Role.APPROVER: "审核 审批人",
    Role.COMMISSION_OFFICE: "安全生产委员会办公室",
    Role.COMMISSION_LEADER: "安委会 安委会主任 安委会副主任",
    Role.LEGAL: "法制 法审",
    Role.INTAKE: "举报受理人",
    Role.CLERK: "台账员 台账管理",
    Role.KEEPER: "规则维护",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计员",
}
_ROLE_OF = {
    folded(word): role for role in Role for word in (role.value, ROLE_NAMES[role], *_ROLE_WORDS.get(role, "").split())
}
_REASONS = {
    "missing": "没有填写",
    "string_too_short": "没有填写",
    "string_too_long": "超长",
    "string_pattern_mismatch": "只能用字母、数字、汉字和 . _ : -",
    "extra_forbidden": "不认识的字段",
}


@dataclass(frozen=True, slots=True)
class Bad:
    """退回的一条."""

    sheet: str
    row: int
    column: str
    reason: str


class _Reason(ValueError):  # noqa: N818 -- told, never shown as an error
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


@dataclass(slots=True)
class PeopleImport:
    """导入结果: what was read well, what was not, and how much of it was new."""

    people: list[Person] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    rejected: list[Bad] = field(default_factory=list)
    warnings: list[Bad] = field(default_factory=list)
    saved: Saved = field(default_factory=Saved)


async def import_people(ledger: Ledger, path: Path, *, by: str = OPERATOR) -> PeopleImport:
    """导入人员文件. Raises FileRefusedError, Refusal. Importing again changes nothing."""
    await permitted(ledger, by, MAY_IMPORT_PEOPLE)
    records = await asyncio.to_thread(open_people, path)
    return await save_records(ledger, records, by=by)


async def save_records(ledger: Ledger, records: Sequence[Record], *, by: str) -> PeopleImport:
    """The same with the file already read."""
    result = PeopleImport()
    for record in records:
        if record.kind not in _READERS:
            result.rejected.append(Bad(record.sheet, record.row, "类别", "类别应为人员、机构、单位或任职"))
    places = _Places()
    _each(records, "people", result, lambda record: result.people.append(_built(Person, record.fields)))
    _each(records, "offices", result, lambda record: places.add_office(_office(record), result))
    _each(records, "entities", result, lambda record: places.add_entity(_entity(record, result.warnings), result))
    posts = [record for record in records if record.kind == "appointments"]
    await places.fill(ledger, posts)
    persons = {one.id for one in result.people} | set(
        await names(ledger.pool, [str(p.fields.get("person")) for p in posts])
    )
    _each(posts, "appointments", result, lambda record: result.appointments.append(_post(record, places, persons)))
    result.saved = await save_people(
        ledger.pool,
        people=result.people,
        offices=result.offices,
        entities=result.entities,
        appointments=result.appointments,
        by=by,
    )
    return result


_READERS = ("people", "offices", "entities", "appointments")


def _each(records: Sequence[Record], kind: str, result: PeopleImport, read: Callable[[Record], None]) -> None:
    for record in records:
        if record.kind != kind:
            continue
        try:
            read(record)
        except _Reason as told:
            heading = record.headings.get(told.name, told.name)
            result.rejected.append(Bad(record.sheet, record.row, heading, told.reason))


class _Places:
    """机构与单位 by what a post may call them: number, name, credit code."""

    def __init__(self) -> None:
        self._by_id: set[str] = set()
        self._by_name: dict[str, dict[str, str]] = {}

    def add_office(self, office: Office, result: PeopleImport) -> None:
        result.offices.append(office)
        self._add(office.id, office.name)

    def add_entity(self, entity: Entity, result: PeopleImport) -> None:
        result.entities.append(entity)
        self._add(entity.id, entity.name, entity.region, entity.credit_code)

    def _add(self, id_: str, name: str, region: str = "", code: str = "") -> None:
        self._by_id.add(id_)
        for called in filter(None, (name, code)):
            self._by_name.setdefault(folded(called), {})[id_] = region

    async def fill(self, ledger: Ledger, posts: Sequence[Record]) -> None:
        """With what the ledger knows already."""
        called = {str(post.fields["at"]) for post in posts if post.fields.get("at")}
        for office in await offices(ledger.pool):
            self._add(office.id, office.name)
        for entity in await entities_named(ledger.pool, called, called):
            self._add(entity.id, entity.name, entity.region, entity.credit_code)
        self._by_id |= set(await names(ledger.pool, called))

    def find(self, called: str, region: str) -> str:
        if called in self._by_id:
            return called
        found = self._by_name.get(folded(called), {})
        if len(found) > 1 and region:
            found = {id_: where for id_, where in found.items() if folded(where) == folded(region)}
        if not found:
            raise _Reason("at", f"没有叫“{called[:40]}”的机构或单位")
        if len(found) > 1:
            raise _Reason("at", f"叫“{called[:40]}”的不止一个，请写编号、统一社会信用代码，或加“区域”一列")
        return next(iter(found))


def _built(model: type[Model], fields: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise _Reason(name, _REASONS.get(first["type"], "填写不对")) from None


def _office(record: Record) -> Office:
    fields = dict(record.fields)
    if isinstance(industries := fields.get("industries"), str):
        fields["industries"] = tuple(
            filter(None, (part.strip() for part in industries.replace("，", "、").split("、")))
        )
    return _built(Office, fields)


def _entity(record: Record, warnings: list[Bad]) -> Entity:
    fields = dict(record.fields)
    if code := str(fields.get("credit_code") or ""):
        checked = credit_code(code)
        fields["credit_code"] = checked or ""
        if checked is None:
            heading = record.headings.get("credit_code", "credit_code")
            warnings.append(Bad(record.sheet, record.row, heading, f"统一社会信用代码“{code[:40]}”校验不符，未采用"))
    name = str(fields.get("name") or "")
    # without a number of its own it gets the one that a register's rows give the same unit
    fields.setdefault("id", entity_id(name, str(fields.get("region") or ""), str(fields.get("credit_code") or "")))
    return _built(Entity, fields)


def _post(record: Record, places: _Places, persons: set[str]) -> Appointment:
    fields = dict(record.fields)
    region, role = str(fields.pop("region", "")), str(fields.get("role") or "")
    if not role:
        raise _Reason("role", "没有填写")
    if folded(role) not in _ROLE_OF:
        raise _Reason("role", f"不认识的角色“{role[:40]}”；可用：{'、'.join(ROLE_NAMES[one] for one in Role)}")
    fields["role"] = _ROLE_OF[folded(role)]
    fields["at"] = places.find(str(fields.get("at") or ""), region)
    if folded(role) in ("主要负责人", "企业负责人"):
        fields.setdefault("head", True)
    if isinstance(head := fields.get("head", False), str):
        fields["head"] = _yes(head)
    for name in ("since", "until"):
        fields[name] = _day(name, fields.get(name))
    for name in ("person", "acting_for"):
        if (one := fields.get(name)) and one not in persons:
            raise _Reason(name, f"没有编号为“{str(one)[:40]}”的人员")
    return _built(Appointment, fields)


def _yes(text: str) -> bool:
    if (answer := yes_or_no(text)) is None and text:
        raise _Reason("head", "请填是或否")
    return bool(answer)


def _day(name: str, value: object) -> Any:
    try:
        span = read_date(value)
    except DateError as reason:
        raise _Reason(name, f"日期不成立：{reason}") from None
    return span and (span.first if name == "since" else span.last)
