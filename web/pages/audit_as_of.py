"""时点 any figures, list or case as they were true at one instant, as known at another."""

from collections.abc import Mapping
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from activities.lists import LIST, list_rows, rung
from domain.figures.counts import COUNTS, Counts, Frame
from domain.figures.formulas import FORMULAS, SHOWN, figures
from domain.figures.instants import said
from domain.figures.report import GROUPS, Report, shown
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger.access import names_read
from ledger.store import number_of
from web.audit.asked import count_named, framed, grouped, listable, scoped
from web.audit.standing import CaseThen, Listed, case_then, list_then, offices, reaches, ready, report_then
from web.desk import Desk
from web.pages.audit_typed import Typed, runs
from web.pages.shell import Official, Visitor
from web.reading import reading

router = APIRouter(include_in_schema=False)

FIELDS = (
    "at", "known", "list", "group", "region", "industry", "channel", "level", "office", "since", "until", "baseline", "after",
)  # fmt: skip
PAGE = 50


@router.get("/audit/as-of")
async def as_of(looking: Official) -> Response:
    typed, asked = Typed(looking, FIELDS), {}
    desk, holder, now = looking.desk, looking.holder, await ready(looking.desk)
    report: Report | None = None
    listing: Listed | None = None
    when = framed({}, now)
    try:
        if not typed.errors:
            asked = typed.asked
            when, where = framed(asked, now), scoped(asked)
            standing = "at" not in asked and "known" not in asked
            if asked.get("list"):
                which, after = count_named("list", asked["list"]), asked.get("after", "")
                listing = await list_then(desk, holder, when, which, where, after, PAGE, now=standing)
            else:
                groups = grouped(asked.get("group", ""))
                report = await report_then(desk, holder, when, groups, where, now=standing)
    except Refusal as refused:
        typed.wrong(refused)
    return looking.page(
        "audit_as_of.html",
        typed.status,
        typed=typed,
        when=when,
        report=report,
        listing=listing,
        rows=list_rows(listing.states, listing.units) if listing else [],
        headings=LIST,
        blocks=_blocks(report),
        listable=listable(),
        groups=GROUPS,
        shown=shown,
        runs=runs,
        said=said,
        offices=await offices(desk, holder),
        **await slides(looking, when, typed.asked),
    )


@router.get("/audit/as-of/{number}")
async def of_a_case(looking: Official, number: str) -> Response:
    typed = Typed(looking, ("at", "known"))
    now = await ready(looking.desk)
    when, then = framed({}, now), None
    try:
        when = framed({} if typed.errors else typed.asked, now)
    except Refusal as refused:
        typed.wrong(refused)
    then = await case_then(looking.desk, looking.holder, _number(number), when)
    return looking.page(
        "audit_case_then.html",
        typed.status,
        typed=typed,
        number=_number(number),
        when=when,
        then=then,
        rung=rung,
        said=said,
        names=await _names(looking.desk, looking, then),
        **await slides(looking, when, typed.asked),
    )


async def slides(looking: Visitor, when: Frame, asked: Mapping[str, str]) -> dict[str, object]:
    """滑尺: from which day to which each may be drawn, and where it stands."""
    first = await reaches(looking.desk, looking.holder)
    today = looking.today
    ends = {}
    for name, clock, at in (("at", "at", when.then), ("known", "recorded_at", when.known_at)):
        since = min(max(first.get(clock, today), date(2000, 1, 1)), today)
        stands = day_of(at - timedelta(microseconds=1)) if asked.get(name) else today
        ends[name] = {"first": since, "days": (today - since).days, "stands": max(0, (stands - since).days)}
    return {"slides": ends}


def _blocks(report: Report | None) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Figures by group: label, value, and the list behind it where there is one."""
    if report is None or report.by:
        return []
    counts: Counts = {name: value for name, value in report.counts[0].items() if isinstance(value, int)}
    counts = {**dict.fromkeys(COUNTS, 0), **counts}
    divided = figures(counts)
    return [
        (
            group,
            [
                (FORMULAS[name].label, str(divided[name]), "")
                if name in FORMULAS
                else (COUNTS[name].label, f"{counts[name]} {COUNTS[name].unit}", "" if COUNTS[name].value else name)
                for name in names
            ],
        )
        for group, names in SHOWN
    ]


async def _names(desk: Desk, looking: Visitor, then: CaseThen | None) -> dict[str, str]:
    if then is None:
        return {}
    ids = {getattr(then.case, name, None) or "" for name in ("office", "author", "approved_by")} - {""}
    return await names_read(desk.record.ledger.pool, ids, reading(looking.holder, "web audit as-of", then.number))


def _number(text: str) -> str:
    return number_of("".join(filter(str.isprintable, text))[:40])
