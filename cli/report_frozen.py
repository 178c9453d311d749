"""`duban report freeze|list|show`: 定稿 reports kept as they were handed in."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from activities.differences import gaps
from activities.provenance import provenance
from activities.register_import import permitted
from activities.report_sheet import write_report
from activities.reports import again, moment
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, misused, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.report_making import (
    GroupOption,
    HalfYearOption,
    MonthOption,
    OrderOption,
    Question,
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
from cli.report_tables import print_report, print_table
from cli.workbook import XlsxOption, checked, writing
from domain.figures.instants import local, said
from domain.figures.report import TITLES, Report, Value
from domain.people import Role
from domain.refusals import Refusal
from domain.rulebook import CURRENT_EDITION
from ledger.access import note
from ledger.questions.reports import Frozen, ReportTampered, as_frozen, freeze, frozen

FREEZERS = (Role.COMMISSION_OFFICE, Role.CLERK)


def register(app: typer.Typer) -> None:
    """Add the three verbs to `duban report`."""
    app.command("freeze")(freeze_)
    app.command("list")(list_)
    app.command("show")(show)


def freeze_(
    kind: Annotated[ReportKind, typer.Argument(metavar="KIND", help="figures 统计、ranking 晾晒、monthly 月报表。")],
    month: MonthOption = None,
    to_date: ToDateOption = False,
    at: AtOption = None,
    recorded_at: KnownOption = None,
    group: GroupOption = None,
    order: OrderOption = "closure_rate",
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    baseline: BaselineOption = BASELINE,
    half_year: HalfYearOption = False,
    by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="谁定稿（安委办或台账管理员的人员编号）。")
    ] = NOBODY_NAMED,
    output: OutputOption = Format.TEXT,
) -> None:
    """定稿：把报表连同其摘要记入账中，从此不变。此后的补录、更正只作为差异出现（report show --now）。

    duban report freeze monthly --month 2026-06 --by p-office
    duban report freeze figures --at 2026-06-30 --group region
    """
    where = scoped(region, industry, channel, level, office)
    if kind == "ranking" and group is None:
        group = "region"
    asked = Question(where, at, recorded_at, since, until, baseline, group, order, month, to_date, half_year)

    async def work() -> tuple[Frozen, Report]:
        async with connected() as stack:
            ledger = await stack.ledger()
            now = await moment(ledger)
            try:
                recalled = await permitted(ledger, by, FREEZERS, now=now)
            except Refusal as refused:
                fail(refused.code, refused.sentence)
            report = await made(ledger, kind, asked)
            if report.left_out:
                fail(
                    "CASES_PARKED", f"有 {report.left_out} 件案件的记录未能归入统计，不能定稿；见 duban ledger views。"
                )
            edition = recalled.edition or CURRENT_EDITION
            return await freeze(ledger.pool, report, by=by, edition=edition, now=now), report

    one, report = run(work())

    def tell() -> None:
        print_report(report)
        print(f"已定稿：{one.report}，摘要 {one.digest[:16]}，账中第 {one.version} 条。")

    emit({**asdict(one), "body": report}, tell, output=output)


def list_(
    kind: Annotated[ReportKind | None, typer.Option("--kind", help="只看这一种。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """已定稿的报表，最近的在前。"""

    async def read() -> list[Frozen]:
        async with connected() as stack:
            return await frozen((await stack.ledger()).pool, kind)

    found = run(read())
    rows: list[list[Value]] = [
        [one.report, TITLES[one.kind], said(one.at), said(one.known_at), local(one.frozen_at), one.digest[:16]]
        for one in found
    ]
    headings = ("定稿", "报表", "时点", "所知截至", "定稿时间（北京时间）", "摘要")
    emit([asdict(one) for one in found], lambda: print_table(headings, rows, f"共 {len(found)} 份"), output=output)


def show(
    name: Annotated[str, typer.Argument(metavar="REPORT", help="定稿的名称，如 monthly-20260630-1。")],
    now: Annotated[bool, typer.Option("--now", help="与按现在所知重算的结果比较，列出差异。")] = False,
    columns: Annotated[Path | None, typer.Option("--columns", metavar="FILE", help="同 report monthly。")] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="表头.xlsx", help="同 report monthly。")
    ] = None,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """看一份定稿：内容与账中所记摘要核对无误才显示。

    六月的月报，上报之后又补录、更正了什么：
      duban report show monthly-20260630-1 --now
    """
    checked(xlsx)
    layout = layout_from(columns, template)

    async def work() -> tuple[Frozen, Report, Report | None]:
        async with connected() as stack:
            ledger = await stack.ledger()
            try:
                found = await as_frozen(ledger.pool, name)
            except ReportTampered as tampered:
                fail("REPORT_TAMPERED", f"定稿 {name} 已被改动：{tampered}。请执行 duban ledger verify。")
            if found is None:
                fail("REPORT_UNKNOWN", f"没有名为 {name} 的定稿；全部定稿见 duban report list。")
            if xlsx is not None:
                await note(ledger.pool, reading("report", subject=name, by=by, purpose=purpose, file=xlsx.name))
            source = await provenance(ledger, {"定稿": name})
            if layout is not None and found[1].kind != "monthly":
                misused("--columns、--template 只用于月报表。")
            writing(xlsx, lambda path: write_report(found[1], path, source, layout=layout))
            return *found, await again(ledger, found[1], await moment(ledger)) if now else None

    one, report, recounted = run(work())
    found = gaps(report, recounted) if recounted is not None else None

    def tell() -> None:
        print_report(report)
        print(f"定稿 {one.report}，{local(one.frozen_at)} 记入账中第 {one.version} 条，摘要核对无误。")
        if found is not None and not found:
            print("按现在所知重算，没有差异。")
        elif found:
            print_table(("行", "列", "定稿", "现在所知"), found, "上报之后因补录、更正而生的差异")

    emit({**asdict(one), "body": report, "differences": found}, tell, output=output)
