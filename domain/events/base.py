"""事件的共同之处 what every event carries."""

from datetime import datetime
from typing import ClassVar, Literal

from domain.case import Frozen
from domain.obligations import Obligation

Deed = Literal["rectified", "inspected", "closed"]


class Event(Frozen):
    """事件. `by` and the two clocks stand beside it in the ledger."""

    shape: ClassVar[int] = 1

    at: datetime
    owes: tuple[Obligation, ...] = ()
    late_reason: str = ""
    """why the fact was entered late"""

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        """谁经手 whose hands did this: kept apart so that the database itself refuses a self-approved closure (G14)."""
        return ()


class ClockEvent(Event):
    """时钟事件: due then, fired at `at`, so many seconds late (G6)."""

    due_at: datetime
    late_seconds: int
