"""`duban ledger views`: how far the views behind the appends have come, and building one anew."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.context import connected
from cli.output import Format, OutputOption, emit, finish, misused, run
from cli.progress import progress
from ledger.views import following
from ledger.views.current import FOLLOWERS, current
from ledger.views.following import Followed

ALL = "all"
TITLES = {
    "turns": "待办与文书",
    "search": "全部记录的检索",
    "words": "案件全文检索",
    "states": "历来案情（时点查询与统计）",
}


def register(app: typer.Typer) -> None:
    """Add the verb to `duban ledger`."""
    app.command()(views)


def views(
    rebuild: Annotated[
        str | None,
        typer.Option("--rebuild", metavar="名称", help="从第一条记录起重建这一视图；all 为全部。停放的案件一并重试。"),
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """查看各视图跟到了第几条记录、有无停放的案件；需要时重建。

    视图都由记录推出，重建不改动记录。某一案件的记录无法归入某视图时，只停放这一案件，其余照常。

    例：duban ledger views --rebuild states

    退出码 1：有停放的案件。
    """
    if rebuild not in (None, ALL, *FOLLOWERS):
        misused(f"没有视图“{rebuild}”。可重建的有：{'、'.join(FOLLOWERS)}，或 {ALL}。")
    followed = run(_work(rebuild))
    emit(
        {
            "events": followed.leaves,
            "views": followed.views,
            "parked": [
                {
                    "view": one.follower,
                    "stream": one.stream,
                    "version": one.version,
                    "reason": one.reason,
                    "at": one.at,
                }
                for one in followed.parked
            ],
        },
        lambda: _print(followed),
        output=output,
    )
    if followed.parked:
        finish(1)


async def _work(name: str | None) -> Followed:
    async with connected() as stack:
        pool = (await stack.ledger()).pool
        for follower in FOLLOWERS.values() if name == ALL else [FOLLOWERS[name]] if name else []:
            with progress(f"重建 {follower.name}", total=(await following.standing(pool)).leaves) as advance:
                await following.rebuild(pool, follower, progress=lambda _name, done, _of: advance(done))
        return await current(pool)


def _print(followed: Followed) -> None:
    console = Console()
    table = Table("视图", "内容", "已跟到", "尚余", title=f"全部记录 {followed.leaves} 条")
    for name, leaf in followed.views.items():
        table.add_row(name, TITLES.get(name, ""), str(leaf), str(followed.leaves - leaf))
    console.print(table)
    if followed.parked:
        parked = Table("视图", "案件", "记录", "原因", title="停放的案件：更正程序后用 --rebuild 重试")
        for one in followed.parked:
            parked.add_row(one.follower, one.stream.removeprefix("case-"), f"第 {one.version} 条", one.reason)
        console.print(parked)
