"""跟随 in the worker: the views behind the appends are brought up to date again and again, for as long as it lives."""

import asyncio
from datetime import timedelta
from typing import NoReturn

import asyncpg
import structlog

from activities.checkpoints import Checkpoints
from ledger.errors import GONE
from ledger.store import Ledger
from ledger.views.current import current
from ledger.witness.checkpoints import Set

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=1)
PATIENCE = timedelta(seconds=10)
"""After a failure: what is wrong with the database is not mended by asking it every second."""


async def keep_following(ledger: Ledger, settings: Set) -> NoReturn:
    """Whoever reads a view brings it up to date first; this only sees to it that there is little left to do then.

    What is numbered is what a checkpoint covers: the due one is made here, after the views.
    """
    checkpoints = Checkpoints(ledger, settings)
    while True:
        try:
            followed = await current(ledger.pool)
            await checkpoints.keep(followed.leaves)
        except (*GONE, asyncpg.PostgresError) as error:
            log.warning("views_not_followed", error=repr(error))
            await asyncio.sleep(PATIENCE.total_seconds())
        await asyncio.sleep(EVERY.total_seconds())
