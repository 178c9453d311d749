"""`duban ledger check-export`: what an exported case file proves, from the file alone."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from activities.register_import import OPERATOR
from cli.output import Format, OutputOption, emit, fail, misused
from domain.casefile.contents import clock
from ledger.evidence.check import Checked, check
from ledger.evidence.refused import ExportRefused
from ledger.witness.note import Public

KINDS = {"sample": "【示例】出自示例账，不是真实案卷。", "drill": "【演练】出自演练账，不是真实案卷。"}
FORMER = "（旧）"
UNTRUSTED = "没有给出公钥：以上只说明本卷前后一致，不说明出自谁手。请向发卷机关索取公钥，用 --key 再核验一次。"


def register(app: typer.Typer) -> None:
    """Add the verb to `duban ledger`."""
    app.command("check-export")(check_export)


def check_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="导出的案卷（.zip）。")],
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="PUBLICKEY", help="发卷机关的公钥：duban ledger key 打印的那一行，或存有它的文件。"
        ),
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """核验导出的案卷：只凭这一个文件，不连数据库、不联网，也不需要督办在运行。

    逐项核对：每个文件的摘要、清单的签名、每条记录的散列与次序、每条记录都在签名的检查点所证明的账里、附件就是记录所指的那几份。

      duban ledger check-export 案卷.zip --key duban.pub

    公钥请从案卷以外的途径取得；不给公钥，只能说明案卷前后一致。退出码：0 全部成立；1 有一处不成立，并指出第一处。
    """
    trusted = _publics(key) if key is not None else None
    try:
        checked = check(file, trusted)
    except ExportRefused as refused:
        fail(refused.reason, f"案卷不可信。{refused.sentence}")
    except OSError as error:
        fail("FILE_UNREADABLE", f"读不了文件 {file}：{error.strerror or error}。")
    emit(_value(checked), lambda: _tell(checked), output=output)


def _publics(text: str) -> list[Public]:
    """From a file, or as it stands: what `duban ledger key` printed, former keys and all."""
    path = Path(text)
    try:
        told = path.read_text(encoding="utf-8") if path.is_file() else text
    except (OSError, UnicodeDecodeError) as error:
        misused(f"读不了公钥文件 {text}：{error}")
    found = []
    for line in told.splitlines():
        with suppress(ValueError):
            found.append(Public.parse(line.strip().removeprefix(FORMER)))
    if not found:
        misused("--key 须为公钥（名称+编号+base64），或存有公钥的文件；发卷的一方用 duban ledger key 打印它。")
    return found


def _value(one: Checked) -> dict[str, Any]:
    return {
        "ok": True, "case": one.sealed.case, "kind": one.sealed.kind, "events": one.sealed.events,
        "files": one.files, "attachments": one.attachments, "missing": one.missing, "exported_at": one.sealed.at,
        "exported_by": one.sealed.by, "head": one.sealed.head,
        "checkpoint": {"origin": one.checkpoint.origin, "size": one.checkpoint.size, "root": one.checkpoint.root,
                       "at": one.checkpoint.at},
        "key": str(one.public), "key_trusted": one.trusted,
    }  # fmt: skip


def _tell(one: Checked) -> None:
    point = one.checkpoint
    by = "本机操作员" if one.sealed.by == OPERATOR else one.sealed.by
    print(f"案件 {one.sealed.case}，{clock(datetime.fromisoformat(one.sealed.at))} 由 {by} 导出。以下各项均成立：")
    print(f"  文件  {one.files} 个，摘要与清单逐一相符，没有多、没有少（附件 {one.attachments} 份）")
    print(f"  清单  签名成立，公钥 {one.public}")
    print(f"  记录  {one.sealed.events} 条，散列逐条相接，自账的启用事件起未断")
    print(f"  收录  每条都在 {point.size} 条的检查点之内（{clock(point.at)} 签发，树根 {point.root.hex()}）")
    if one.missing:
        print(f"  注意  记录所指的 {len(one.missing)} 份附件在导出时已缺失，卷内写明")
    if one.sealed.kind in KINDS:
        print(KINDS[one.sealed.kind])
    print("公钥与你给出的一致。" if one.trusted else UNTRUSTED)
