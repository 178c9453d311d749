"""How a command answers: text for people, JSON for programs, exit code 0 done, 1 refused or failed, 2 wrong usage.

A command is an ordinary function: it prints its answer with `emit`, says no with `fail`, and runs its coroutine with
`run`. Ending the process is the affair of `cli.main` alone.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable
from enum import StrEnum
from typing import Annotated, Any, NoReturn, TypeVar

import orjson
import typer
from pydantic import BaseModel

T = TypeVar("T")

DONE, FAILED, USAGE = 0, 1, 2


class Format(StrEnum):
    """输出格式."""

    TEXT = "text"
    JSON = "json"
    NDJSON = "ndjson"


class Output:
    """Which form this invocation's answer takes; one process runs one command."""

    format: Format = Format.TEXT


def _chosen(value: Format) -> Format:
    Output.format = value
    return value


OutputOption = Annotated[
    Format,
    typer.Option("-o", "--output", help="输出格式：text 给人看，json 给程序用，ndjson 每行一条。", callback=_chosen),
]


class Failed(Exception):  # noqa: N818
    """不予受理或未成功: a stable code for programs and a Chinese sentence for people."""

    def __init__(self, code: str, sentence: str, exit_code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.exit_code = exit_code


def fail(code: str, sentence: str) -> NoReturn:
    """Refuse: the sentence on standard error, with `-o json` the code and the sentence on standard output; exit 1."""
    raise Failed(code, sentence)


def misused(sentence: str) -> NoReturn:
    """Wrong usage: exit 2."""
    raise Failed("USAGE", sentence, USAGE)


def finish(code: int) -> NoReturn:
    """End the command with this exit code, after its answer was printed."""
    raise typer.Exit(code)


def emit(value: Any, text: str | Callable[[], None] | None = None, *, output: Format | None = None) -> None:
    """Print the answer: `value` as JSON for programs, `text` (or what the function prints) for people."""
    chosen = output or Output.format
    if chosen is Format.NDJSON and not isinstance(value, dict | BaseModel) and isinstance(value, Iterable):
        for line in value:
            print_json(line)
    elif chosen is not Format.TEXT or text is None:
        print_json(value)
    elif callable(text):
        text()
    else:
        print(text)


def print_json(value: Any) -> None:
    """One line of JSON, at once: a program may be waiting for it."""
    options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(value, default=_plain, option=options).decode())
    sys.stdout.flush()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end."""
    return asyncio.run(work)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
