"""`duban drill`: 演练 — a register through a year of virtual time, with everybody scripted."""

import asyncio
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from activities.handover import MARKS
from activities.register_file import FileRefusedError, open_register
from activities.sample_register import read_county
from cli.output import Format, OutputOption, emit, fail, misused, print_json, run
from cli.progress import console
from domain.refusals import Refusal
from domain.registers.reading import NotARegisterError, Reading, read_register
from drill.clock import DrillFailed
from drill.lines import heading_of, time_line
from drill.perform import Plan, default_first_day, perform
from drill.picture import picture
from drill.run import Progress as Advance
from drill.run import Window
from drill.story import Story
from drill.svg import svg
from settings import Settings, configure_logging
from stack.postgres import PostgresFailed
from stack.temporal import TemporalFailed

log = structlog.get_logger(__name__)

LONGEST = 3660
IN_A_FILE = 132
"""columns of the picture when it does not go to a terminal"""
PICTURES = {".svg", ".png"}
_LETTER = re.compile(r"\d{4}-\d{6,9}-\d{6}(\.\w+)?\.txt")


class Cast(StrEnum):
    """表现 as the option names them."""

    COMPLIANT = "compliant"
    SLOW = "slow"
    SILENT = "silent"
    MIXED = "mixed"


def drill(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="台账文件（.xlsx、.csv）；不写则用示例县的台账。", show_default=False),
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            show_default=False,
            help="从哪天演起；不写则为节假日表已公布的最后一年的第一个工作日。",
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST, metavar="N", help="演多少天。")] = 365,
    behaviour: Annotated[Cast, typer.Option(help="单位的表现：配合、拖延、不理，或三者混合。")] = Cast.MIXED,
    seed: Annotated[int, typer.Option(metavar="N", help="同一个数演出同一个结果。")] = 0,
    letters: Annotated[
        Path | None, typer.Option(metavar="DIR", help="把发出的文书和消息（纯文本）写到这个目录。", show_default=False)
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="PATH", help="把图另存为 .svg（或 .png，需 rsvg-convert）。", show_default=False
        ),
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """演练：用一本台账把一年的督办在几十秒内走一遍，看每一件何时催办、函告、通报、约谈、挂牌。

    用真的流程引擎、真的规则和真的账，只是时间是虚拟的，各方按剧本办：机关当日能办的当日办；
    [bold]compliant[/] 配合：签收、报方案、提前改完；[bold]slow[/] 拖延：逾期数周，复查一次不合格，再销号；
    [bold]silent[/] 不理：什么也不签、不回，由镇街留置送达，约谈不到；[bold]mixed[/] 三种都有。

    演练自带一套临时的 PostgreSQL 和 Temporal，用完即删，[bold]绝不碰真实数据[/]。同样的台账、日期和 --seed，结果相同。

      duban drill
      duban drill 隐患台账.xlsx --from 2025-06-03 --days 150 --behaviour silent
      duban drill --picture 演练.svg --letters 文书/
      duban drill --behaviour slow -o json
    """
    if image is not None and image.suffix.lower() not in PICTURES:
        misused("--picture 只认 .svg 或 .png。")
    if "log_level" not in Settings().model_fields_set:  # thousands of letters a minute are no news
        configure_logging(Settings(log_level="warning"))
    window = Window(first.date() if first else default_first_day(), days)
    reading = _read(file, window.first)
    story = _performed(Plan(reading, window, behaviour.value, seed), letters)
    if image is not None:
        _save(svg(story, window), image)
    if output is Format.NDJSON:
        for one in story.cases:
            print_json(one)
    else:
        emit(story, lambda: _tell(story, window), output=output)
    _remark(reading, letters, image)


