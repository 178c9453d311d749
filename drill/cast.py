"""演员表: the fictitious offices and persons of a drill. They cover every region and industry a register may name."""

from collections.abc import Iterable

from domain.people import Appointment, Entity, Office, Person, Role

COMMISSION, OFFICE, REGULATOR, TOWN = "o-commission", "o-office", "o-regulator", "o-town"
OFFICES = (
    Office(id=COMMISSION, name="演练县安全生产委员会", sign="演安委"),
    Office(id=OFFICE, name="演练县安委办", superior=COMMISSION, sign="演安委办"),
    Office(id=REGULATOR, name="演练县应急管理局", superior=OFFICE, sign="演应急"),
    Office(id=TOWN, name="演练镇人民政府", superior=OFFICE, sign="演镇"),
)

LEADER, DIRECTOR, CLERK = "p-leader", "p-director", "p-clerk"
REGULATOR_HEAD, INSPECTOR, SECOND, APPROVER = "p-regulator", "p-inspector", "p-second", "p-approver"
TOWN_OFFICER, TOWN_SECOND = "p-town", "p-town-second"
_HELD: dict[str, tuple[str, Role, str, bool]] = {
    LEADER: ("演练·副县长", Role.COMMISSION_LEADER, COMMISSION, True),
    DIRECTOR: ("演练·安委办主任", Role.COMMISSION_OFFICE, OFFICE, True),
    CLERK: ("演练·安委办科员", Role.COMMISSION_OFFICE, OFFICE, False),
    REGULATOR_HEAD: ("演练·局长", Role.REGULATOR, REGULATOR, True),
    INSPECTOR: ("演练·执法员甲", Role.REGULATOR, REGULATOR, False),
    SECOND: ("演练·执法员乙", Role.REGULATOR, REGULATOR, False),
    APPROVER: ("演练·审核人", Role.APPROVER, REGULATOR, False),
    TOWN_OFFICER: ("演练·镇安监员甲", Role.TOWN, TOWN, False),
    TOWN_SECOND: ("演练·镇安监员乙", Role.TOWN, TOWN, False),
}
SIGNATORIES = {
    Role.COMMISSION_OFFICE: DIRECTOR,
    Role.COMMISSION_LEADER: LEADER,
    Role.REGULATOR: REGULATOR_HEAD,
}


def principal_of(entity: str) -> str:
    """主要负责人 of an entity."""
    return f"{entity}.principal"


def safety_of(entity: str) -> str:
    """安全员 of an entity."""
    return f"{entity}.safety"


def officials() -> tuple[list[Person], list[Appointment]]:
    """Everybody in an office."""
    people = [Person(id=id_, name=name) for id_, (name, _, _, _) in _HELD.items()]
    posts = [Appointment(person=id_, role=role, at=at, head=head) for id_, (_, role, at, head) in _HELD.items()]
    return people, posts


def enterprise_people(entities: Iterable[Entity]) -> tuple[list[Person], list[Appointment]]:
    """The principal and the safety officer of each unit."""
    people, posts = [], []
    for entity in entities:
        for id_, post in ((principal_of(entity.id), "主要负责人"), (safety_of(entity.id), "安全员")):
            head = post == "主要负责人"
            people.append(Person(id=id_, name=f"演练·{entity.name[:80]}{post}"))
            posts.append(Appointment(person=id_, role=Role.ENTITY, at=entity.id, post=post, head=head))
    return people, posts
