"""`duban case`: 案件 — list, show, trail, submit."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from activities.door import Unknown
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, misused, run
from cli.teaching import command_names, fields_of, labelled
from domain.case import Case, Stage
from domain.due import armed
from domain.glossary import deadline_label
from domain.rulebook import rulebook
from domain.upcasts import load
from domain.workdays import SHANGHAI, bundled_calendar, day_of
from ledger.records import CaseRow, Recorded
from ledger.store import number_of
from workflows.contracts import NEW_CASE, Order, Standing, order_of

app = typer.Typer(no_args_is_help=True, help="案件：查看、追溯、下达命令。")
console = Console()

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001（写作 case-2026-000001 亦可）。")
]


@app.command("list")
def list_(  # noqa: PLR0917 -- options go by name
    stage: Annotated[Stage | None, typer.Option(help="所处阶段。")] = None,
    unit: Annotated[str | None, typer.Option(help="单位名称（开头即可）。")] = None,
    region: Annotated[str | None, typer.Option(help="区划（开头即可）。")] = None,
    rung: Annotated[int | None, typer.Option(help="已到的督办级次，0–7。")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看已过整改期限的。")] = False,
    batch: Annotated[str | None, typer.Option(help="导入批次。")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="只看在办的。")] = False,
    everything: Annotated[bool, typer.Option("--all", help="在办与办结的都看（缺省如此）。")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="最多几件；不写则全部。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """案件一览，时限最近的在前。"""

    async def read() -> list[CaseRow]:
        async with connected() as stack:
            ledger = await stack.ledger()
            return await ledger.cases(
                stage=stage,
                unit=unit,
                region=region,
                rung=rung,
                batch=batch,
                is_open=True if only_open and not everything else None,
                overdue=True if overdue else None,
                today=day_of(await ledger.clock()),
                limit=limit,
            )

    rows = run(read())
    emit([_row(row) for row in rows], lambda: _list(rows), output=output)


@app.command()
def show(case: CaseArgument, output: OutputOption = Format.TEXT) -> None:
    """一件案件的现状：事实、义务、文书、下一时限。"""

    async def read() -> tuple[Case, int, datetime]:
        async with connected() as stack:
            recalled = await (await stack.ledger()).recall(number_of(case))
            if recalled.case is None:
                fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
            return recalled.case, recalled.version, recalled.clock

    found, version, clock = run(read())
    deadline = armed(found, rulebook(found.edition), bundled_calendar(), clock)
    value: dict[str, Any] = {
        "case": found.number,
        "version": version,
        **found.model_dump(mode="json", exclude={"number"}),
        "due_at": deadline.at if deadline else None,
        "due_kind": deadline.label if deadline else None,
        "provisional": deadline.provisional if deadline else False,
    }
    emit(value, lambda: _show(value), output=output)


@app.command()
def trail(case: CaseArgument, output: OutputOption = Format.TEXT) -> None:
    """一件案件的全部记录，从头到尾；每条都带哈希，改动必被发现。"""

    async def read() -> list[Recorded]:
        async with connected() as stack:
            return await (await stack.ledger()).trail(number_of(case))

    events = run(read())
    if not events:
        fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
    emit([_event(event) for event in events], lambda: _trail(events), output=output)


@app.command()
def submit(  # noqa: PLR0917 -- options go by name
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号；上报（Report）写 new。")],
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="命令名，见 duban case commands。")],
    by: Annotated[str, typer.Option(help="办理人的编号。")],
    data: Annotated[str, typer.Option(help="命令内容：JSON 对象，或 @文件名。")] = "{}",
    command_id: Annotated[str | None, typer.Option(help="命令号：同一命令号只生效一次；不写则自动编号。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """对一件案件下达命令，得到其现状；不予受理时说明理由，退出码 1。

    例：

    duban case submit new Report --by p-wang --data '{"channel":"inspection","entity":"e-1","unit":"某厂",
    "description":"疏散通道被堵","found_on":"2026-03-02"}'

    duban case submit 2026-000001 Acknowledge --by p-li

    各命令及其内容：duban case commands；某一命令：duban case commands IssueOrder。
    """
    body = _data(data)
    number = NEW_CASE if case == NEW_CASE else number_of(case)
    order = order_of(number, command, body, by=by, command_id=command_id or f"cli-{secrets.token_hex(8)}")
    standing = run(_submitted(order))
    if standing.refusal is not None:
        fail(standing.refusal.code, standing.refusal.sentence)
    value = {
        "ok": True,
        "command_id": order.command_id,
        **standing.model_dump(exclude={"refusal", "ahead", "undelivered"}),
    }
    emit(value, lambda: _standing(order, standing), output=output)


@app.command()
def commands(
    command: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="命令名。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """可以下达的命令；写出命令名，则列出其内容。"""
    if command is None:
        names = command_names()
        emit(names, lambda: _pairs("命令", names), output=output)
        return
    fields = fields_of(command)
    if fields is None:
        fail("COMMAND_UNKNOWN", f"没有名为“{command}”的命令；全部命令见 duban case commands。")
    emit(fields, lambda: _fields(command, fields), output=output)


async def _submitted(order: Order) -> Standing:
    async with connected() as stack:
        try:
            return await (await stack.door()).submit(order)
        except Unknown as unknown:
            fail("UNKNOWN", str(unknown))


def _data(text: str) -> dict[str, Any]:
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            misused(f"读不到文件 {text[1:]}：{error}")
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        misused('--data 须为 JSON 对象，例如 \'{"opinion": "同意"}\'。')
    if not isinstance(body, dict):
        misused('--data 须为 JSON 对象，例如 \'{"opinion": "同意"}\'。')
    return body


# --- forms ---------------------------------------------------------------------------------------------------------


def _row(row: CaseRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CaseRow.__slots__}


def _event(event: Recorded) -> dict[str, Any]:
    return {
        "version": event.version,
        "type": event.type,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "by": event.by,
        "edition": event.edition,
        "hash": event.hash.hex(),
        "prev_hash": event.prev_hash.hex(),
        "shape": event.shape,
        "command_id": event.command_id,
        "body": orjson.loads(event.body),
    }


def _local(instant: datetime | None) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else "—"


def _list(rows: list[CaseRow]) -> None:
    table = Table("案件", "阶段", "级次", "单位", "区划", "整改期限", "下一时限（北京时间）", box=None)
    for row in rows:
        mark = "（暂定）" if row.provisional else ""
        late = "[red]逾期[/red] " if row.overdue else ""
        until = f"{late}{row.rectify_by or '—'}"
        due = f"{_local(row.due_at)}{mark} {deadline_label(row.due_label or '')}"
        table.add_row(row.case, labelled(row.stage), str(row.rung), row.unit, row.region, until, due)
    console.print(table)
    console.print(f"共 {len(rows)} 件")


def _show(value: dict[str, Any]) -> None:
    table = Table(show_header=False, box=None)
    for name, held in value.items():
        if held not in (None, "", [], {}, False):
            text = held if isinstance(held, str) else orjson.dumps(held).decode()
            table.add_row(labelled(name), labelled(text) if name == "stage" else text)
    console.print(table)


def _trail(events: list[Recorded]) -> None:
    table = Table("序", "时间（北京时间）", "事件", "办理人", "记入", "哈希", box=None)
    for event in events:
        what = labelled(event.type)
        late = getattr(load(event.type, event.shape, event.body), "late_seconds", 0)
        if late > 60:
            what += f"（迟 {late // 60} 分钟）"
        table.add_row(
            str(event.version), _local(event.at), what, event.by, _local(event.recorded_at), event.hash.hex()[:12]
        )
    console.print(table)


def _standing(order: Order, standing: Standing) -> None:
    mark = "（暂定）" if standing.provisional else ""
    console.print(
        f"{standing.case}  {labelled(standing.stage)}  督办级次 {standing.rung}  第 {standing.version} 条记录"
    )
    console.print(f"下一时限：{_local(standing.due_at)}{mark} {deadline_label(standing.due_kind)}")
    console.print(f"命令号：{order.command_id}")


def _pairs(heading: str, names: dict[str, str]) -> None:
    table = Table(heading, "含义", box=None)
    for name, meaning in names.items():
        table.add_row(name, meaning)
    console.print(table)


def _fields(command: str, fields: list[dict[str, Any]]) -> None:
    console.print(f"{command}  {command_names().get(command, '')}")
    table = Table("内容", "必填", "形式", "含义", box=None)
    for one in fields:
        table.add_row(one["name"], "是" if one["required"] else "", one["form"], one["meaning"])
    console.print(table)
