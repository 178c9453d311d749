"""报告 of the large bench: its own part of docs/performance.md; `make bench` leaves it as it stands."""

from collections.abc import Mapping, Sequence

from bench.figures import Figure, told
from bench.large.bounds import BOUNDS, CHOICES
from bench.large.load import Loaded
from bench.report import LARGE, Machine, tabled

_BESIDE = ("views", "size", "parts")


def section(figures: Sequence[Figure], loaded: Loaded, before: Machine, after: float, rounds: int) -> str:
    """From its heading on."""
    seconds = sum(loaded.seconds.values())
    lines = [
        f"{LARGE} {loaded.cases:,} cases, {loaded.events:,} events",
        "",
        (
            f"Measured on {before.day} at commit `{before.commit}`, {rounds} rounds of many questions with keys drawn anew; "
            "warm; milliseconds are the p99 of a round. `make bench-large` generates the record, measures, and writes this part."
        ),
        f"Machine: {before.told}. PostgreSQL with its own settings, fsync on, a quarter of the memory as shared_buffers.",
        f"Load average {before.load:.1f} before and {after:.1f} after.",
        "",
        "The record: a few hundred different lives led by the real rules, stamped out over five years, 16 districts and 20"
        " industries; every tenth case is open on the last day. Hashes, marks, commands and views are those an append writes"
        f" (`verify` finds nothing wrong); events lie on the disk in the order they came about. Loaded in {told(seconds)} s: "
        + ", ".join(f"{what} {told(took)} s" for what, took in loaded.seconds.items())
        + ". Keys, indexes and triggers were away meanwhile and are checked when they are put back, as in a restore.",
        "",
        *tabled(figures, "Behind them:"),
    ]
    lines += _prose("What was chosen from this", CHOICES, [one.measure for one in figures])
    missed = [one.measure for one in figures if one.reached in {"floor", "below"}]
    lines += _prose("What stands between a figure and its goal here", BOUNDS, missed)
    return "\n".join(lines) + "\n"


def _prose(heading: str, told_: Mapping[str, str], names: Sequence[str]) -> list[str]:
    found = [f"- **{name}** {told_[name]}" for name in dict.fromkeys(names) if name in told_]
    return ["", f"### {heading}", "", *found] if found else []


def in_order(figures: Sequence[Figure]) -> list[Figure]:
    """P5, P6, P11, P12, P13, and what is beside them."""

    def place(one: Figure) -> tuple[bool, int]:
        beside = one.measure in _BESIDE
        return beside, _BESIDE.index(one.measure) if beside else int(one.measure[1:])

    return sorted(figures, key=place)
