"""演练的时钟: what turns time and carries orders — the real engine, or the plain loop it is checked against."""

from datetime import datetime
from typing import Protocol

from workflows.contracts import Order, Standing


class Clock(Protocol):
    """时钟 of every case; each case has its own time."""

    async def forward(self, number: str, to: datetime) -> None:
        """Let a case's time pass until then; what lapses on the way is answered."""

    async def submit(self, order: Order, at: datetime) -> Standing:
        """Have an order carried out, at that moment of the case's time."""

    async def news(self, number: str) -> None:
        """Come back when something of a case may have been recorded since this was last asked."""


class DrillFailed(Exception):  # noqa: N818
    """演练中断: the engine or the script did something it never should. One Chinese sentence."""
