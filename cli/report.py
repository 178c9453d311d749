"""`duban report`: 报表 — figures, ranking, the monthly table; frozen, listed and shown again as they were handed in."""

from pathlib import Path
from typing import Annotated

import typer

from activities.provenance import provenance
from activities.report_sheet import write_report
from cli import report_frozen
from cli.context import connected
from cli.output import Format, OutputOption, emit, misused, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.report_making import (
    GroupOption,
    HalfYearOption,
    MonthOption,
    OrderOption,
    Question,
    RankByOption,
    ReportKind,
    ToDateOption,
    layout_from,
    made,
)
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
    scoped,
)
from cli.report_tables import console, print_report
from cli.workbook import XlsxOption, checked, writing
from domain.figures.columns import Layout
from domain.figures.counts import Filter
from domain.figures.instants import said
from domain.figures.report import Report
from ledger.access import note

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="""报表：统计、晾晒、月报表；定稿后不再改动，其后的更正另列为差异。

      duban report figures                         现在的各项统计
      duban report figures --group region          分镇街
      duban report ranking --group office          监管部门晾晒
      duban report monthly --month 2026-06 --xlsx 月报.xlsx
      duban report freeze monthly --month 2026-06  定稿
      duban report show monthly-20260630-1         看定稿

    程序调用加 [bold]-o json[/]；要表格加 [bold]--xlsx 文件名[/]。""",
)


report_frozen.register(app)


@app.command("figures")
def figures_(
    at: AtOption = None,
    recorded_at: KnownOption = None,
    group: GroupOption = None,
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    baseline: BaselineOption = BASELINE,
    half_year: HalfYearOption = False,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """统计：存量、增量、整改率、动态清零率、逾期率、平均天数、首次复查合格率、级次、文书、约谈、双方义务。

      duban report figures --at 2026-06-30 --group industry
      duban report figures --half-year --xlsx 半年.xlsx
      duban report figures --region 城关镇 --since 2026-01-01 --until 2026-06-30

    误录、并案、不属实、降级的不计入任何一方；分母为零的写“—”。各指标的算法见使用手册。
    """
    where = scoped(region, industry, channel, level, office)
    asked = Question(where, at, recorded_at, since, until, baseline, group, half_year=half_year)
    _answer("figures", asked, xlsx, by, purpose, output)


@app.command()
def ranking(
    group: RankByOption = "region",
    order: OrderOption = "closure_rate",
    at: AtOption = None,
    recorded_at: KnownOption = None,
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """晾晒：镇街、监管部门或行业按一项指标排名。并列的名次相同；没有案件可比的排在最后，不给名次。

    duban report ranking --group region --order overdue_rate
    """
    where = scoped(region, industry, channel, level, office)
    asked = Question(where, at, recorded_at, since, until, group=group, order=order)
    _answer("ranking", asked, xlsx, by, purpose, output)


@app.command()
def monthly(
    month: MonthOption = None,
    to_date: ToDateOption = False,
    recorded_at: KnownOption = None,
    region: RegionOption = None,
    office: OfficeOption = None,
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="FILE", help="本县的列：文本文件，每行一列，可写“已知表头 = 本县叫法”。"),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="表头.xlsx", help="本县的空表：按其表头的顺序与叫法填写。")
    ] = None,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """月报表：安全生产事故隐患排查治理情况月报表，行业一行，十二列；零不填。

      duban report monthly --month 2026-06 --xlsx 月报.xlsx
      duban report monthly --month 2026-06 --to-date --template 本县表头.xlsx --xlsx 月报.xlsx

    一般隐患按发现之日、重大隐患按判定之日计入本月；已整改、挂牌、治理计划、资金按月底的情况。
    --columns、--template 只用于 --xlsx；不认识的表头一律退回，并列出认识的。
    """
    layout = layout_from(columns, template)
    if layout is not None and xlsx is None:
        misused("--columns、--template 须与 --xlsx 同用。")
    asked = Question(Filter(region=region, office=office), known_at=recorded_at, month=month, to_date=to_date)
    _answer("monthly", asked, xlsx, by, purpose, output, layout)


def _answer(
    kind: ReportKind,
    asked: Question,
    xlsx: Path | None,
    by: str,
    purpose: str,
    output: Format,
    layout: Layout | None = None,
) -> None:
    checked(xlsx)

    async def work() -> Report:
        async with connected() as stack:
            ledger = await stack.ledger()
            report = await made(ledger, kind, asked)
            if xlsx is not None:  # taken out is on record before it is taken
                why = reading("report", subject=kind, by=by, purpose=purpose, file=xlsx.name, at=said(report.at))
                await note(ledger.pool, why)
                source = await provenance(ledger, {"报表": report.title})
                writing(xlsx, lambda path: write_report(report, path, source, layout=layout))
            return report

    report = run(work())
    emit(report, lambda: _tell(report, xlsx), output=output)


def _tell(report: Report, xlsx: Path | None) -> None:
    print_report(report)
    if xlsx is not None:
        console.print(f"已写入 {xlsx}", markup=False)
