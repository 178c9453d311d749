"""晾晒 ranking of towns, departments or industries by one figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.figures.counts import Counts
from domain.figures.formulas import Figure, figures

BEST_FIRST: dict[str, bool] = {
    "closure_rate": True,
    "clearance_rate": True,
    "first_pass_rate": True,
    "overdue_rate": False,
    "mean_days": False,
}
"""by what one may rank, and whether more is better"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """一名: ties share a place, the next place is skipped; None where there is nothing to rank by."""

    place: int | None
    name: str
    figure: Figure
    counts: Counts


def ranked(groups: Mapping[str, Counts], by: str) -> list[Ranked]:
    """Best first; ties by name; those without the figure last. Compared as they stand, not as rounded."""
    more = BEST_FIRST[by]
    found = [(name, counts, figures(counts)[by]) for name, counts in groups.items()]

    def merit(figure: Figure) -> Fraction:
        return (1 if more else -1) * Fraction(figure.part, figure.of)

    able = sorted((one for one in found if one[2].of), key=lambda one: (-merit(one[2]), one[0]))
    answer: list[Ranked] = []
    for place, (name, counts, figure) in enumerate(able, 1):
        before = answer[-1] if answer else None
        tied = before is not None and before.figure.part * figure.of == figure.part * before.figure.of
        answer.append(Ranked(before.place if before and tied else place, name, figure, counts))
    unable = sorted((one for one in found if not one[2].of), key=lambda one: one[0])
    return answer + [Ranked(None, name, figure, counts) for name, counts, figure in unable]
