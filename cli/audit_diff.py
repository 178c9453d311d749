"""`duban audit diff`: what lies between two report dates, or between two dates of knowing the same one."""

from datetime import datetime
from typing import Annotated

import typer

from activities.differences import CASES, FIGURES, HOW, Compared, as_data, case_rows, compared, figure_rows
from activities.provenance import provenance
from activities.report_sheet import write_table
from activities.reports import moment, up_to_date
from cli.context import connected
from cli.output import Format, OutputOption, emit, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.report_options import (
    BASELINE,
    ChannelOption,
    IndustryOption,
    LevelOption,
    OfficeOption,
    RegionOption,
    count_named,
    framed,
    scoped,
)
from cli.report_tables import console, print_table, warn_of
from cli.workbook import XlsxOption, checked, writing
from domain.figures.counts import Count, Frame
from domain.figures.report import Value, scope_of
from ledger.access import note


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(diff)


def diff(
    before: Annotated[str, typer.Argument(metavar="甲", help="时点，或 时点@所知。")],
    after: Annotated[str, typer.Argument(metavar="乙", help="时点，或 时点@所知。")],
    among: Annotated[
        str,
        typer.Option(
            "--among", metavar="清单", help="比较哪些案件：open 在办、overdue 逾期、stock 存量、determined 累计判定等。"
        ),
    ] = "open",
    as_reported: Annotated[
        bool, typer.Option("--as-reported", help="两个时点各按当时所知（如同当时上报），而不是都按现在所知。")
    ] = False,
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="每类最多列几件。")] = 200,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """比较：两个上报日之间，哪些案件新进、退出、变动，各项统计差多少。

    五月底到六月底，都按现在所知：
      duban audit diff 2026-05-31 2026-06-30
    各按当时上报时所知：
      duban audit diff 2026-05-31 2026-06-30 --as-reported
    同一个六月底，七月一日所知与现在所知之差（此后补录、更正了什么）：
      duban audit diff 2026-06-30@2026-07-01 2026-06-30

    时点写作 2026-06-30（当日24时）或 '2026-06-30 15:00'；@ 之后是按何时所知。
    """
    checked(xlsx)
    where, which = scoped(region, industry, channel, level, office), count_named(among)

    async def work() -> Compared:
        async with connected() as stack:
            ledger = await stack.ledger()
            now = await moment(ledger)
            frames = _frame(before, now, as_reported=as_reported), _frame(after, now, as_reported=as_reported)
            warn_of(await up_to_date(ledger))
            if xlsx is not None:  # taken out is on record before it is taken
                why = reading("audit diff", subject=f"{before} {after}", by=by, purpose=purpose, file=xlsx.name)
                await note(ledger.pool, why)
            found = await compared(ledger.pool, frames, which, where, limit)
            rows: list[list[Value]] = [*figure_rows(found), [], [*CASES], *case_rows(found)]
            source = await provenance(ledger, {"比较": f"{which.label}案件", **scope_of(where, {})})
            writing(xlsx, lambda path: write_table(path, "两个时点之差", FIGURES, rows, source, note=found.title))
            return found

    found = run(work())
    emit(as_data(found), lambda: _print(found, which), output=output)


def _frame(text: str, now: datetime, *, as_reported: bool) -> Frame:
    at, _, known = text.partition("@")
    known_at = known or (at if as_reported else None)
    return framed(at, known_at, None, None, BASELINE, now)


def _print(found: Compared, which: Count) -> None:
    console.print(found.title)
    print_table(FIGURES, [row for row in figure_rows(found) if row[1] != row[2]])
    if found.counts[0] == found.counts[1]:
        console.print("各项统计相同。")
    console.print(f"\n{which.label}案件：" + "，".join(f"{label} {found.many[how]} 件" for how, label in HOW.items()))
    if found.cases:
        print_table(CASES, case_rows(found))
    if len(found.cases) < sum(found.many.values()):
        console.print(f"只列了 {len(found.cases)} 件，用 --limit 或 --xlsx 看更多。")
