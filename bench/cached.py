"""The worker in use as a process whose memory is looked at. `python -m bench.cached ADDRESS DATABASE HOME`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from ledger.store import Ledger
from settings import Settings
from worker import build
from workflows.client import connect
from workflows.contracts import TASK_QUEUE


async def main(address: str, database: str, home: Path) -> None:
    """Until SIGTERM."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    client = await connect(target_host=address)
    ledger = await Ledger.connect(database)
    async with build(client, ledger, Settings(home=home)):
        sys.stdout.write(f"{TASK_QUEUE}\n")
        sys.stdout.flush()
        await ended.wait()
        os._exit(0)  # nothing of it is to be kept


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
