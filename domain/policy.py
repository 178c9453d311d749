"""权限 who may do what (DOMAIN §4): role, post of head, jurisdiction × industry, in one pure place."""

from collections.abc import Iterable, Mapping
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
    in_place = not case.region or case.region.startswith(office.jurisdiction)
    return in_place and (not office.industries or not case.industry or case.industry in office.industries)


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
