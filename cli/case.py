"""`duban case`: 案件 — list, show, trail, submit."""

import secrets
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from activities.lists import rung
from cli import case_export
from cli.case_tables import due, print_case, print_fields, print_list, print_pairs, print_trail
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, misused, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.teaching import command_names, fields_of, labelled
from domain.case import Stage
from domain.due import armed, rectify_forecast
from domain.rulebook import rulebook
from domain.workdays import bundled_calendar, day_of
from ledger.access import names_read
from ledger.records import CaseRow, Recalled, Recorded
from ledger.store import number_of
from workflows.contracts import NEW_CASE, Order, Standing, order_of

app = typer.Typer(no_args_is_help=True, help="案件：查看、追溯、下达命令、导出案卷。")
case_export.register(app)
CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001（写作 case-2026-000001 亦可）。")
]


@app.command("list")
def list_(
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
    emit([_row(row) for row in rows], lambda: print_list(rows), output=output)


@app.command()
def show(
    case: CaseArgument,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """一件案件的现状：事实、义务、文书、下一时限。显示姓名，即记入查阅记录（-o json 只有编号，不记）。"""

    async def read() -> tuple[Recalled, dict[str, str]]:
        async with connected() as stack:
            ledger = await stack.ledger()
            recalled = await ledger.recall(number_of(case))
            ids = {getattr(recalled.case, name, None) or "" for name in ("office", "author", "approved_by")}
            if output is not Format.TEXT:
                return recalled, {}
            why = reading("case show", subject=number_of(case), by=by, purpose=purpose)
            return recalled, await names_read(ledger.pool, ids, why)

    recalled, called = run(read())
    found = recalled.case
    if found is None:
        fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
    rules, calendar = rulebook(found.edition), bundled_calendar()
    deadline = armed(found, rules, calendar, recalled.clock)
    forecast = rectify_forecast(found, rules, calendar)
    value: dict[str, Any] = {
        "case": found.number,
        "version": recalled.version,
        **found.model_dump(mode="json", exclude={"number"}),
        "due_at": deadline.at if deadline else None,
        "due_kind": deadline.label if deadline else None,
        "provisional": deadline.provisional if deadline else False,
        "rectify_forecast": forecast,
    }
    emit(value, lambda: print_case(found, recalled.version, deadline, forecast, called), output=output)


@app.command()
def trail(
    case: CaseArgument,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """一件案件的全部记录，从头到尾；每条都带哈希，改动必被发现。显示姓名，即记入查阅记录。"""

    async def read() -> tuple[list[Recorded], dict[str, str]]:
        async with connected() as stack:
            ledger = await stack.ledger()
            events = await ledger.trail(number_of(case))
            if output is not Format.TEXT:
                return events, {}
            why = reading("case trail", subject=number_of(case), by=by, purpose=purpose)
            return events, await names_read(ledger.pool, {event.by for event in events}, why)

    events, called = run(read())
    if not events:
        fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
    emit([_event(event) for event in events], lambda: print_trail(events, called), output=output)


@app.command()
def submit(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号；上报（Report）写 new。")],
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="命令名，见 duban case commands。")],
    by: Annotated[str, typer.Option(help="办理人的编号。")],
    data: Annotated[str, typer.Option(help="命令内容：JSON 对象，或 @文件名。")] = "{}",
    command_id: Annotated[str | None, typer.Option(help="命令号：同一命令号只生效一次；不写则自动编号。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """对一件案件下达命令，得到其现状；不予受理时说明理由，退出码 1。

    上报一件（案号由系统给出）：
      duban case submit new Report --by p-wang --data @报告.json
    签收：
      duban case submit 2026-000001 Acknowledge --by p-li
    查看全部命令，或某一命令的内容：
      duban case commands
      duban case commands IssueOrder

    同一 --command-id 只生效一次：没有得到回答时，用原命令号再下达一次即知结果。
    """
    body = _data(data)
    number = NEW_CASE if case == NEW_CASE else number_of(case)
    order = order_of(number, command, body, by=by, command_id=command_id or f"cli-{secrets.token_hex(8)}")
    standing = run(_submitted(order))
    value = {
        "ok": True,
        "command_id": order.command_id,
        **standing.model_dump(exclude={"refusal", "ahead", "undelivered"}),
    }
    emit(value, _standing(order, standing), output=output)


@app.command()
def commands(
    command: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="命令名。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """可以下达的命令；写出命令名，则列出其内容。"""
    if command is None:
        known = command_names()
        emit(known, lambda: print_pairs("命令", known), output=output)
        return
    fields = fields_of(command)
    if fields is None:
        fail("COMMAND_UNKNOWN", f"没有名为“{command}”的命令；全部命令见 duban case commands。")
    emit(fields, lambda: print_fields(command, command_names()[command], fields), output=output)


async def _submitted(order: Order) -> Standing:
    async with connected() as stack:
        return await stack.submit(order)


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


def _standing(order: Order, standing: Standing) -> str:
    return (
        f"{standing.case}  {labelled(standing.stage)}  督办级次 {rung(standing.rung)}  第 {standing.version} 条记录\n"
        f"下一时限：{due(standing.due_at, standing.due_kind, provisional=standing.provisional)}\n"
        f"命令号：{order.command_id}"
    )
