"""A county small enough to measure in: who may report and dismiss."""

from domain.people import Appointment, Entity, Office, Person, Role
from ledger.people import save_people
from ledger.store import Ledger

INSPECTOR, SECOND = "p-inspector", "p-second"
OFFICE, ENTITY = "o-regulator", "e-1"


async def populate(ledger: Ledger) -> None:
    """Two inspectors of one regulator, one entity."""
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=one) for one in (INSPECTOR, SECOND)],
        offices=[Office(id=OFFICE, name="应急管理局", jurisdiction="", sign="应急")],
        entities=[Entity(id=ENTITY, name="宏达化工厂", region="城关镇")],
        appointments=[Appointment(person=one, role=Role.REGULATOR, at=OFFICE) for one in (INSPECTOR, SECOND)],
        by="bench",
    )
