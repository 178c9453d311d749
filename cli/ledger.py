"""`duban ledger`: check the record, keep a copy of it, bring it back."""

import sys

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli import archive, check_export, checkpoint, migration, rebuild, views
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, finish, run
from ledger.errors import LedgerMissing
from ledger.files import Files
from ledger.verify import Verified, verify

app = typer.Typer(no_args_is_help=True, help="账：核验、检查点、备份、恢复、重建、对账。")
rebuild.register(app)
archive.register(app)
migration.register(app)
views.register(app)
checkpoint.register(app)
check_export.register(app)


@app.command("verify")
def verify_(output: OutputOption = Format.TEXT) -> None:
    """核验全部记录：散列链、案件现状、登记、附件。发现一处不符即退出码 1，并指出第一处。

    只读，可随时执行，不影响办理。
    """

    async def work() -> Verified:
        async with connected() as stack:
            with _bar("核验") as bar:
                task = bar.add_task("核验", total=None)
                return await verify(
                    stack.database_url,
                    files=Files(stack.data),
                    progress=lambda done, of: bar.update(task, completed=done, total=of),
                )

    try:
        verified = run(work())
    except LedgerMissing:
        fail("LEDGER_MISSING", "数据库里还没有账。")
    first = verified.bad[0] if verified.bad else None
    emit(
        {
            "ok": verified.ok,
            "events": verified.events,
            "cases": verified.cases,
            "files": verified.files,
            "first_bad": None
            if first is None
            else {
                "stream": first.stream,
                "version": first.version,
                "reason": first.reason,
                "sentence": first.sentence,
            },
            "bad": len(verified.bad),
        },
        f"记录 {verified.events} 条、案件 {verified.cases} 件、附件 {verified.files} 份，全部相符。"
        if first is None
        else f"发现 {len(verified.bad)} 处不符。第一处：{first.stream} 第 {first.version} 条，{first.sentence}。",
        output=output,
    )
    if not verified.ok:
        finish(1)


def _bar(what: str) -> Progress:
    """On standard error, and only where a person watches."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
