"""`duban audit as-of`: figures, a list or one case as they were true at one instant, as known at another."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from activities.lists import LIST, list_rows
from activities.provenance import provenance
from activities.report_sheet import write_report, write_table
from activities.reports import figures_of, moment, up_to_date
from cli.case_tables import print_case
from cli.context import Connected, connected
from cli.output import Format, OutputOption, emit, fail, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.report_options import (
    BASELINE,
    AtOption,
    BaselineOption,
    ChannelOption,
    IndustryOption,
    KnownOption,
    LevelOption,
    OfficeOption,
    RegionOption,
    SinceOption,
    UntilOption,
    count_named,
    framed,
    grouped,
    scoped,
)
from cli.report_tables import console, print_report, print_table, warn_of
from cli.teaching import FIELDS, labelled
from cli.workbook import XlsxOption, checked, writing
from domain.due import armed, rectify_forecast
from domain.figures.counts import Filter, Frame
from domain.figures.instants import said
from domain.figures.report import scope_of
from domain.rulebook import rulebook
from domain.workdays import bundled_calendar
from ledger.access import names_read, note
from ledger.questions.asof import Then, cases_as_of
from ledger.questions.figures import State, listed
from ledger.store import Ledger, number_of

MOST = 100_000


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(as_of)


def as_of(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="案件编号；不写则问统计。")] = None,
    at: AtOption = None,
    recorded_at: KnownOption = None,
    list_: Annotated[
        str | None,
        typer.Option("--list", metavar="清单", help="列出案件：open 在办、overdue 逾期、stock 存量、closed 销号等。"),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="分组", help="分组：region、industry、channel、level、office，可并列。"),
    ] = None,
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    baseline: BaselineOption = BASELINE,
    after: Annotated[str, typer.Option("--after", metavar="CASE", help="清单接着这一案件往后列。")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="清单最多几件。")] = 1000,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """时点查询：某一时点的真实情况，按另一时点所知。统计、清单或一件案件。

    六月底的统计，按现在所知：
      duban audit as-of --at 2026-06-30
    六月底的统计，按当时所知（此后补录、更正的不算）：
      duban audit as-of --at 2026-06-30 --recorded-at 2026-06-30
    六月底逾期的是哪些：
      duban audit as-of --at 2026-06-30 --list overdue
    一件案件当时的样子：
      duban audit as-of 2026-000001 --at 2026-06-30

    答案由全部记录推出；事后补录的事实，从发生时起为真，从记入时起才为人所知。
    """
    checked(xlsx)
    where, groups = scoped(region, industry, channel, level, office), grouped(group)
    which = count_named(list_) if list_ is not None else None

    async def work() -> None:
        async with connected() as stack:
            ledger = await stack.ledger()
            when = framed(at, recorded_at, since, until, baseline, await moment(ledger))
            if xlsx is not None:  # taken out is on record before it is taken
                subject = number_of(case) if case else ""
                why = reading(
                    "audit as-of", subject=subject, by=by, purpose=purpose, file=xlsx.name, at=said(when.then)
                )
                await note(ledger.pool, why)
            if case is not None:
                await _case(stack, case, when, xlsx, by, purpose, output)
            elif which is not None:
                await _list(ledger, when, where, after, limit, xlsx, output, which)
            else:
                report = await figures_of(ledger, when, groups, where, now=at is None and recorded_at is None)
                source = await provenance(ledger, {})
                writing(xlsx, lambda path: write_report(report, path, source))
                emit(report, lambda: print_report(report), output=output)

    run(work())


async def _list(
    ledger: Ledger, when: Frame, where: Filter, after: str, limit: int, xlsx: Path | None, output: Format, which: Any
) -> None:
    warn_of(await up_to_date(ledger))
    states = await listed(ledger.pool, when, which, where=where, after=number_of(after) if after else "", limit=limit)
    then = await cases_as_of(ledger.pool, [one.number for one in states], when)
    units = {number: one.case.unit for number, one in then.items() if one.case is not None}
    rows = list_rows(states, units)
    title = f"{which.label}  时点：{said(when.then)}；所知截至：{said(when.known_at)}"
    source = await provenance(ledger, scope_of(where, {}))
    writing(xlsx, lambda path: write_table(path, f"{which.label}清单", LIST, rows, source, note=title))
    value = [_state(one, units) for one in states]
    emit(value, lambda: _print_list(title, rows, states, limit), output=output)


def _print_list(title: str, rows: Any, states: list[State], limit: int) -> None:
    console.print(title)
    print_table(LIST, rows)
    more = f"；还有，接着看：--after {states[-1].number}" if len(states) == limit else ""
    console.print(f"共列 {len(states)} 件{more}")


def _state(one: State, units: dict[str, str]) -> dict[str, Any]:
    return {
        "case": one.number,
        "unit": units.get(one.number, ""),
        **{k: v for k, v in asdict(one).items() if k != "number"},
    }


async def _case(
    stack: Connected, case: str, when: Frame, xlsx: Path | None, by: str, purpose: str, output: Format
) -> None:
    ledger = await stack.ledger()
    number = number_of(case)
    then = (await cases_as_of(ledger.pool, [number], when)).get(number)
    if then is None:
        fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
    if then.case is None:
        fail("CASE_NOT_YET", f"截至 {said(when.then)}，按 {said(when.known_at)} 所知，还没有案件 {number}。")
    found = then.case
    rules, calendar = rulebook(found.edition), bundled_calendar()
    deadline, forecast = armed(found, rules, calendar, when.then), rectify_forecast(found, rules, calendar)
    value: dict[str, Any] = {
        "case": number, "at": when.then, "known_at": when.known_at, "events": then.events, "events_now": then.of,
        **found.model_dump(mode="json", exclude={"number"}), "due_at": deadline.at if deadline else None,
        "due_kind": deadline.label if deadline else None, "rectify_forecast": forecast,
    }  # fmt: skip
    called: dict[str, str] = {}
    if output is Format.TEXT:
        ids = {getattr(found, name, None) or "" for name in ("office", "author", "approved_by")}
        called = await names_read(ledger.pool, ids, reading("audit as-of", subject=number, by=by, purpose=purpose))
    plain = [
        [FIELDS.get(name, name), labelled(str(told))]
        for name, told in value.items()
        if isinstance(told, str | int | float) and told != ""
    ]
    source = await provenance(ledger, {"案件": number})
    writing(
        xlsx, lambda path: write_table(path, f"案件 {number}", ("项目", "内容"), plain, source, note=_note(when, then))
    )

    def tell() -> None:
        console.print(_note(when, then))
        print_case(found, then.events, deadline, forecast, called)

    emit(value, tell, output=output)


def _note(when: Frame, then: Then) -> str:
    return f"时点：{said(when.then)}；所知截至：{said(when.known_at)}。据当时已知的 {then.events} 条记录（现有 {then.of} 条）。"
