"""`duban register`: 隐患台账 — import, start."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import structlog
import typer
from rich.console import Console
from rich.table import Table

from activities.register_errors import default_path, write_errors
from activities.register_file import FileRefusedError
from activities.register_import import OPERATOR, Import, import_register
from activities.register_start import Started, start_batch
from activities.telling import begin_telling, tell_workflows
from cli.context import Connected, connected
from cli.output import Failed, Format, OutputOption, emit, fail, print_json, run
from cli.progress import console, progress, waiting
from domain.refusals import Refusal
from domain.registers.reading import NotARegisterError
from ledger.errors import GONE
from ledger.tellings import told
from workflows.contracts import Telling

log = structlog.get_logger(__name__)

app = typer.Typer(no_args_is_help=True, help="隐患台账：导入，开始督办。")

SMALL = 200
"""so many workflows are told before the command ends; more are left to the worker, in the background"""
SHOWN = 20

By = Annotated[
    str, typer.Option(metavar="PERSON", help="以谁的名义（台账管理员或安委办的人员编号）；不写则为本机操作员。")
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="台账文件，.xlsx 或 .csv（UTF-8、GBK 均可）。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，什么也不写入。")] = False,
    level: Annotated[
        Literal["major", "general"] | None,
        typer.Option(help="全部按重大（major）或一般（general）处理，不看台账怎么写。"),
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(metavar="PATH", help="错误清单写到哪里；不写则在台账旁边：<文件名>-错误.xlsx。")
    ] = None,
    by: By = OPERATOR,
    output: OutputOption = Format.TEXT,
) -> None:
    """导入台账：好的行一次全部立案，已有的行不重复，有错的行退回并说明。

    [bold]认表头，不认位置[/]：至少要有“单位名称”和“隐患内容”；认得级别、发现渠道、发现时间、整改期限、
    责任单位、督办单位、处理情况、统一社会信用代码，以及销号、函告、通报、约谈、挂牌时间等常见写法。

    [bold]级别[/]：级别栏写“重大”的为重大；没有级别栏而标题写“重大事故隐患”的，全部为重大；--level 说了算。
    重大且有整改期限的进入“整改中”，没有的进入“已判定”，其余“待核”。

    再导入一次不会多出任何一件；列有变动的行会列出来，由人决定，不会自动改。
    导入后不发任何文书，直到 [bold]duban register start 批次号[/]（开始督办）。

      duban register import 隐患台账.xlsx --dry-run
      duban register import 隐患台账.xlsx
      duban register import 隐患台账.csv -o json

    退出码：每一行都已立案、已有或退回为 0；整个文件被拒为 1。
    """
    run(_import(file, dry_run, level, errors, by, output))


async def _import(file: Path, dry_run: bool, level: Any, errors: Path | None, by: str, output: Format) -> None:
    async with connected() as stack:
        ledger = await stack.ledger()
        with waiting(f"读入 {file.name} 并记账"):
            try:
                result = await import_register(ledger, file, by=by, level=level, dry_run=dry_run)
            except FileRefusedError as refused:
                fail("FILE_REFUSED", f"{refused}。")
            except NotARegisterError as refused:
                fail("NOT_A_REGISTER", f"{file.name}：{refused}。")
            except Refusal as refused:
                fail(refused.code, refused.sentence)
            except GONE as away:
                log.error("ledger unavailable", error=repr(away))  # noqa: TRY400 -- the sentence is for people
                fail("LEDGER_UNAVAILABLE", "账（PostgreSQL）没有应答，不知道是否已记入；再导入一次即可，不会重复立案。")
        # what is printed from here on is committed
        path = errors if dry_run else errors or default_path(file)  # a rehearsal writes only what it was asked for
        sheet = _write_errors(result, path) if path else None
        value = _value(result, sheet, dry_run=dry_run)
        if output is Format.NDJSON:
            for one in result.opened:
                print_json({"row": one.row.row, "sheet": one.row.sheet, "case": one.case})
            console.print(_counts(result, dry_run=dry_run))
        else:
            emit(value, lambda: _tell(result, value), output=output)
        if result.batch:
            numbers = [one.case for one in result.opened if one.row.closed_on is None]
            _say(await _tell_workflows(stack, numbers, Telling(batch=result.batch, command_id=result.command_id)))


def _write_errors(result: Import, path: Path) -> Path | None:
    if not result.reading.rejects:
        return None
    try:
        write_errors(result.reading, path)
    except OSError as error:
        log.warning("error sheet not written", path=str(path), error=repr(error))
        console.print(f"错误清单写不到 {path}，请用 --errors 指定别处。")
        return None
    return path


def _value(result: Import, sheet: Path | None, *, dry_run: bool) -> dict[str, Any]:
    reading = result.reading
    return {
        "batch": result.batch,
        "opened": [one.case for one in result.opened],
        "known": len(result.known),
        "rejected": [
            {
                "row": reject.row,
                "column": reject.column,
                "reason": reject.reason,
                "sheet": reject.sheet,
                "letter": reject.problems[0].letter,
            }
            for reject in reading.rejects
        ],
        "changed": [
            {
                "row": one.row.row,
                "sheet": one.row.sheet,
                "case": one.case,
                "changes": [{"column": c.column, "was": c.was, "now": c.now} for c in one.changes],
            }
            for one in result.changed
        ],
        "warnings": [
            {"row": one.row, "sheet": one.sheet, "column": one.column, "sentence": one.sentence}
            for one in reading.remarks
        ],
        "skipped": [{"row": one.row or None, "sheet": one.sheet, "why": one.why} for one in reading.passed],
        "dry_run": dry_run,
        "would_open": [{"row": row.row, "sheet": row.sheet, "unit": row.unit} for row in result.would_open],
        "errors_file": str(sheet) if sheet else None,
    }


def _tell(result: Import, value: dict[str, Any]) -> None:
    out, reading = Console(), result.reading
    out.print(_counts(result, dry_run=value["dry_run"]))
    if result.opened:
        out.print(f"案件 {result.opened[0].case} 至 {result.opened[-1].case}，批次 [bold]{result.batch}[/]")
    _table(out, "退回的行", ("行", "列", "原因"), [(_at(r.sheet, r.row), r.column, r.reason) for r in reading.rejects])
    changed = [
        (
            _at(one.row.sheet, one.row.row),
            str(one.case),
            "；".join(f"{c.column}：{c.was or '空'} → {c.now or '空'}" for c in one.changes),
        )
        for one in result.changed
    ]
    _table(out, "与台账不一致的行（未改动，请人决定）", ("行", "案件", "变动"), changed)
    _table(out, "请留意", ("行", "列", "说明"), [(_at(r.sheet, r.row), r.column, r.sentence) for r in reading.remarks])
    _table(out, "略过", ("行", "原因"), [(_at(p.sheet, p.row), p.why) for p in reading.passed])
    if value["errors_file"]:
        out.print(f"错误清单：{value['errors_file']}", markup=False)
    if result.batch:
        out.print(f"尚未发出任何文书。核对后开始督办：duban register start {result.batch}")


def _counts(result: Import, *, dry_run: bool) -> str:
    opened = f"将立案 {len(result.would_open)} 件" if dry_run else f"立案 {len(result.opened)} 件"
    return f"{opened}，已有 {len(result.known)} 行，退回 {len(result.reading.rejects)} 行。"


def _at(sheet: str, row: int) -> str:
    return "!".join(part for part in (sheet, str(row) if row else "") if part)


def _table(out: Console, title: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = Table(*headings, title=title, title_justify="left", show_edge=False)
    for row in rows[:SHOWN]:
        table.add_row(*map(_literal, row))
    out.print(table)
    if len(rows) > SHOWN:
        out.print(f"……另有 {len(rows) - SHOWN} 行，用 -o json 看全部。")


def _literal(text: str) -> str:
    return text.replace("[", r"\[")  # what stands in a register is no markup


@app.command()
def start(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="批次号，导入时给出，如 20260701-3fa2c1。")],
    by: By = OPERATOR,
    output: OutputOption = Format.TEXT,
) -> None:
    """开始督办：这一批从现在起按期限催办、函告、通报、约谈。

    已经逾期的，从下一个工作日起每个监管部门每天最多发二十件首次催办，期限最早的在先。
    记账即作答；超过二百件的，时钟由后台上弦，期限近的在先，命令结束或中断都不影响。
    再按一次没有坏处：已经开始的不会重来，漏掉的时钟会补上。

      duban register start 20260701-3fa2c1
    """
    run(_start(batch, by, output))


async def _start(batch: str, by: str, output: Format) -> None:
    async with connected() as stack:
        ledger = await stack.ledger()
        with waiting("记账"):
            try:
                started = await start_batch(ledger, batch, by=by)
            except Refusal as refused:
                fail(refused.code, refused.sentence)
            except GONE as away:
                log.error("ledger unavailable", error=repr(away))  # noqa: TRY400 -- the sentence is for people
                fail("LEDGER_UNAVAILABLE", "账（PostgreSQL）没有应答，不知道是否已开始；再按一次即可，不会重复。")
        # those started before are told again too: their clocks may have been missed
        numbers = [row.case for row in await ledger.cases(batch=batch, is_open=True)]
        clocks = await _tell_workflows(stack, numbers, Telling(batch=batch, command_id=started.command_id))
        value = {
            "batch": batch,
            "started": list(started.started),
            "already": started.already,
            "told": clocks.told,
            "background": clocks.background,
            "missed": clocks.missed,
        }
        emit(value, lambda: _started(started), output=output)
        _say(clocks)


def _started(started: Started) -> None:
    print(f"批次 {started.batch}：开始督办 {len(started.started)} 件，此前已开始 {started.already} 件。")


@dataclass(frozen=True, slots=True)
class Clocks:
    """上弦的结果: how many workflows know, how many the worker is telling, how many wait for Temporal."""

    told: int = 0
    background: int = 0
    missed: int = 0


async def _tell_workflows(stack: Connected, numbers: list[str], telling: Telling) -> Clocks:
    """Have workflows learn what was recorded: a few here and now, many by the worker. Only politeness hangs on it:

    what the record has outstanding, the worker tells whether this command lives or not.
    """
    try:
        door = await stack.door()
    except Failed:
        return Clocks(missed=len(numbers))
    if len(numbers) > SMALL:
        begun = await begin_telling(door.client, telling)
        return Clocks(background=len(numbers)) if begun else Clocks(missed=len(numbers))
    with progress("上弦", len(numbers)) as advance:
        heard = await tell_workflows(door, numbers, progress=advance)
    if not heard.missed:
        await told(door.ledger.pool, telling.command_id)
    return Clocks(told=heard.told, missed=len(heard.missed))


def _say(clocks: Clocks) -> None:
    if clocks.background:
        console.print(f"{clocks.background} 件的时钟正由后台上弦，期限近的在先，约需几分钟。")
    if clocks.missed:
        console.print(f"已记账。Temporal 暂不可用，{clocks.missed} 件的时钟待其恢复后由后台补上。")
