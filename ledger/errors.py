"""What an append may meet. None of these is a refusal by the rules; each says that somebody else was here first."""

import asyncpg

from ledger.records import Answer

GONE = (
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)
"""What asyncpg raises while PostgreSQL is away or coming back: try again; what became of the call is unknown."""


class Conflict(Exception):  # noqa: N818 - not a fault: the writer is stale and recalls again
    """Another event came first: the expected version or the carried hash has moved (G5)."""


class CommandIdReused(Exception):  # noqa: N818
    """The command id stands for another command already (G2)."""


class AlreadyDone(Exception):  # noqa: N818
    """The very command was answered before; the answer stands."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.command_id)
        self.answer = answer


class HandsRefused(Exception):  # noqa: N818
    """不得自审自销: who rectified or inspected cannot close (G14)."""


class AlreadyKnown(Exception):  # noqa: N818
    """An open case stands for the same hazard already."""


class LedgerMissing(Exception):  # noqa: N818
    """The database has no ledger: not its tables, or no genesis event."""


def understood(error: asyncpg.PostgresError) -> Exception:
    """What the database's own refusal means, or the error as it came."""
    told = str(error)
    if error.sqlstate == "DB001":
        return Conflict(told)
    if error.sqlstate == "DB003":
        return HandsRefused(told)
    if isinstance(error, asyncpg.UniqueViolationError):
        if error.constraint_name in {"events_pkey", "commands_pkey", "cases_pkey", "batches_pkey"}:
            return Conflict(told)
        if error.constraint_name == "cases_known_open":
            return AlreadyKnown(told)
    return error
