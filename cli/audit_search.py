"""`duban audit search`: any event of any case, by who, where, what, when, or the case's own words; page by page."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from activities.found import row, said_of
from activities.provenance import provenance
from activities.search_sheet import MOST_ROWS, Sheet
from cli.context import connected
from cli.output import Format, Output, OutputOption, emit, fail, misused, run
from cli.period import period
from cli.progress import progress, waiting
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.search_text import print_found, print_types
from cli.workbook import checked, written
from domain.people import CLOCK
from domain.refusals import Refusal
from ledger.access import Reading, names_read, note
from ledger.questions.event_types import TYPES, types_called
from ledger.questions.question import Question
from ledger.questions.search import offices_called, persons_called
from ledger.questions.search import search as ask
from ledger.store import Ledger
from ledger.views.current import current

PAGE = 50
SHEET_PAGE = 1_000
MOST_SHOWN = 10_000
CLOCK_CALLED = "系统时钟"


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(search)


def search(
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="人", help="办理人，或记录中提到的人：编号或姓名。可写多次。"),
    ] = None,
    office: Annotated[
        list[str] | None, typer.Option("--office", metavar="机关", help="当时的监管机关：编号或名称。可写多次。")
    ] = None,
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="事件", help="事件类型，如 批准延期；写 延期 则凡与延期有关的；list 列出全部。"),
    ] = None,
    region: Annotated[str, typer.Option(metavar="区划", help="当时的区划（开头即可）。")] = "",
    industry: Annotated[str, typer.Option(metavar="行业", help="当时的行业（开头即可）。")] = "",
    letter: Annotated[
        str, typer.Option(metavar="文号", help="发文字号，如 安委办〔2026〕12号：这份文书的全部记录。")
    ] = "",
    case: Annotated[
        list[str] | None, typer.Option("--case", metavar="案件", help="案件编号；ledger 为账本自身的记录。可写多次。")
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="字词", help="案情里的字词或拼音首字母，如 烟花、yhc；空格隔开的都要有。")
    ] = "",
    from_: Annotated[str | None, typer.Option("--from", metavar="日期", help="自这一天（时刻）起发生的。")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="日期", help="到这一天为止发生的，含当天。")] = None,
    known_from: Annotated[str | None, typer.Option("--known-from", metavar="日期", help="自这一天起记入的。")] = None,
    known_to: Annotated[
        str | None, typer.Option("--known-to", metavar="日期", help="到这一天为止记入的，含当天。")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_ROWS, metavar="条数", help="最多几条；不写则 50 条，写成工作簿时为全部。"),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="标记", help="接着上一页看：照抄其末尾的标记。")
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="文件", help="写成 Excel 工作簿，不在屏幕上列出。")
    ] = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """检索：在全部案件的全部记录里找。条件可任意并用，都须符合；最近记入的在前，一页一页地看。

    这个人办过、或被提到过的：
      duban audit search --person 王强 --purpose 督查组调阅
    某镇烟花爆竹行业三月里批准的延期：
      duban audit search --region 临江县城关镇 --industry 烟花 --type 批准延期 --from 2026-03-01 --to 2026-03-31
    事后补录的：三月发生、四月才记入：
      duban audit search --from 2026-03-01 --to 2026-03-31 --known-from 2026-04-01
    一份文书从拟稿到回函：
      duban audit search --letter 安委办〔2026〕12号
    单位名称、隐患描述或区划里有这些字的案件（拼音首字母亦可）：
      duban audit search --text '宏达 报警器'
      duban audit search --text yhc

    机关、区划、行业按记录发生时的，不按现在的；更正以前的单位名称也找得到。按姓名找人，即记入查阅记录。
    翻页期间有新记录，不影响后面各页。
    """
    if "list" in (type_ or ()):
        emit(TYPES, print_types, output=output)
        return
    checked(xlsx)
    if xlsx is None and Output.format is not Format.NDJSON and (limit or 0) > MOST_SHOWN:
        misused(f"--limit 至多 {MOST_SHOWN}；更多请用 -o ndjson 或 --xlsx。")
    happened = period(from_, to, ("--from", "--to"))
    known = period(known_from, known_to, ("--known-from", "--known-to"))
    asked = {
        "person": person, "office": office, "type": type_, "region": region, "industry": industry, "letter": letter,
        "case": case, "text": text, "from": from_, "to": to, "known_from": known_from, "known_to": known_to,
    }  # fmt: skip
    why = reading("audit search", by=by, purpose=purpose, asked={name: value for name, value in asked.items() if value})

    async def read() -> None:
        async with connected() as stack:
            ledger = await stack.ledger()
            with waiting("整理索引"):
                await current(ledger.pool)
            try:
                question = Question(
                    persons=await _persons(ledger, person or (), why),
                    offices=await _offices(ledger, office or ()),
                    types=tuple(sorted({one for called in type_ or () for one in types_called(called)})),
                    region=region.strip(), industry=industry.strip(), cases=tuple(case or ()), letter=letter,
                    words=text, happened=happened, known=known,
                )  # fmt: skip
                if xlsx is not None:
                    await _write(ledger, question, xlsx, limit or MOST_ROWS, after, why)
                else:
                    await _show(ledger, question, limit or PAGE, after, why)
            except Refusal as refused:
                more = "全部类型：--type list。" if refused.code == "EVENT_UNKNOWN" else ""
                fail(refused.code, f"{refused.sentence}{more}")

    run(read())


async def _show(ledger: Ledger, question: Question, limit: int, after: str | None, why: Reading) -> None:
    if Output.format is Format.NDJSON:
        await _stream(ledger, question, limit, after)
        return
    page = await ask(ledger.pool, question, limit=limit, after=after)
    if Output.format is Format.TEXT:
        called = await names_read(ledger.pool, {one.recorded.by for one in page.found}, why) if page.found else {}
        print_found(page, called)
    else:
        emit({"events": [row(one) for one in page.found], "after": page.after, "nowhere": list(page.nowhere)})


async def _stream(ledger: Ledger, question: Question, limit: int, after: str | None) -> None:
    """A line for each, as they are read; how to go on stands on standard error, so that lines are events alone."""
    told = 0
    while told < limit:
        page = await ask(ledger.pool, question, limit=min(SHEET_PAGE, limit - told), after=after)
        emit([row(one) for one in page.found])
        told, after = told + len(page.found), page.after
        if after is None:
            return
    typer.echo(f"--after {after}", err=True)


async def _write(ledger: Ledger, question: Question, xlsx: Path, limit: int, after: str | None, why: Reading) -> None:
    """Every page into one workbook. That it is taken out is on record before it is taken, and so is each name."""
    await note(ledger.pool, Reading(why.by, why.what, why.subject, why.purpose, {**why.detail, "file": xlsx.name}))
    source = await provenance(ledger, {"检索条件": said_of(why.detail.get("asked", {}))})
    called: dict[str, str] = {}
    with (
        written(xlsx),
        Sheet(xlsx, source) as sheet,
        progress("写工作簿", limit) as told,
    ):
        while sheet.rows < limit:
            page = await ask(ledger.pool, question, limit=min(SHEET_PAGE, limit - sheet.rows), after=after)
            fresh = {one.recorded.by for one in page.found} - called.keys()
            called |= {one: one for one in fresh} | (await names_read(ledger.pool, fresh, why) if fresh else {})
            sheet.add(page.found, called)
            told(sheet.rows)
            after = page.after
            if after is None:
                break
    _told(sheet.rows, xlsx, after)


def _told(rows: int, xlsx: Path, after: str | None) -> None:
    more = f"后面还有：加 --after {after} 再写一份。" if after else ""
    emit({"ok": True, "file": str(xlsx), "rows": rows, "after": after}, f"已写 {rows} 条到 {xlsx}。{more}")


async def _persons(ledger: Ledger, called: Iterable[str], why: Reading) -> tuple[str, ...]:
    found: set[str] = set()
    for one in called:
        ids = (CLOCK,) if one == CLOCK_CALLED else await persons_called(ledger.pool, one, why)
        if not ids:
            fail("PERSON_UNKNOWN", f"没有编号或姓名是“{one}”的人员。")
        found.update(ids)
    return tuple(sorted(found))


async def _offices(ledger: Ledger, called: Iterable[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for one in called:
        ids = await offices_called(ledger.pool, one)
        if not ids:
            fail("OFFICE_UNKNOWN", f"没有编号或名称是“{one}”的机关。")
        found.update(ids)
    return tuple(sorted(found))
