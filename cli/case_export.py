"""`duban case export`: 案卷 out of the system, for the archive."""

from pathlib import Path
from typing import Annotated, Any

import typer

from activities.casefile.export import Exported, export
from cli.checkpoint import FORKED
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, run
from cli.progress import waiting
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from domain.refusals import Refusal
from ledger.evidence.proving import NotYetNumbered
from ledger.evidence.refused import ExportRefused
from ledger.store import number_of
from ledger.witness.checkpoints import Forked
from ledger.witness.keys import KeyUnusable


def register(app: typer.Typer) -> None:
    """Add the verb to `duban case`."""
    app.command("export")(export_)


def export_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001。")],
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.zip", help="存为；不写则为 案卷-编号.zip。")] = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    force: Annotated[bool, typer.Option("--force", help="已有同名文件则覆盖。")] = False,
    missing_ok: Annotated[bool, typer.Option("--missing-ok", help="有附件缺失也照样导出，卷内写明。")] = False,
    output: OutputOption = Format.TEXT,
) -> None:
    """导出案卷，供归档：一个压缩包，自带证明，离线可核验。导出即记入查阅记录。

      duban case export 2026-000001 --to 案卷.zip --by p-archive --purpose 移交档案室

    包内：案卷.pdf（PDF/A，封面、卷内目录、每页页码）、附件原件、record.json（记录原文与散列）、proof.json（收录证明与
    签名的检查点）、清单及其签名、核验说明。接收的一方无需督办系统在运行：

      duban ledger check-export 案卷.zip --key 公钥文件

    案卷写有姓名（已删除的人员只见编号），请按档案管理规定保管。
    """
    place = (to or Path(f"案卷-{number_of(case)}.zip")).expanduser().absolute()
    if place.is_dir() or not place.parent.is_dir():
        fail("PLACE_UNUSABLE", f"存不到 {place}：须为文件名，且其文件夹已存在。")
    if place.exists() and not force:
        fail("PLACE_TAKEN", f"{place} 已存在；换一个名字，或加 --force 覆盖。")
    try:
        exported = run(_work(case, place, by=by, purpose=purpose, missing_ok=missing_ok))
    except Refusal as refused:
        fail(refused.code, refused.sentence)
    except NotYetNumbered:
        fail("NOT_YET_NUMBERED", "案件刚有新的记录，尚未编入全账次序。请过一会儿再导出。")
    except Forked as forked:
        fail("CHECKPOINT_FORKED", FORKED.format(signed=forked.signed, leaves=forked.leaves))
    except KeyUnusable as error:
        fail("KEY_UNUSABLE", f"签名密钥用不了：{error}。")
    except ExportRefused as refused:
        fail(
            "RECORD_UNSOUND", f"这件案子的记录本身核验不过，没有导出：{refused.sentence}。请执行 duban ledger verify。"
        )
    except OSError as error:
        fail("PLACE_UNUSABLE", f"写不了 {place}：{error.strerror or error}。")
    emit(_value(exported), _told(exported), output=output)


async def _work(case: str, place: Path, *, by: str, purpose: str, missing_ok: bool) -> Exported:
    async with connected() as stack:
        why = reading("case export", subject=number_of(case), by=by, purpose=purpose)
        ledger = await stack.ledger()
        with waiting(f"导出 {number_of(case)}"):
            return await export(ledger, stack.settings, case, place, reading=why, missing_ok=missing_ok)


def _value(one: Exported) -> dict[str, Any]:
    return {
        "ok": True, "case": one.case, "file": str(one.path), "bytes": one.bytes, "sha256": one.sha256,
        "events": one.events, "attachments": one.attachments, "printed": one.printed, "missing": list(one.missing),
        "checkpoint": one.checked.checkpoint.size, "root": one.checked.checkpoint.root, "key": str(one.checked.public),
    }  # fmt: skip


def _told(one: Exported) -> str:
    missing = f"，缺失 {len(one.missing)} 份" if one.missing else ""
    return (
        f"已导出 {one.path}（{one.bytes / 1024 / 1024:.1f} MB）：记录 {one.events} 条，附件 {one.attachments} 份{missing}。\n"
        f"sha256  {one.sha256}\n"
        f"检查点  {one.checked.checkpoint.size} 条，树根 {one.checked.checkpoint.root.hex()}\n"
        f"公钥    {one.checked.public}\n"
        "核验：duban ledger check-export 文件 --key 公钥"
    )
