"""`duban evidence`: take a file in, and have it stand in a case's trail."""

import json
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, misused, run
from domain.refusals import Refusal
from ledger.files import Files, Stored
from ledger.store import number_of
from workflows.contracts import Standing, order_of

app = typer.Typer(no_args_is_help=True, help="佐证材料：照片、扫描件、文书。")


@app.callback()
def noun() -> None:
    """Keeps `add` a verb while it is the only one."""


@app.command()
def add(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001。")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="图片、PDF、OFD、办公文档或纯文本，不超过 20 MB。")],
    by: Annotated[str | None, typer.Option(metavar="PERSON", help="以谁的名义记入案卷；不写则只保管，不记入。")] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="说明，随材料记入案卷。")] = "",
    command_id: Annotated[str | None, typer.Option(help="命令号：同一命令号只记入一次；不写则自动编号。")] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """存入一份材料，打印它的摘要；写明 --by，则同时记入案卷。

    记入案卷（案件的记录里多一条“补充佐证材料”）：
      duban evidence add 2026-000001 整改照片.jpg --by p-li --note 更换后的报警器

    只保管，不改案件；之后的命令用摘要指明它：
      duban evidence add 2026-000001 复查记录.pdf

    同一份材料只存一份。同一 --command-id 只记入一次：没有得到回答时，用原命令号再执行一次即知结果。
    """
    if by is None and (note or command_id):
        misused("--note 与 --command-id 随材料记入案卷，须同时写明 --by。")
    number, command_id = number_of(case), command_id or f"cli-{secrets.token_hex(8)}"
    data = {"digest": "", "name": file.name, "note": note}

    async def work() -> tuple[Stored, Standing | None]:
        async with connected() as stack:
            if (await (await stack.ledger()).recall(number)).case is None:
                fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
            stored = _kept(Files(stack.data), file)
            data["digest"] = stored.digest
            if by is None:
                return stored, None
            # kept first: whatever becomes of the command, what it names is there
            return stored, await stack.submit(order_of(number, "AddEvidence", data, by=by, command_id=command_id))

    stored, standing = run(work())
    value: dict[str, Any] = {
        "case": number,
        "digest": stored.digest,
        "type": stored.type,
        "bytes": stored.bytes,
        "known": stored.known,
        "name": file.name,
        "recorded": standing is not None,
    }
    kept = f"{stored.digest}\n{'已有同一份材料' if stored.known else '已存入'}（{stored.type}，{stored.bytes} 字节）。"
    if standing is not None:
        value |= {"command_id": command_id, "version": standing.last_version}
        emit(value, f"{kept}已记入案卷，第 {standing.last_version} 条记录。\n命令号：{command_id}", output=output)
        return
    body = json.dumps({"digest": stored.digest, "name": file.name}, ensure_ascii=False)
    submit = f"duban case submit {number} AddEvidence --by 人员 --data '{body}'"
    emit(value, f"{kept}只是保管，尚未记入案卷。记入：{submit}", output=output)


def _kept(files: Files, file: Path) -> Stored:
    try:
        return files.add(file)
    except Refusal as refusal:
        fail(refusal.code, refusal.sentence)
    except OSError as error:
        fail("FILE_UNREADABLE", f"读不了文件 {file}：{error.strerror}。")
