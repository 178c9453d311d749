"""A small county in which hazards live: who exists, and how a person gives a command."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.door import Door
from domain.people import Appointment, Entity, Office, Person, Role
from ledger.people import save_people
from ledger.store import Ledger
from workflows.contracts import NEW_CASE, Order, Standing, order_of, workflow_id

OFFICES = (
    Office(id="o-office", name="安委办", sign="安委办", jurisdiction=""),
    Office(id="o-regulator", name="应急管理局", superior="o-office", jurisdiction="", sign="应急"),
    Office(id="o-town", name="城关镇", superior="o-office", jurisdiction="城关镇"),
)
ENTITIES = (Entity(id="e-1", name="宏达化工厂", region="城关镇"),)
HELD: dict[str, tuple[Role, str, bool]] = {
    "p-inspector": (Role.REGULATOR, "o-regulator", False),
    "p-second": (Role.REGULATOR, "o-regulator", False),
    "p-regulator": (Role.REGULATOR, "o-regulator", True),
    "p-approver": (Role.APPROVER, "o-regulator", False),
    "p-legal": (Role.LEGAL, "o-regulator", False),
    "p-director": (Role.COMMISSION_OFFICE, "o-office", True),
    "p-leader": (Role.COMMISSION_LEADER, "o-office", True),
    "p-town": (Role.TOWN, "o-town", False),
    "p-principal": (Role.ENTITY, "e-1", True),
    "p-safety": (Role.ENTITY, "e-1", False),
}
PHOTO = "a" * 64


async def populate(ledger: Ledger) -> None:
    """Everybody takes office."""
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=one) for one in HELD],
        offices=OFFICES,
        entities=ENTITIES,
        appointments=[Appointment(person=one, role=role, at=at, head=head) for one, (role, at, head) in HELD.items()],
        by="test",
    )


class County:
    """The ledger, the door and a clock one can turn: what a test needs to lead a case through its life."""

    ids = itertools.count(1)

    def __init__(self, client: Client, ledger: Ledger) -> None:
        # The clock of every case stands still unless told to go on; skips are many in a year.
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=100_000))
        self.client = self.skipper.client
        self.ledger = ledger
        self.door = Door(self.client, ledger)

    def handle(self, case: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(workflow_id(case))

    def order(self, case: str, command: str, by: str, command_id: str | None = None, **data: Any) -> Order:
        return order_of(case, command, data, by=by, command_id=command_id or f"t-{next(self.ids)}")

    async def submit(self, case: str, command: str, by: str, **data: Any) -> Standing:
        """Give a command that must be accepted."""
        standing = await self.door.submit(self.order(case, command, by, **data))
        assert standing.refusal is None, (command, standing.refusal)
        return standing

    async def report(self, by: str = "p-inspector", **data: Any) -> Standing:
        """A hazard is found and reported."""
        today = datetime.now(UTC).date()  # noqa: TID251
        body = {
            "channel": "inspection", "entity": "e-1", "unit": "宏达化工厂", "region": "城关镇", "office": "o-regulator",
            "description": "储罐区可燃气体报警器失效", "found_on": f"{today - timedelta(days=1)}", **data,
        }  # fmt: skip
        return await self.submit(NEW_CASE, "Report", by, **body)

    async def forward(self, case: str, how_long: timedelta) -> bool:
        """Let the case's time pass; False when the case ended first."""
        return await self.skipper.fast_forward(self.handle(case), how_long)

    async def now(self, case: str) -> datetime:
        return await self.skipper.get_current_time(self.handle(case))

    async def until(self, case: str, moment: datetime) -> datetime:
        """Let the case's time pass until then, and a little more, so that the deadline itself is answered."""
        left = moment - await self.now(case) + timedelta(seconds=2)
        if left > timedelta():
            await self.forward(case, left)
        return await self.now(case)

    async def events(self, case: str) -> list[str]:
        return [event.type for event in await self.ledger.trail(case)]

    async def versions(self, case: str) -> Sequence[int]:
        return [event.version for event in await self.ledger.trail(case)]