def _read(file: Path | None, today: date) -> Reading:
    if file is None:
        return read_county(today)
    try:
        reading = read_register(open_register(file), today=today, name=file.stem)
    except FileRefusedError as refused:
        fail("FILE_REFUSED", f"{refused}。")
    except NotARegisterError as refused:
        fail("NOT_A_REGISTER", f"{file.name}：{refused}。")
    if not reading.rows:
        fail("NO_ROWS", f"{file.name} 里没有一行可以立案（退回 {len(reading.rejects)} 行）。")
    return reading


def _performed(plan: Plan, letters: Path | None) -> Story:
    with tempfile.TemporaryDirectory(prefix="duban-letters-") as outbox, _shown(plan.window) as (advance, say):
        try:
            story = run(_interruptible(plan, Path(outbox) if letters else None, advance, say))
        except (DrillFailed, Refusal) as failed:
            fail("DRILL_FAILED", f"演练中断：{failed}。")
        except (PostgresFailed, TemporalFailed) as failed:
            log.error("drill stack failed", error=str(failed))  # noqa: TRY400 -- the sentence is for people
            fail("DRILL_STACK_FAILED", "演练用的 PostgreSQL 或 Temporal 没有起来，请看上面的日志。")
        if letters is not None:
            _put_letters(Path(outbox), letters)
    return story


async def _interruptible(plan: Plan, outbox: Path | None, advance: Advance, say: object) -> Story:
    """Ctrl-C and SIGTERM alike: servers down, directory gone, then out."""
    working = asyncio.ensure_future(perform(plan, letters=outbox, progress=advance, say=say))  # type: ignore[arg-type]
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, working.cancel)
    try:
        return await working
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


@contextmanager
def _shown(window: Window) -> Iterator[tuple[Advance, object]]:
    """进度: the day that the last of the cases has come to."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("演练", total=window.days, day="")

        def advance(day: date) -> None:
            bar.update(task, completed=(day - window.first).days, day=f"{day}", description="演练")

        def say(what: str) -> None:
            bar.update(task, description=what)

        yield advance, say


def _put_letters(outbox: Path, letters: Path) -> None:
    """What an earlier drill left there makes way; nothing else is touched."""
    try:
        letters.mkdir(parents=True, exist_ok=True)
        for old in letters.iterdir():
            if _LETTER.fullmatch(old.name) and old.read_text(encoding="utf-8").startswith(MARKS["drill"]):
                old.unlink()
        for letter in sorted(outbox.iterdir()) if outbox.exists() else ():
            shutil.copyfile(letter, letters / letter.name)
    except OSError as error:
        fail("LETTERS_NOT_WRITTEN", f"文书写不到 {letters}：{error.strerror}。")


def _save(drawing: str, path: Path) -> None:
    try:
        if path.suffix.lower() == ".svg":
            path.write_text(drawing, encoding="utf-8")
            return
        made = subprocess.run(
            ["rsvg-convert", "--zoom", "2", "-o", str(path)], input=drawing.encode(), capture_output=True, check=False
        )
    except FileNotFoundError:
        fail("NO_CONVERTER", "没有 rsvg-convert，画不了 .png；请改用 .svg。")
    except OSError as error:
        fail("PICTURE_NOT_WRITTEN", f"图写不到 {path}：{error.strerror}。")
    if made.returncode:
        fail("PICTURE_NOT_WRITTEN", f"图写不到 {path}。")


def _tell(story: Story, window: Window) -> None:
    out = Console(highlight=False)
    width = out.width if out.is_terminal else IN_A_FILE
    for one in story.cases:
        out.print(heading_of(one), style="bold", markup=False, soft_wrap=True)
        out.print(f"  {time_line(one, window.last)}", markup=False, soft_wrap=not out.is_terminal)
    out.print()
    out.print(picture(story, window, width), soft_wrap=True)


def _remark(reading: Reading, letters: Path | None, image: Path | None) -> None:
    if reading.rejects:
        console.print(f"退回 {len(reading.rejects)} 行，未参加演练（duban register import --dry-run 可看原因）。")
    if letters is not None:
        console.print(f"文书在 {letters}", markup=False)
    if image is not None:
        console.print(f"图在 {image}", markup=False)
