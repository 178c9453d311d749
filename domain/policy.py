"""权限 who may do what (DOMAIN §4): role, post of head, jurisdiction × industry, in one pure place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.case import Case
from domain.people import Appointment, Office, Role
from domain.refusals import Refusal

ROLE_NAMES: dict[Role, str] = {
    Role.ENTITY: "生产经营单位",
    Role.GRID: "网格",
    Role.TOWN: "镇街",
    Role.INDUSTRY: "行业管理部门",
    Role.REGULATOR: "监管部门",
    Role.APPROVER: "审核人",
    Role.COMMISSION_OFFICE: "安委办",
    Role.COMMISSION_LEADER: "安委会领导",
    Role.LEGAL: "法制审核",
    Role.INTAKE: "举报受理",
    Role.CLERK: "台账管理员",
    Role.KEEPER: "规则管理员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.AUDITOR: "审计",
    Role.GOVERNMENT: "挂牌政府",
}


READERS = frozenset(Role) - {Role.ADMINISTRATOR, Role.GOVERNMENT}
"""查阅案件: who reads cases at all; an administrator has accounts, the listing government never signs in"""
WRITERS = READERS - {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Area:
    """管辖: where an office looks after which industries; empty: everywhere, all."""

    jurisdiction: str = ""
    industries: tuple[str, ...] = ()

    def covers(self, region: str, industry: str) -> bool:
        """A case that does not say where it is, or in which industry, is everybody's until it does."""
        in_place = not region or region.startswith(self.jurisdiction)
        return in_place and (not self.industries or not industry or industry in self.industries)


@dataclass(frozen=True, slots=True)
class Sight:
    """可见范围: what an account may see, whether it may act at all, and whether it keeps the accounts."""

    roles: frozenset[Role] = frozenset()
    areas: tuple[Area, ...] = ()
    entities: frozenset[str] = frozenset()
    writes: bool = False
    administers: bool = False

    def sees(self, entity: str | None, region: str, industry: str) -> bool:
        """Whether a case of this entity, region and industry is shown: all that may be acted on, and nothing else."""
        return entity in self.entities or any(area.covers(region, industry) for area in self.areas)


def sight(
    appointments: Iterable[Appointment], day: date, offices: Mapping[str, Office], *, administrator: bool = False
) -> Sight:
    """可见范围 of who holds these appointments that day; `seen.scope()` of the database says the same in SQL.

    An administrator's account shows no case, whatever else its person holds: who gives out keys does not use them.
    """
    held = tuple(one for one in appointments if one.holds_on(day))
    roles = frozenset(one.role for one in held)
    if administrator:
        return Sight(roles=roles, administers=True)
    readers = [one for one in held if one.role in READERS]
    return Sight(
        roles=roles,
        areas=tuple(
            _area(one, offices[one.at]) for one in readers if one.role is not Role.ENTITY and one.at in offices
        ),
        entities=frozenset(one.at for one in readers if one.role is Role.ENTITY),
        writes=not WRITERS.isdisjoint(roles),
        administers=Role.ADMINISTRATOR in roles,
    )


def _area(appointment: Appointment, office: Office) -> Area:
    # who audits a place audits all industries of it
    return Area(office.jurisdiction, () if appointment.role is Role.AUDITOR else office.industries)


def holds(
    appointments: Iterable[Appointment],
    roles: Iterable[Role],
    case: Case | None,
    day: date,
    offices: Mapping[str, Office],
    *,
    head: bool = False,
) -> Appointment | None:
    """The appointment by which a person may act in one of the roles on this case that day, or None."""
    wanted = frozenset(roles)
    for one in appointments:
        if one.role in wanted and one.holds_on(day) and (one.head or not head) and _covers(one, case, offices):
            return one
    return None


def _covers(appointment: Appointment, case: Case | None, offices: Mapping[str, Office]) -> bool:
    if case is None:
        return True
    if appointment.role is Role.ENTITY:
        return appointment.at == case.entity
    office = offices.get(appointment.at)
    if office is None:
        return False
    return Area(office.jurisdiction, office.industries).covers(case.region, case.industry)


def require(
    appointments: Iterable[Appointment],
    roles: tuple[Role, ...],
    case: Case | None,
    day: date,
    offices: Mapping[str, Office],
    *,
    head: bool = False,
    who: str = "您",
) -> Appointment:
    """The same; errors: Refusal NOT_PERMITTED, naming who may."""
    found = holds(appointments, roles, case, day, offices, head=head)
    if found is None:
        names = "、".join(ROLE_NAMES[role] for role in roles) + ("负责人" if head else "")
        raise Refusal("NOT_PERMITTED", f"{who}不是本案管辖范围内的{names}，不能办理此事")
    return found
