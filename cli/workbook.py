"""写成工作簿 `--xlsx` of every question: its name looked at before any work is done, and why it could not be written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from cli.output import fail, misused

log = structlog.get_logger(__name__)

XlsxOption = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="另写成 Excel 工作簿。")]


def checked(xlsx: Path | None) -> None:
    """Before any work is done."""
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        misused("--xlsx 的文件名须以 .xlsx 结尾。")


@contextmanager
def written(xlsx: Path) -> Iterator[None]:
    """What is done here writes the workbook, or says why not."""
    try:
        yield
    except OSError as error:
        log.warning("workbook not written", path=str(xlsx), error=repr(error))
        fail("FILE_NOT_WRITTEN", f"写不到 {xlsx}，请换一处，或先关闭已打开的同名文件。")


def writing(xlsx: Path | None, write: Callable[[Path], Any]) -> None:
    """写工作簿, when one is asked for."""
    if xlsx is not None:
        with written(xlsx):
            write(xlsx)
