"""`python -m tests.cli.doomed_command STEP …`: the command line, killed (-9) at one step of writing a batch.

before: all is read and decided; half: everything is written, nothing committed; after: committed, nobody told of it.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from cli.main import main
from ledger import bulk
from ledger.store import Ledger

STEPS = ("before", "half", "after")
STEP = sys.argv[1] if len(sys.argv) > 1 else ""


def killed_at(step: str, do: Callable[..., Awaitable[Any]], *, first: bool = False) -> Callable[..., Awaitable[Any]]:
    async def done(*told: Any, **named: Any) -> Any:
        if first and step == STEP:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await do(*told, **named)
        if step == STEP:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return done


if __name__ == "__main__":
    for name in ("open_batch", "append_many"):
        setattr(bulk, name, killed_at("half", getattr(bulk, name)))
        whole = killed_at("after", getattr(Ledger, name))
        setattr(Ledger, name, killed_at("before", whole, first=True))
    main(sys.argv[2:])
