"""统计 in SQL: the counts of `domain.figures.counts`, over the states that stood at one instant as known at another.

What is counted is said there alone; here it is turned into columns. Nothing that a person types becomes SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.figures.counts import COUNTS, PARAMETERS, Count, Counts, Filter, Frame
from domain.figures.expressions import as_sql
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql
from ledger.views.states import ALIKE, CELL


def _parameters(shift: int) -> dict[str, str]:
    return {name: f"${shift + place}" for place, name in enumerate(PARAMETERS, 1)}


NAMES: dict[str, str] = {
    **{name: f"s.{name}" for name in (*ALIKE, "entity")},
    **_parameters(0),
    "determined": "(s.determined_on is not null)",
}
"""what the expressions' names are called in SQL; the frame's days are the first parameters of every statement"""
DIFFERING = ("cell", *(name for name in ALIKE if name not in ("entity_open", "office_open")))


@dataclass(frozen=True, slots=True)
class State:
    """A case's state as lists show it."""

    number: str
    region: str
    industry: str
    channel: str
    level: str
    office: str
    stage: str
    rung: int
    lapses_on: Any
    found_on: Any
    determined_on: Any
    closed_on: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """两个时点之差 of one case: how it differs, and both states (None where it is not among those asked after)."""

    how: str
    number: str
    before: State | None
    after: State | None


class _Statement:
    """The parameters of a statement, gathered as its text is put together."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def bind(self, value: Any, kind: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{kind}"

    def days(self, when: Frame) -> str:
        """The days of a frame. Each is spoken of once, with its type, so that a statement that needs none still takes them."""
        return f"(select {', '.join(self.bind(day, 'date') for day in when.values().values())}) as days"

    def standing(self, when: Frame | None) -> str:
        """What stood then; None: what stands now, of which there is a table."""
        if when is None:
            return "states_now s"
        then, known = self.bind(when.then, "timestamptz"), self.bind(when.known_at, "timestamptz")
        return sql("standing").format(then=then, known=known)

    def within(self, where: Filter | None) -> str:
        """The cells of a filter."""
        said = [
            f"starts_with(c.region, {self.bind(value, 'text')})"
            if name == "region"
            else f"c.{name} = {self.bind(value, 'text')}"
            for name, value in (where or Filter()).model_dump(exclude_none=True).items()
        ]
        return sql("within").format(said=" and ".join(said)) if said else "true"


async def figures(
    pool: Pool | Connection,
    when: Frame,
    *,
    by: Sequence[str] = (),
    where: Filter | None = None,
    counts: Mapping[str, Count] = COUNTS,
    now: bool = False,
    few: bool = False,
) -> dict[tuple[str, ...], Counts]:
    """计数 of every group, by some of region, industry, channel, level, office; no group, no key.

    `now`: of what stands now, whatever the frame's instants; the caller has just taken them from the clock. `few`: nothing
    is read but what one of the counts counts, by the indexes of their days: a period's are few among all there have been.
    """
    if unknown := [name for name in by if name not in CELL]:
        raise ValueError(f"cannot group by {unknown}")
    asked = _Statement()
    slots = {
        "days": asked.days(when),
        "standing": asked.standing(None if now else when),
        "within": asked.within(where),
        "counts": ", ".join(f"{_aggregate(count)} as {name}" for name, count in counts.items()),
        "sums": ", ".join(f"sum(g.{name})::bigint as {name}" for name in counts),
        "told": "".join(f"c.{name}, " for name in by),
        "groups": ", ".join(f"c.{name}" for name in by) or "()",
    }
    if few:
        slots["within"] += " and (" + " or ".join(f"({as_sql(count.where, NAMES)})" for count in counts.values()) + ")"
    template = "figures_of_different" if any(count.distinct for count in counts.values()) else "figures"
    rows = await pool.fetch(sql(template).format(**slots), *asked.values, timeout=LONG)
    return {tuple(row[name] for name in by): {name: row[name] or 0 for name in counts} for row in rows}


async def listed(
    pool: Pool | Connection,
    when: Frame,
    which: Count,
    *,
    where: Filter | None = None,
    after: str = "",
    limit: int = 1000,
    now: bool = False,
) -> list[State]:
    """清单: the cases that a count counts, by number, after one of them."""
    asked = _Statement()
    text = sql("listed").format(
        days=asked.days(when),
        standing=asked.standing(None if now else when),
        where=as_sql(which.where, NAMES),
        within=asked.within(where),
        shown=_shown("s", "c"),
        after=asked.bind(after, "text"),
        limit=asked.bind(limit, "int"),
    )
    return [State(**row) for row in await pool.fetch(text, *asked.values, timeout=LONG)]


async def different(
    pool: Pool | Connection,
    before: Frame,
    after: Frame,
    which: Count,
    *,
    where: Filter | None = None,
    limit: int = 1000,
) -> tuple[dict[str, int], list[Difference]]:
    """差异: how many cases entered, left or changed among those a count counts, and the first of each kind."""
    asked = _Statement()
    days_before = asked.days(before)
    shift = len(asked.values)
    days_after = asked.days(after)
    text = sql("different").format(
        days_before=days_before,
        days_after=days_after,
        before=asked.standing(before),
        after=asked.standing(after),
        where_before=as_sql(which.where, NAMES),
        where_after=as_sql(which.where, {**NAMES, **_parameters(shift)}),
        within=asked.within(where),
        row_a=", ".join(f"a.{name}" for name in DIFFERING),
        row_b=", ".join(f"b.{name}" for name in DIFFERING),
        shown_a=_shown("a", "ca", "a_"),
        shown_b=_shown("b", "cb", "b_"),
        limit=asked.bind(limit, "int"),
    )
    rows = await pool.fetch(text, *asked.values, timeout=LONG)
    many = dict.fromkeys(("entered", "left", "changed"), 0) | {row["how"]: row["many"] for row in rows}
    return many, [
        Difference(row["how"], row["number"], _state(dict(row), "a_"), _state(dict(row), "b_")) for row in rows
    ]


async def clock(pool: Pool | Connection) -> datetime:
    """The database's clock, the one by which events are recorded."""
    return await pool.fetchval("select clock_timestamp()")  # type: ignore[no-any-return]


async def office_names(pool: Pool | Connection) -> dict[str, str]:
    """机构 by id: offices, not people."""
    return {row["id"]: row["name"] for row in await pool.fetch(sql("office_names"))}


def _aggregate(count: Count) -> str:
    if count.distinct:
        summed = f"count(distinct {as_sql(count.value, NAMES)})"
    else:
        summed = f"sum({as_sql(count.value, NAMES)})" if count.value else "count(*)"
    return f"coalesce({summed} filter (where {as_sql(count.where, NAMES)}), 0)"


def _shown(state: str, cell: str, prefix: str = "") -> str:
    texts = ", ".join(f"{cell}.{name} as {prefix}{name}" for name in CELL)
    facts = ("number", "stage", "rung", "lapses_on", "found_on", "determined_on", "closed_on")
    return ", ".join(f"{state}.{name} as {prefix}{name}" for name in facts) + ", " + texts


def _state(row: Mapping[str, Any], prefix: str) -> State | None:
    if row[f"{prefix}stage"] is None:
        return None
    return State(**{name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)})
