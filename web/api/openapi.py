"""接口说明 /openapi.json: complete, with the rules' own types as the bodies of commands."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from domain.commands import COMMANDS
from web.api.commands import OF_THE_CLOCK

VERSION = "1.0.0"
"""of the API, not of the program: a change that breaks a caller is /api/v2"""
ABOUT = """督办的接口。程序用 `Authorization: Bearer 令牌`；浏览器用登录后的 cookie。

不予受理一律是 `application/problem+json`：`code` 稳定，`detail` 是一句中文，`trace` 可用来查日志。
翻页用上一页的 `after`。命令带 `Idempotency-Key`：同一命令号只生效一次，没有得到回答时原样再送一次即知结果。"""
PLACE = "#/components/schemas/{model}"


def describes_itself(app: FastAPI) -> None:
    """Give the application its document, made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's own guide does it


def _document(app: FastAPI) -> dict[str, Any]:
    told = get_openapi(title="督办", version=VERSION, description=ABOUT, routes=app.routes)
    schemas = told["components"]["schemas"]
    for name, kind in COMMANDS.items():
        if name in OF_THE_CLOCK:
            continue
        schema = kind.model_json_schema(ref_template=PLACE)
        schemas.update(schema.pop("$defs", {}))
        schemas[name] = schema
    for path in told["paths"].values():
        for operation in path.values():
            # FastAPI describes its own answer to what is misshapen, which is not ours
            operation["responses"].pop("422", None)
            default = operation["responses"].get("default", {}).get("content", {})
            default.pop("application/json", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return told
