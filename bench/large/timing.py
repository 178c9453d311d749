"""计时: the same question put many times with other keys, warm, variants in turn within each round; the rounds' p50 and p99."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 -- seeded
from time import perf_counter

from bench.figures import Spread, told

Ask = Callable[[Random], Awaitable[object]]
"""One question, its keys thrown by the dice; the same throws give the same question"""


@dataclass(slots=True)
class Times:
    """Milliseconds of each round."""

    rounds: list[list[float]] = field(default_factory=list)

    def quantile(self, share: float) -> Spread:
        """Of every round."""
        return Spread(tuple(quantile(one, share) for one in self.rounds))

    @property
    def p50(self) -> Spread:
        return self.quantile(0.5)

    @property
    def p99(self) -> Spread:
        return self.quantile(0.99)

    def __str__(self) -> str:
        return f"p50 {self.p50}, p99 {self.p99} ms"


async def timed(
    variants: Mapping[str, Ask], *, rounds: int, count: int, progress: Callable[[], None], seed: int = 0
) -> dict[str, Times]:
    """Each round asks every variant the same questions; one round before, of other keys, is not kept."""
    found = {name: Times() for name in variants}
    for round_ in range(rounds + 1):
        for name, ask in variants.items():
            dice = Random(f"{seed}/{round_}")  # noqa: S311 -- no secret
            times = []
            for _ in range(count if round_ else max(1, count // 5)):
                begin = perf_counter()
                await ask(dice)
                times.append((perf_counter() - begin) * 1000)
            if round_:
                found[name].rounds.append(times)
        progress()
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The value that so many do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def over(times: Times, under: Times, share: float = 0.5) -> Spread:
    """Round by round."""
    pairs = zip(times.quantile(share).values, under.quantile(share).values, strict=True)
    return Spread(tuple(a / b for a, b in pairs))


def bytes_told(count: float) -> str:
    """In the unit that people read."""
    for unit, size in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if count >= size:
            return f"{told(count / size)} {unit}"
    return f"{told(count)} B"
