"""The web process: settings, a client of Temporal, uvicorn. `duban stack up` starts it; so does `python -m web`."""

import asyncio
import os
import signal
import sys
from types import FrameType

import structlog
import uvicorn
from temporalio.envconfig import ClientConfig

from ledger.uncollected import settled
from settings import Settings, configure_logging
from web.app import create_app
from web.desk import Desk
from workflows.client import connect

log = structlog.get_logger("web")

CLOSING_SECONDS = 8
LOOPBACK = "127.0.0.1"


class Server(uvicorn.Server):
    """Uvicorn's, which waits for open connections: those that follow the record are told that the desk closes."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self.closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.closing.set()
        super().handle_exit(sig, frame)


async def main() -> int:
    """Until SIGTERM or SIGINT: what is under way is answered."""
    settings = Settings()
    configure_logging(settings)
    if settings.database_url is None or settings.web_port is None:
        log.error(
            "DUBAN_DATABASE_URL and DUBAN_WEB_PORT are not set; `duban stack up` starts the web process with them"
        )
        return 2
    # lazy: the desk reads, and says so, while Temporal is away
    client = await connect(**ClientConfig.load_client_connect_config(), lazy=True)
    edge = create_app(settings, client)
    settled()
    desk: Desk = edge.app.state.desk  # type: ignore[attr-defined]
    config = uvicorn.Config(
        edge,
        host=settings.web_host,
        port=settings.web_port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.web_url is not None,  # a proxy of this host stands before us, and says who asks
        timeout_graceful_shutdown=CLOSING_SECONDS,
        h11_max_incomplete_event_size=32 * 1024,
        limit_concurrency=1_000,
    )
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, _told)
    await Server(config, desk.closing).serve()
    log.info("web_stopped")
    return 0


def _told(*_: object) -> None:
    """Uvicorn takes these while it serves, and raises them once more when it is done: the process ends by itself then."""


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stderr.flush()
    os._exit(code)  # Temporal's client may abort an interpreter that ends by itself
