"""区划的选择 which places there are below the one that is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.regions import common, parts, short, tree, within


@dataclass(frozen=True)
class Places:
    """区划 of the holder's sight, looked at from one of them."""

    regions: Sequence[str]
    area: str = ""

    @cached_property
    def root(self) -> str:
        """Where all of it lies."""
        return common(self.regions)

    @property
    def title(self) -> str:
        return self.area or self.root or "全部"

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """下级 of the area."""
        return parts(self.regions, self.area)

    @cached_property
    def standing(self) -> Mapping[str, str]:
        """For which part each region stands."""
        return {region: part for part, regions in self.parts.items() for region in regions}

    @property
    def choices(self) -> list[tuple[str, str]]:
        """To choose from: the place, and its name set in by its depth."""
        found, chain = [], [self.root]
        for place, depth in tree(self.regions):
            chain = [*chain[: depth + 1], place]
            found.append((place, "　" * depth + short(place, chain[-2])))
        return found

    def name(self, part: str) -> str:
        """Of a part, to whoever looks at the area."""
        if not part:
            return "未载区划"
        base = common(region for region in self.regions if within(region, self.area))
        if part == base and len(self.parts) > 1:
            return f"{short(part, self.root)}（未细分）"
        return short(part, base)

    def asks(self, part: str) -> str | None:
        """How the register is asked for exactly this part; None where what it says would bring in others."""
        if not part or any(other != part and within(other, part) for other in self.parts):
            return None
        return part
