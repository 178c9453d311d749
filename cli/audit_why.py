"""`duban audit why`: which obligation, edition, holiday table, hold and service made a rung fire on that day."""

import re
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from activities.provenance import provenance
from activities.why_sheet import write_sheet
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, misused, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.why_text import print_why
from cli.workbook import XlsxOption, checked, writing
from domain.glossary import RUNGS
from domain.why.asked import Asked
from domain.why.asked import why as asked_why
from domain.wording import zh
from ledger.access import note
from ledger.questions.entries import entries
from ledger.store import number_of, stream_of

NUMBER = re.compile(r"\d{4}-\d{6,9}", re.ASCII)
HIGHEST = max(RUNGS)


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(why)


def why(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 2026-000001。")],
    rung: Annotated[
        int | None, typer.Option("--rung", metavar="级", help="只问这一级，1–7（如 2 函告）；不写则逐级都答。")
    ] = None,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """问因：每一级督办措施为何在那一天发出，依据哪些记录；假如不予延期、假如补录的事实当时已知，又会怎样。

      duban audit why 2026-000001
      duban audit why 2026-000001 --rung 2
      duban audit why 2026-000001 --xlsx 问因.xlsx --purpose 督查组调阅

    答案只从记录、规则手册和当时的节假日表推出：取各项限制中最晚的一天，与当时实际所定的日子核对。
    “第 n 条”是案卷中的记录，可用 duban case trail 查到。补录或更正而晚知的，写明是哪一条。

    “假如”只说能推知的：取决于文书何时签发、送达的，给出最早与最迟；无从知道的，写明。
    """
    if rung is not None and not 1 <= rung <= HIGHEST:
        misused(f"--rung 须为 1–{HIGHEST}：{'，'.join(f'{n} {name}' for n, name in RUNGS.items() if n)}。")
    checked(xlsx)
    asked = run(_ask(case, rung, xlsx, by, purpose))
    value = {**asked.model_dump(mode="json"), "xlsx": str(xlsx) if xlsx else None}
    emit(value, lambda: print_why(asked, rung, xlsx), output=output)


async def _ask(case: str, rung: int | None, xlsx: Path | None, by: str, purpose: str) -> Asked:
    number = number_of(case)
    async with connected() as stack:
        ledger = await stack.ledger()
        try:
            trail = await entries(ledger.pool, stream_of(case)) if NUMBER.fullmatch(number) else []
        except KeyError as edition:
            fail("EDITION_UNKNOWN", f"本程序没有规则手册 {edition} 版，无法复算；请用当时或更新的版本查询。")
        if not trail:
            fail("CASE_UNKNOWN", f"没有编号为 {case} 的案件。")
        # in a drill time is the record's own
        now = trail[-1].recorded_at if ledger.kind == "drill" else await ledger.clock()
        asked = asked_why(trail, now, rung=rung)
        if rung is not None and not asked.rungs:
            _not_fired(asked, rung)
        if xlsx is not None:
            # taken out is on record before it is taken
            await note(ledger.pool, reading("audit why", subject=number, by=by, purpose=purpose, file=xlsx.name))
            source = await provenance(ledger, {"案件": number, "问": f"第 {rung} 级" if rung else "逐级"})
            writing(xlsx, lambda path: write_sheet(asked, path, source))
        return asked


def _not_fired(asked: Asked, rung: int) -> NoReturn:
    """The rung asked for never came: where the case is, and what comes next."""
    where = f"现到第 {asked.rung} 级“{RUNGS[asked.rung]}”" if asked.rung else "尚未触发任何一级"
    following = f"；下一级“{asked.next.name}”按现有记录在{zh(asked.next.on)}" if asked.next else ""
    never = "没有触发" if rung <= asked.rung else "尚未触发"
    fail("RUNG_NOT_FIRED", f"案件 {asked.case} 的第 {rung} 级“{RUNGS[rung]}”{never}：{where}{following}。")
