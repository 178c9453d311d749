"""门禁 what every request passes before any code of a route: trace, rate, size, origin, and the answer's strict headers.

Plain ASGI: a refusal here costs no database, and a body that is too large is never read.
"""

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from web.problems import problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger(__name__)

FORM = re.compile(r"/(cases/[0-9-]{1,20}|new)/do/[A-Za-z]{1,40}/?")
"""where a form with files is posted"""
SECRET = re.compile(r"/(start|ack)/")
"""paths that go on with a one-time link's secret: not for a log"""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1024 * 1024
DRAINED = 64 * MEGABYTE
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # An address may hold a one-time link. Not "no-referrer": by http a browser would then say of our own forms that they
    # come from nowhere (`Origin: null`), and they would be refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """限额: requests a second as they come in the long run, and how many at once before that counts; bytes of a body."""

    per_address: float = 40.0
    address_burst: int = 400
    per_account: float = 20.0
    account_burst: int = 200
    sign_ins: float = 0.2
    sign_in_burst: int = 20
    body: int = 128 * 1024
    file: int = 21 * MEGABYTE
    register: int = 33 * MEGABYTE
    form: int = 64 * MEGABYTE
    """a form of the desk, with the photos of a telephone"""
    at_work: int = 64
    """commands being carried out at once; more are sent away early (G16)"""
    streams: int = 12
    """of changes, for one account"""


class Buckets:
    """限速 by key: each has so many to spend, and gets so many a second back. Keeps no more keys than it must."""

    MOST = 20_000

    def __init__(self, rate: float, burst: int) -> None:
        self.rate, self.burst = rate, float(burst)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Spend one; 0 when there was one, else after how many seconds there will be."""
        left, since = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        enough = left >= 1
        self._left[key] = (left - 1 if enough else left, now)
        if len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return 0.0 if enough else (1 - left) / self.rate


class TooLarge(Exception):  # noqa: N818 -- an answer
    """More came than may."""


class Edge:
    """门禁 around the application."""

    def __init__(self, app: App, limits: Limits, *, cookie: str) -> None:
        self.app = app
        self.limits = limits
        self.cookie = cookie
        self.addresses = Buckets(limits.per_address, limits.address_burst)
        self.sign_ins = Buckets(limits.sign_ins, limits.sign_in_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace = scope["duban.trace"] = secrets.token_hex(8)
        request = Request(scope)
        began, status = time.monotonic(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                headers["X-Request-Id"] = trace
            await send(message)

        try:
            refusal = self._refusal(request, began)
            if refusal is None and _declared(request.headers) > self._most(request):
                await _drained(receive)
                refusal = self._too_large(request)
            if refusal is not None:
                await refusal(scope, receive, answer)
                return
            await self.app(scope, self._bounded(request, receive), answer)
        except TooLarge:
            if status == 0:
                await self._too_large(request)(scope, receive, answer)
        except Exception:  # told and logged by the application, whose outermost layer raises it all the same
            if status == 0:
                raise
        finally:
            took = round((time.monotonic() - began) * 1000, 1)
            path = f"{secret[0]}…" if (secret := SECRET.match(scope["path"])) else scope["path"]
            log.info("request", trace=trace, method=scope["method"], path=path[:200], status=status, ms=took)

    def _refusal(self, request: Request, now: float) -> App | None:
        address = request.client.host if request.client else ""
        wait = self.addresses.wait(address, now)
        signs_in = request.url.path in {"/sign-in", "/api/v1/sign-in"} or SECRET.match(request.url.path)
        if not wait and signs_in and request.method not in SAFE:
            wait = self.sign_ins.wait(address, now)
        if wait:
            headers = {"Retry-After": str(max(1, round(wait)))}
            return problem(request, "TOO_MANY", "请求过于频繁，请稍后再试。", headers=headers)
        if request.method not in SAFE and not self._at_home(request):
            return problem(request, "FOREIGN_ORIGIN", "这个请求来自别的网站，未予办理。")
        return None

    def _at_home(self, request: Request) -> bool:
        """跨站请求 are refused: a browser says where a request comes from, and cannot be made to lie about it.

        A program that bears a token sends no cookie, so nobody can borrow its name.
        """
        headers = request.headers
        if "authorization" in headers:
            return True
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in {"same-origin", "none"}
        if origin is not None:  # browsers of before 2020 say this alone
            return urlsplit(origin).netloc == headers.get("host")
        return self.cookie not in request.cookies

    def _most(self, request: Request) -> int:
        if FORM.fullmatch(request.url.path):
            return self.limits.form
        most = {"/api/v1/files": self.limits.file, "/api/v1/imports": self.limits.register}
        return (most | {"/cases/import": self.limits.register}).get(request.url.path.rstrip("/"), self.limits.body)

    def _bounded(self, request: Request, receive: Receive) -> Receive:
        left = self._most(request)

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                if message.get("more_body"):
                    await _drained(receive)
                request.scope["duban.too_large"] = self._size(request)
                raise TooLarge
            return message

        return bounded

    def _size(self, request: Request) -> str:
        most = self._most(request)
        return f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} KB"

    def _too_large(self, request: Request) -> App:
        sentence = f"内容超过 {self._size(request)} 的上限。"
        return problem(request, "BODY_TOO_LARGE", sentence, headers={"Connection": "close"})


async def _drained(receive: Receive) -> None:
    """Let what is too large run past us, for a while: who is cut off while sending never reads why."""
    left = DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _declared(headers: Headers) -> int:
    told = headers.get("content-length", "0")
    return int(told) if told.isascii() and told.isdigit() else 0
