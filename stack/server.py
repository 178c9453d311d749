"""What all servers of the stack have in common: a child, begun again after it died, stopped when it runs."""

from abc import ABC, abstractmethod

from stack.child import Child


class Server(ABC):
    """One of the processes that the supervisor keeps alive."""

    child: Child | None = None

    @abstractmethod
    async def start(self) -> None:
        """Start, and come back when it answers."""

    async def restart(self) -> None:
        """Start again after it died, on the same addresses and data, once its last process is gone."""
        if self.child is not None:
            self.child.kill()
            await self.child.released()
        await self.start()

    async def stop(self) -> None:
        """Stop it when it runs."""
        if self.child is not None:
            await self.child.stop()
