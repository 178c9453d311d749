"""`duban evidence`: take a file in, so that a command can name it by its digest."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, run
from domain.refusals import Refusal
from ledger.files import Files, Stored

app = typer.Typer(no_args_is_help=True, help="佐证材料：照片、扫描件、文书。")


@app.callback()
def noun() -> None:
    """Keeps `add` a verb while it is the only one."""


@app.command()
def add(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001。")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="图片、PDF、OFD、办公文档或纯文本，不超过 20 MB。")],
    output: OutputOption = Format.TEXT,
) -> None:
    """存入一份材料，打印它的摘要；之后的指令用摘要指明它。

    存入只是保管，不改案件；要记入案卷，再提交：
      duban case submit CASE AddEvidence --data '{"digest": "…", "name": "整改照片"}' --by 人员
    """

    async def work() -> Stored:
        async with connected() as stack:
            ledger = await stack.ledger()
            if (await ledger.recall(case)).case is None:
                fail("CASE_UNKNOWN", f"没有案件 {case}。")
            return Files(stack.data).add(file)

    try:
        stored = run(work())
    except Refusal as refusal:
        fail(refusal.code, refusal.sentence)
    except OSError as error:
        fail("FILE_UNREADABLE", f"读不了文件 {file}：{error.strerror}。")
    data = json.dumps({"digest": stored.digest, "name": file.name}, ensure_ascii=False)
    emit(
        {"digest": stored.digest, "type": stored.type, "bytes": stored.bytes, "known": stored.known, "name": file.name},
        f"{stored.digest}\n{'已有同一份材料' if stored.known else '已存入'}（{stored.type}，{stored.bytes} 字节）。"
        f"记入案卷：duban case submit {case} AddEvidence --data '{data}' --by 人员",
        output=output,
    )
