"""不予受理的应答 problem+json: a stable code for programs, one Chinese sentence for people, a trace for whoever looks for it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from domain.refusals import Refusal
from ledger.errors import GONE
from ledger.seen import REFUSED
from ledger.store import number_of
from web.rendering import templates
from workflows.contracts import Codes

LONGEST_SHOWN = 40
"""Signs of a case number that somebody typed, as it is told back."""

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
AWAY_SECONDS = 5
"""Seconds after which it is worth asking again."""

STATUS: dict[str, int] = {
    "NOT_SIGNED_IN": 401,
    "PASSWORD_WRONG": 401,
    "OIDC_STATE": 401,
    "OIDC_REFUSED": 401,
    "OIDC_ACCOUNT": 403,
    "OIDC_AWAY": 503,
    "LOCAL_OFF": 403,
    "NOT_PERMITTED": 403,
    "FOREIGN_ORIGIN": 403,
    Codes.CASE_UNKNOWN: 404,
    "NOT_FOUND": 404,
    "ACCOUNT_UNKNOWN": 404,
    "BATCH_UNKNOWN": 404,
    "IMPORT_UNKNOWN": 404,
    "REPORT_UNKNOWN": 404,
    "COMMAND_NOT_KNOWN": 404,
    Codes.COMMAND_ID_REUSED: 409,
    Codes.LEDGER_BEHIND: 409,
    Codes.MISDIRECTED: 409,
    "LETTER_MOVED": 409,
    "ACCOUNT_EXISTS": 409,
    Codes.COMMAND_TOO_LARGE: 413,
    "BODY_TOO_LARGE": 413,
    "FILE_TOO_LARGE": 413,
    "FILE_TYPE_REFUSED": 415,
    "TOO_MANY": 429,
    "ACCOUNT_RESTS": 429,
    Codes.LEDGER_UNAVAILABLE: 503,
}
"""By code; a refusal of the rules that is not here is 422: understood, well-formed, and not to be done."""

TITLES = {400: "请求读不懂", 401: "须先登录", 403: "无权办理", 404: "没有此项", 405: "没有此种办法", 409: "情况已变",
          413: "内容过大", 415: "类型不收", 422: "不予受理", 429: "请稍后再试", 500: "出错了", 503: "暂不可用"}  # fmt: skip


class Fault(BaseModel):
    """不合要求的一处: where in the request, and why."""

    where: str
    why: str


class Problem(BaseModel):
    """不予受理: by RFC 9457."""

    type: str = Field(description="urn:duban:problem:<code>")
    title: str
    status: int
    code: str = Field(description="stable, for programs")
    detail: str = Field(description="one Chinese sentence, for people")
    trace: str = Field(description="to be named when asking about it; it is in the log and in X-Request-Id")
    faults: list[Fault] = []


def problem(
    request: Request,
    code: str,
    sentence: str,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
) -> Response:
    """The answer that says no."""
    status = STATUS.get(code, 422) if status is None else status
    trace = str(request.scope.get("duban.trace", ""))
    told = Problem(
        type=f"urn:duban:problem:{code}",
        title=TITLES.get(status, "不予受理"),
        status=status,
        code=code,
        detail=sentence,
        trace=trace,
        faults=list(faults),
    )
    headers = dict(headers or {})
    if status in {429, 503}:
        headers.setdefault("Retry-After", str(AWAY_SECONDS))
    if status == 401:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="duban"')
    if not request.url.path.startswith("/api/") and (code == "NOT_SIGNED_IN" or _looked_at(request)):
        return _shown(request, told, headers)
    return Response(told.model_dump_json(), status, headers, media_type=MEDIA_TYPE)


def _looked_at(request: Request) -> bool:
    return "hx-request" in request.headers or "text/html" in request.headers.get("accept", "")


def _shown(request: Request, told: Problem, headers: dict[str, str]) -> Response:
    """To people: the door to whoever has not signed in; a line above the page when a part of it was asked for."""
    by_htmx = "hx-request" in request.headers
    if told.code == "NOT_SIGNED_IN":
        came = request.url.path if request.method == "GET" and not by_htmx else ""
        door = f"/sign-in?next={quote(came)}" if came not in ("", "/") else "/sign-in"
        head = {"HX-Redirect": door} if by_htmx else {"Location": door}
        return Response(status_code=401 if by_htmx else 303, headers=head)
    if by_htmx:
        headers |= {"HX-Retarget": "#said", "HX-Reswap": "innerHTML"}
    template = "said.html" if by_htmx else "problem.html"
    page = templates.get_template(template).render(problem=told, sample=False)
    return Response(page, told.status, headers, media_type="text/html")


class Refused(Refusal):
    """不予受理 at the web's own edge, with what the answer's head must say."""

    def __init__(self, code: str, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, sentence)
        self.headers = {} if retry_after is None else {"Retry-After": str(max(1, round(retry_after)))}


def unknown(case: str) -> Refusal:
    """Not there and not to be seen are the same answer."""
    return Refusal(Codes.CASE_UNKNOWN, f"没有编号为 {number_of(case)[:LONGEST_SHOWN]} 的案件，或不在您的管辖范围内。")


def answers_problems(app: FastAPI) -> None:
    """Whatever goes wrong is told in one form; what nobody expected is logged, and shown to nobody."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return problem(request, refusal.code, refusal.sentence, headers=getattr(refusal, "headers", None))

    @app.exception_handler(RequestValidationError)
    async def misshapen(request: Request, wrong: RequestValidationError) -> Response:
        faults = [
            Fault(where=".".join(str(part) for part in one["loc"])[:200], why=_why(one)) for one in wrong.errors()
        ]
        where = "、".join(fault.where for fault in faults[:5])
        return problem(request, "INPUT_INVALID", f"请求的内容不合要求：{where}。", faults=faults[:20])

    @app.exception_handler(HTTPException)
    async def unroutable(request: Request, error: HTTPException) -> Response:
        if size := request.scope.get("duban.too_large"):  # met while a form was being read
            sentence = f"内容超过 {size} 的上限。"
            return problem(request, "BODY_TOO_LARGE", sentence, headers={"Connection": "close"})
        code, sentence = {
            404: ("NOT_FOUND", "没有这个地址。"),
            405: ("METHOD_NOT_ALLOWED", "这个地址不这样用。"),
        }.get(error.status_code, ("REQUEST_REFUSED", "请求读不懂。"))
        return problem(request, code, sentence, status=error.status_code, headers=error.headers)

    async def away(request: Request, error: Exception) -> Response:
        log.warning("ledger_unavailable", error=repr(error), trace=request.scope.get("duban.trace"))
        return problem(request, Codes.LEDGER_UNAVAILABLE, "账（PostgreSQL）暂时没有应答，请稍后再试。")

    for gone in (*GONE, *REFUSED):
        app.add_exception_handler(gone, away)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected", error=repr(error), trace=request.scope.get("duban.trace"), exc_info=error)
        return problem(request, "UNEXPECTED", "出了意料之外的错误，未能完成；请把编号告诉管理员。", status=500)


def _why(error: Any) -> str:
    return _WHY.get(error["type"], str(error["msg"]))[:200]


_WHY = {
    "missing": "必填",
    "extra_forbidden": "没有这一项",
    "string_too_long": "过长",
    "string_too_short": "过短",
    "string_pattern_mismatch": "格式不对",
    "int_parsing": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "greater_than_equal": "过小",
    "less_than_equal": "过大",
    "json_invalid": "不是 JSON",
}
