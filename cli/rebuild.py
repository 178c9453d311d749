"""`duban ledger rebuild` and `duban ledger reconcile`: from the record to running clocks."""

from typing import Annotated

import typer

from activities.reconcile import Reconciler
from cli.context import connected
from cli.output import Format, OutputOption, emit, finish, run
from workflows.contracts import Reconciled


def register(app: typer.Typer) -> None:
    """Add both verbs to `duban ledger`."""
    app.command()(rebuild)
    app.command()(reconcile)


def rebuild(
    accept_restored: Annotated[
        bool,
        typer.Option(
            "--accept-restored", help="账本已从旧备份恢复，并决定以它为准：终止见过更新记录的流程，从账本重新开始。"
        ),
    ] = False,
    output: OutputOption = Format.TEXT,
) -> None:
    """从账本重建全部督办流程（Temporal 丢失之后）。再次执行不改变任何东西，也不会重发文书。

    退出码 1：有案件未能启动，或有流程见过账本里没有的记录（LEDGER_BEHIND，见 --accept-restored）。
    """

    async def work() -> Reconciled:
        async with connected() as stack:
            reconciler = Reconciler(await stack.ledger(), await stack.door())
            return await reconciler.reconcile(thorough=True, accept_restored=accept_restored)

    _tell(run(work()), output)


def reconcile(
    check: Annotated[
        bool, typer.Option("--check", help="只从账本查：有无到期未触发的案件（Temporal 不在也能查）。")
    ] = False,
    output: OutputOption = Format.TEXT,
) -> None:
    """账本与流程对账：在办案件缺流程的，补上；到期未触发的，唤醒并列出。

    退出码 0：此后每件在办案件都有流程（--check：没有到期未触发的案件）。
    """

    async def look() -> list[str]:
        async with connected() as stack:
            return await Reconciler.lapsed(await stack.ledger())

    async def work() -> Reconciled:
        async with connected() as stack:
            return await Reconciler(await stack.ledger(), await stack.door()).reconcile()

    if not check:
        _tell(run(work()), output)
        return
    late = run(look())
    emit(
        {"ok": not late, "overdue": late},
        "没有到期未触发的案件。" if not late else _named("到期未触发", late),
        output=output,
    )
    if late:
        finish(1)


def _tell(found: Reconciled, output: Format) -> None:
    ok = not found.failed and not found.behind
    lines = [f"在办 {found.open} 件，新启动流程 {found.started} 个，未能启动 {found.failed} 个。"]
    lines += [_named("到期未触发（已唤醒）", found.overdue)] if found.overdue else []
    lines += [_named("流程尚在而账本已无时限（已唤醒）", found.strays)] if found.strays else []
    lines += [_named("账本比流程旧 LEDGER_BEHIND", found.behind)] if found.behind else []
    emit({"ok": ok, **found.model_dump()}, "\n".join(lines), output=output)
    if not ok:
        finish(1)


def _named(what: str, cases: list[str] | tuple[str, ...]) -> str:
    return f"{what} {len(cases)} 件：{'、'.join(cases[:20])}{' 等' if len(cases) > 20 else ''}"
