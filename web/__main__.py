"""The web process: settings, a client of Temporal, uvicorn. `duban stack up` starts it; so does `python -m web`."""

import asyncio
import os
import sys

import structlog
import uvicorn
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig

from settings import Settings, configure_logging
from web.app import create_app

log = structlog.get_logger("web")

CLOSING_SECONDS = 8
LOOPBACK = "127.0.0.1"


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
    client = await Client.connect(
        **ClientConfig.load_client_connect_config(), data_converter=pydantic_data_converter, lazy=True
    )
    config = uvicorn.Config(
        create_app(settings, client),
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
    await uvicorn.Server(config).serve()
    log.info("web_stopped")
    return 0


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stderr.flush()
    os._exit(code)  # Temporal's client may abort an interpreter that ends by itself
