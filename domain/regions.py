"""区划 how the names of places nest: a province's cities, a city's counties, their towns; by name or by code."""

import re
from collections.abc import Iterable
from itertools import accumulate

_NAME = re.compile(
    r".+?(?:自治区|自治州|自治县|开发区|省|市|州|盟|县|旗(?!街道|镇|乡|村|社区)|区|街道|镇|乡|苏木|村|社区)"
)
_CODE = (2, 4, 6, 9, 12)
"""省、市、县、镇街、村居 of a 行政区划代码"""


def levels(region: str) -> tuple[str, ...]:
    """The region and all it lies in, widest first: 示例市, 示例市甲区, 示例市甲区第一镇."""
    if region.isdigit():
        return (*(region[:length] for length in _CODE if length < len(region)), region)
    parts = _NAME.findall(region)
    rest = region[sum(map(len, parts)) :]
    return tuple(accumulate((*parts, rest) if rest else parts))


def within(region: str, place: str) -> bool:
    """Whether it lies there, by its name's beginning, as jurisdictions are understood."""
    return region.startswith(place)


def common(regions: Iterable[str]) -> str:
    """The narrowest place all of them lie in; empty when there is none."""
    chains = [levels(region) for region in regions]
    found = ""
    for step in zip(*chains, strict=False):
        if len(set(step)) > 1:
            break
        found = step[0]
    return found


def parts(regions: Iterable[str], place: str) -> dict[str, tuple[str, ...]]:
    """下级区划: what a place is made of, the next that differ, each with the regions in it. What names the place itself
    and nothing within stands for itself.
    """
    inside = sorted(region for region in set(regions) if region and within(region, place))
    root = common(inside)
    found: dict[str, list[str]] = {}
    for region in inside:
        deeper = [one for one in levels(region) if len(one) > len(root)]
        found.setdefault(deeper[0] if deeper else region, []).append(region)
    return {name: tuple(many) for name, many in found.items()}


def tree(regions: Iterable[str]) -> list[tuple[str, int]]:
    """Every place that may be chosen, with its depth, below what is common to all; in order."""
    known = sorted({region for region in regions if region})
    top = len(levels(common(known))) if known else 0
    chosen = {one: depth - top for region in known for depth, one in enumerate(levels(region)) if depth >= top}
    return sorted(chosen.items())


def short(region: str, place: str) -> str:
    """Its name, to whoever knows where he is: 第一镇 within 示例市甲区."""
    return region.removeprefix(place) or region
