"""进度 what a person at a terminal sees of long work; programs see nothing of it (it goes to standard error)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

console = Console(stderr=True)


def waiting(what: str) -> AbstractContextManager[Any]:
    """等待: work whose length nobody knows."""
    return console.status(f"{what}……") if console.is_terminal else nullcontext()


class Told(Protocol):
    """What long work calls: how many are done, and of how many where that was not known before."""

    def __call__(self, done: int, of: int | None = None, /) -> None: ...


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Told]:
    """进度条, on standard error, and only where a person watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)

        def tell(done: int, of: int | None = None, /) -> None:
            bar.update(task, completed=done, total=total if of is None else of)

        yield tell
