"""隐患台账 the list: filters in the address, sorted by a column, a page at a time; what is kept of it, and what leaves as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from activities.register_import import MAY_IMPORT
from domain.commands import COMMANDS
from domain.decide.frame import RULES
from domain.decide.verification import REPORTERS
from domain.glossary import CHANNELS, LEVELS, RUNGS, STAGES, deadline_label
from domain.ladder import soon_by
from domain.regions import common, short
from domain.workdays import bundled_calendar, day_of
from ledger.filters import drop_filter, save_filter, saved_filters
from ledger.records import CaseRow
from ledger.sql import sql
from web.listing import LABELS, MOST_ROWS, Asking, asking, leaf
from web.pages.shell import Reading, Visitor
from web.rendering import left_text

router = APIRouter(include_in_schema=False)

COLUMNS = (
    ("number", "编号", ""), ("unit", "单位", ""), ("", "隐患", ""), ("", "镇街", ""), ("", "行业", ""), ("", "阶段", ""),
    ("rectify", "整改期限", ""), ("rung", "阶梯", "-"), ("due", "下一步", ""),
)  # fmt: skip
"""栏: by what it sorts, its heading, and whether the last come first"""
NAMES = {
    "number": "编号",
    "unit": "单位",
    "rectify": "整改期限",
    "rung": "阶梯",
    "due": "下一步时限",
    "found": "发现日期",
    "moved": "最近办理",
}
LONGEST = 300
BATCH = {"Assign": "交办", "Urge": "催促"}
"""成批办理: never closure, which is item by item (S5)"""
DAYS = tuple(name for name in LABELS if name.endswith(("_from", "_to")))
MORE = ("unit", "office", "level", "channel", "rung_min", "batch", *DAYS)
"""条件 that are folded away until one is used"""
A_MOMENT = timedelta(microseconds=1)
Typed = Annotated[str, Form(max_length=4000)]


@dataclass(frozen=True, slots=True)
class Line:
    """一行, as it is shown."""

    ordinal: int
    row: CaseRow
    place: str
    term: str
    """还剩 or 超期, by T"""
    late: str
    """a class: late, soon or nothing"""
    next_day: date | None

    @property
    def stage(self) -> str:
        return STAGES[self.row.stage]  # type: ignore[index]

    @property
    def rung(self) -> str:
        return f"{self.row.rung} {RUNGS[self.row.rung]}" if self.row.rung else ""

    @property
    def colour(self) -> str:
        """Of the rung: lateness grows."""
        return ("", "yellow", "orange", "orange", "red", "red", "red", "red")[self.row.rung]

    @property
    def next_step(self) -> str:
        return deadline_label(self.row.due_label) if self.row.due_label else ""

    @property
    def description(self) -> str:
        told = " ".join((self.row.description or "").split())
        return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def day_that_ends(row: CaseRow) -> date | None:
    """The day of what comes next by itself; what runs out at 24:00 belongs to the day that ends."""
    return None if row.due_at is None else day_of(row.due_at - A_MOMENT)


def line(ordinal: int, row: CaseRow, today: date, around: str, soon: date) -> Line:
    """One row, as seen from a place on a day."""
    t, late = row.rectify_by, ""
    if not row.open:
        term = ""
    elif t is None:
        term = "期限未起算" if row.stage in ("determined", "notified") else ""
    else:
        term = left_text(t, today)
        late = "late" if row.overdue else "soon" if t <= soon else ""
    return Line(ordinal, row, short(row.region, around), term, late, day_that_ends(row))


def place_around(regions: Sequence[str]) -> str:
    """What all that he sees lies in: its name need not stand in every row."""
    return common(regions) if len(regions) > 1 else ""


@router.get("/cases")
async def register(looking: Reading) -> Response:
    return await shown(looking, asking(dict(looking.request.query_params)))


async def shown(looking: Visitor, ask: Asking, *, said: str = "", status: int = 200) -> Response:
    """The list, with a sentence above it."""
    async with looking.seen.snapshot() as connection:
        filters = await saved_filters(connection)
        regions = [one for (one,) in await connection.fetch(sql("seen_regions"))]
        industries = [one for (one,) in await connection.fetch(sql("seen_industries"))]
        page = await leaf(looking, connection, ask)
    around, soon = place_around(regions), soon_by(looking.today, bundled_calendar())
    offices = {one.id: one.name for one in looking.holder.offices.values()}
    lines = [line(page.first + place, one.row, looking.today, around, soon) for place, one in enumerate(page.rows)]
    told = {
        "ask": ask, "page": page, "lines": lines, "saved": filters, "regions": regions, "industries": industries,
        "chips": ask.chips(offices), "offices": offices, "columns": COLUMNS, "sorts": NAMES, "said": said,
        "stages": STAGES, "rungs": RUNGS, "channels": CHANNELS, "levels": LEVELS, "most": MOST_ROWS,
        "batch": batch_commands(looking), "imports": looking.has(*MAY_IMPORT), "reports": looking.has(*REPORTERS),
        "labels": LABELS, "days": DAYS, "more": MORE,
        "done": looking.request.query_params.get("done", ""),
    }  # fmt: skip
    return looking.page("register.html", 422 if ask.faults and status == 200 else status, **told)


def batch_commands(looking: Visitor) -> list[tuple[str, str]]:
    """成批办理 that he may do."""
    holder = looking.holder
    if not holder.sight.writes or holder.person is None:
        return []
    rules = {name: RULES[COMMANDS[name]] for name in BATCH}
    held = [one for one in holder.appointments if one.holds_on(looking.today)]
    return [
        (name, verb)
        for name, verb in BATCH.items()
        if any(one.role in rules[name].by and (one.head or not rules[name].head) for one in held)
    ]


@router.post("/cases/filters")
async def save(looking: Reading, name: Typed = "", query: Typed = "", drop: Typed = "") -> Response:
    """存下 or 删去 one's own filter."""
    pool, account = looking.desk.record.ledger.pool, looking.holder.account
    ask = asking(dict(parse_qsl(query[:2000])))
    if drop:
        await drop_filter(pool, account, drop)
    else:
        address = ask.link().partition("?")[2]
        await save_filter(pool, account, name.strip(), address)
    return RedirectResponse(ask.link(), 303)
