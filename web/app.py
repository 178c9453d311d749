"""督办台 the application: the routes, and what stands around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from temporalio.client import Client

from settings import Settings
from web.api import audit, auditing, cases, changes, evidence, figures, imports, keeping, me, overview, turn
from web.api.commands import add_commands
from web.api.openapi import describes_itself
from web.desk import Desk
from web.edge import Edge, Limits
from web.identity import COOKIE, DeskOf
from web.pages import PAGES
from web.passwords import Passwords
from web.problems import answers_problems
from web.rendering import STATIC


class Kept(StaticFiles):
    """静态文件: kept by browsers for good under the address that names their content, asked about again under any other."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        for_good = b"v=" in scope["query_string"]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if for_good else "no-cache"
        return answer


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

    app.include_router(me.router)
    app.include_router(cases.router)
    add_commands(app)
    for room in (imports, evidence, changes, overview, figures, audit, auditing, turn, keeping):
        app.include_router(room.router)
    for room in PAGES:
        app.include_router(room.router)
    app.mount("/static", Kept(directory=STATIC))
    describes_itself(app)
    return Edge(app, limits, cookie=COOKIE)
