"""督办台 the application: the routes, and what stands around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from temporalio.client import Client

from settings import Settings
from web import cases, changes, evidence, imports, keeping, pages, signing
from web.commands import add_commands
from web.desk import Desk
from web.edge import Edge, Limits
from web.identity import COOKIE, DeskOf
from web.openapi import describes_itself
from web.passwords import Passwords
from web.problems import answers_problems

STATIC = Path(__file__).parent / "static"


class Wellbeing(BaseModel):
    """状态: whether the desk reaches the record."""

    ok: bool
    ledger: str


def create_app(
    settings: Settings, client: Client, *, limits: Limits | None = None, passwords: Passwords | None = None
) -> Edge:
    """The desk as an ASGI application; `client` may be lazy: the desk reads while Temporal is away."""
    limits = limits or Limits()
    desk = Desk(settings, client, limits, passwords or Passwords())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with desk.open():
            yield

    # no pages of FastAPI's own: they fetch their scripts from elsewhere
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.desk = desk
    answers_problems(app)

    @app.get("/health", include_in_schema=False)
    async def health(desk: DeskOf) -> Wellbeing:
        await desk.record.ledger.clock()
        return Wellbeing(ok=True, ledger=desk.record.ledger.kind)

    @app.get("/favicon.ico", include_in_schema=False)
    async def no_icon() -> Response:
        return Response(status_code=204)

    app.include_router(signing.router)
    app.include_router(cases.router)
    add_commands(app)
    for room in (imports, evidence, changes, keeping, pages):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    describes_itself(app)
    return Edge(app, limits, cookie=COOKIE)
