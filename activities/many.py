"""成批办理: the same for many cases, in their order, a bounded number at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

AT_ONCE = 16
"""More starts at a time arm no faster (one server, two cores) and starve people's commands."""
T = TypeVar("T")


async def each(items: Iterable[T]) -> AsyncIterator[T]:
    """What is at hand, as what comes page by page."""
    for item in items:
        yield item


async def at_once(items: AsyncIterator[T], do: Callable[[T], Awaitable[object]]) -> None:
    """Do it for every item, in their order, a bounded number at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(item: T) -> None:
        try:
            await do(item)
        finally:
            places.release()

    async with asyncio.TaskGroup() as group:
        async for item in items:
            await places.acquire()
            group.create_task(one(item))
