"""性情: how the unit of a case behaves, drawn once from the drill's seed. The only chance in a drill, and none is in the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random  # noqa: TID251 -- seeded, and outside the rules


class Behaviour(StrEnum):
    """表现."""

    COMPLIANT = "compliant"
    SLOW = "slow"
    SILENT = "silent"


BEHAVIOURS = {Behaviour.COMPLIANT: "配合", Behaviour.SLOW: "拖延", Behaviour.SILENT: "不理"}
MIXED = "mixed"
SHARES = {Behaviour.COMPLIANT: 30, Behaviour.SLOW: 30, Behaviour.SILENT: 20}
"""of a mixed county"""


@dataclass(frozen=True)
class Temper:
    """性情 of one unit in one case; counts of workdays unless they say otherwise."""

    behaviour: Behaviour
    acknowledges_after: int = 1
    plans_after: int = 6
    share: float = 0.5
    """of the period to T after which a compliant unit asks for reinspection"""
    soon: int = 4
    """the same where T is already past or all but"""
    late: int = 12
    """after T, when a slow unit asks for the first time"""
    again: int = 3
    """before the remedial date, when it asks again"""
    answers_after: int = 3

    @property
    def silent(self) -> bool:
        """不理: signs for nothing, answers nothing."""
        return self.behaviour is Behaviour.SILENT

    @property
    def failures(self) -> int:
        """Reinspections it will fail."""
        return 1 if self.behaviour is Behaviour.SLOW else 0


def tempers(behaviour: Behaviour | str, numbers: Sequence[str], seed: int) -> dict[str, Temper]:
    """性情 of each case: the same seed, behaviour and numbers give the same."""
    return {
        number: _drawn(one, Random(f"{seed}/{number}"))  # noqa: S311 -- no secret
        for number, one in zip(numbers, _shared_out(behaviour, len(numbers), seed), strict=True)
    }


def _shared_out(behaviour: Behaviour | str, count: int, seed: int) -> list[Behaviour]:
    """Exactly its shares of a mixed county (the remainder to those with the largest fraction), in a seeded order."""
    if behaviour != MIXED:
        return [Behaviour(behaviour)] * count
    whole = sum(SHARES.values())
    counts = {one: count * share // whole for one, share in SHARES.items()}
    by_fraction = sorted(SHARES, key=lambda one: -(count * SHARES[one] % whole))
    for one in by_fraction[: count - sum(counts.values())]:
        counts[one] += 1
    order = [one for one, times in counts.items() for _ in range(times)]
    Random(f"{seed}/{MIXED}").shuffle(order)  # noqa: S311 -- no secret
    return order


def _drawn(behaviour: Behaviour, chance: Random) -> Temper:
    if behaviour is Behaviour.SLOW:
        return Temper(
            behaviour,
            acknowledges_after=2,  # the last day
            plans_after=chance.randint(11, 14),
            late=chance.randint(6, 18),
            again=chance.randint(1, 5),
            answers_after=chance.randint(3, 5),
        )
    return Temper(
        behaviour,
        acknowledges_after=chance.randint(0, 1),
        plans_after=chance.randint(3, 9),
        share=chance.uniform(0.35, 0.7),
        soon=chance.randint(2, 6),
        answers_after=chance.randint(1, 3),
    )
