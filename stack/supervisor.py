"""Keeps children alive: whoever dies is started again, soon at first and then less often; stopped in reverse order."""

import asyncio
from typing import Protocol

import structlog

from stack.child import Child

LOOK_SECONDS = 0.1
FIRST_BACKOFF = 0.2
LONGEST_BACKOFF = 10.0
STEADY_SECONDS = 30.0  # who lived that long starts from the first back-off again

log = structlog.get_logger(__name__)


class Service(Protocol):
    """A server that can be started again on the same addresses and data."""

    @property
    def child(self) -> Child | None: ...
    async def start(self) -> None: ...
    async def restart(self) -> None: ...
    async def stop(self) -> None: ...


class Supervisor:
    """The children in the order they were started."""

    def __init__(self) -> None:
        self._services: list[Service] = []
        self._watches: list[asyncio.Task[None]] = []
        self.restarts: dict[str, int] = {}

    async def start(self, service: Service) -> None:
        """Start a service and watch over it from now on."""
        self._services.append(service)  # first, so that a start that fails half way is stopped too
        await service.start()
        self._watches.append(asyncio.create_task(self._watch(service)))

    async def stop(self) -> None:
        """Stop everything, last started first."""
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        for service in reversed(self._services):
            try:
                await service.stop()
            except Exception:
                log.exception("service did not stop")
        self._services.clear()
        self._watches.clear()

    async def _watch(self, service: Service) -> None:
        loop = asyncio.get_running_loop()
        backoff, since = FIRST_BACKOFF, loop.time()
        while True:
            child = service.child
            if child is not None and child.alive:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            name = "?" if child is None else child.name
            if loop.time() - since > STEADY_SECONDS:
                backoff = FIRST_BACKOFF
            code = None if child is None else child.returncode
            log.warning("child died, starting it again", child=name, returncode=code, wait=backoff)
            await asyncio.sleep(backoff)
            backoff, since = min(backoff * 2, LONGEST_BACKOFF), loop.time()
            try:
                await service.restart()
            except Exception as error:  # noqa: BLE001  # whatever it was, the next try comes
                log.warning("child did not start", child=name, error=repr(error))
                continue
            self.restarts[name] = self.restarts.get(name, 0) + 1
            log.info("child runs again", child=name)
