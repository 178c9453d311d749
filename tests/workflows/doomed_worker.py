"""A worker that kills itself (-9) at the moment when four commands stand at four different steps of their execution."""

import asyncio
import os
import signal

from settings import Settings
from tests.workflows.steps import held
from worker import work

if __name__ == "__main__":
    settings = Settings()
    assert settings.database_url is not None
    with held(lambda: os.kill(os.getpid(), signal.SIGKILL)):
        asyncio.run(work(settings, settings.database_url))
