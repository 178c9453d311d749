"""`duban audit access`: 查阅记录 — who read whose particulars, who took which case out, when and what for."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from cli.context import connected
from cli.output import Format, OutputOption, emit, misused, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from domain.figures.instants import local
from domain.workdays import instant
from ledger.access import TITLES, Access, accesses, names_read
from ledger.store import number_of


def register(app: typer.Typer) -> None:
    """Add the verb to `duban audit`."""
    app.command()(access)


def access(
    case: Annotated[str | None, typer.Option("--case", help="只看这一案件。")] = None,
    reader: Annotated[str | None, typer.Option("--reader", metavar="PERSON", help="只看这位查阅人。")] = None,
    person: Annotated[str | None, typer.Option("--person", help="只看查阅了这位人员的。")] = None,
    what: Annotated[str | None, typer.Option("--what", help="只看这一命令，如 'case export'。")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="自这一天起（北京时间）。")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="到这一天为止，含当天。")] = None,
    before: Annotated[int | None, typer.Option("--before", help="接着看：只看此序号以前的。")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多几条。")] = 100,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """查阅记录：谁在何时查阅了谁的个人信息、导出了哪一案卷、为了什么。最近的在前。

    谁导出过这件案卷：
      duban audit access --case 2026-000001 --what 'case export'
    这位人员的信息被谁看过：
      duban audit access --person p-li

    查阅记录只增不改，先记入、后显示；看这份记录而显示了姓名，也记一条。
    """
    asked = {
        "by": reader, "what": what, "subject": case and number_of(case), "person": person, "before": before,
        "since": _day("--since", since), "until": _day("--until", until, after=1),
    }  # fmt: skip

    async def read() -> tuple[list[Access], dict[str, str]]:
        async with connected() as stack:
            ledger = await stack.ledger()
            found = await accesses(ledger.pool, limit=limit, **asked)  # type: ignore[arg-type]
            ids = {one.by for one in found}.union(*(one.people for one in found))
            if output is not Format.TEXT or not ids:
                return found, {}
            told = {name: str(value) for name, value in asked.items() if value is not None}
            why = reading("audit access", subject=case or "", by=by, purpose=purpose, asked=told)
            return found, await names_read(ledger.pool, ids, why)

    found, called = run(read())
    emit([asdict(one) for one in found], lambda: _print(found, called, limit), output=output)


def _print(found: list[Access], called: dict[str, str], limit: int) -> None:
    folding = ("查阅人", "事由", "看到了谁")
    columns = ("序", "时间（北京时间）", "查阅人", "做了什么", "对象", "事由", "看到了谁")
    table = Table(*(Column(one, overflow="fold", no_wrap=one not in folding) for one in columns), box=None)
    for one in found:
        account = one.detail.get("account")
        reader = called.get(one.by, one.by if one.by != NOBODY_NAMED else "本机操作员")
        whom = "、".join(called.get(person, person) for person in one.people[:5])
        more = f" 等 {len(one.people)} 人" if len(one.people) > 5 else ""
        table.add_row(
            str(one.position), local(one.at), f"{reader}（{account}）" if account else reader,
            TITLES.get(one.what, one.what), one.subject or "—", one.purpose or "—", f"{whom}{more}" or "—",
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print(f"共 {len(found)} 条" if len(found) < limit else f"{limit} 条；再早的：--before {found[-1].position}")


def _day(option: str, text: str | None, *, after: int = 0) -> datetime | None:
    if text is None:
        return None
    try:
        return instant(date.fromisoformat(text) + timedelta(days=after), time())
    except (ValueError, OverflowError):
        misused(f"{option} 须为日期，如 2026-03-01。")
