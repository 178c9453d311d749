"""耐心: servers may come up after whoever needs them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

log = structlog.get_logger(__name__)
T = TypeVar("T")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0


async def until_there(what: str, reach: Callable[[], Awaitable[T]], *absent: type[Exception]) -> T:
    """Try again, ever more patiently, while the server is absent."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await reach()
        except absent as error:
            log.warning("waiting", server=what, error=repr(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
