"""进度 what a person at a terminal sees of long work; programs see nothing of it (it goes to standard error)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

console = Console(stderr=True)


def waiting(what: str) -> AbstractContextManager[Any]:
    """等待: work whose length nobody knows."""
    return console.status(f"{what}……") if console.is_terminal else nullcontext()


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """进度条: yields what is called with how many are done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
