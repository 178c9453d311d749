"""An OpenID provider that conforms as far as signing in goes: discovery, keys, codes used once, PKCE, signed tokens."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "duban", "a shared secret"


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """One government's sign-in. `user` is who sits at the browser; `tamper` changes what it says of him."""

    issuer: str
    now: Callable[[], int]
    user: str = "luo"
    key: RSAKey = field(default_factory=new_key)
    tamper: Callable[[dict[str, Any]], dict[str, Any]] = dict
    signs: Callable[["Provider", dict[str, Any]], str] | None = None
    refuses: str | None = None
    ways: tuple[str, ...] = ("client_secret_basic",)
    broken: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """what a token request was refused for"""

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def described() -> Response:
            self.asked.append("discovery")
            if self.broken:
                return JSONResponse({"error": "down"}, 503)
            return JSONResponse(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize?tenant=county",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "token_endpoint_auth_methods_supported": list(self.ways),
                }
            )

        @app.get("/keys")
        async def keys() -> Response:
            self.asked.append("keys")
            return JSONResponse({"keys": [self.key.as_dict(private=False)]})

        @app.get("/authorize")
        async def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            expected = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
            if {name: asked.get(name) for name in expected} != expected or "openid" not in asked["scope"].split():
                return JSONResponse({"error": "invalid_request"}, 400)
            if self.refuses:
                told = {"error": self.refuses, "state": asked["state"]}
            else:
                code = secrets.token_urlsafe(16)
                self.codes[code] = asked
                told = {"code": code, "state": asked["state"], "iss": self.issuer}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}", 303)

        @app.post("/token")
        async def token(request: Request) -> Response:
            form = {name: str(value) for name, value in (await request.form()).items()}
            asked = self.codes.pop(form.get("code", ""), None)
            if (wrong := self._wrong(request, form, asked)) is not None or asked is None:
                self.said.append(str(wrong))
                return JSONResponse({"error": wrong}, 401 if wrong == "invalid_client" else 400)
            access = secrets.token_urlsafe(16)
            half = sha256(access.encode()).digest()[:16]
            claims = {
                "iss": self.issuer,
                "sub": "0001",
                "aud": CLIENT,
                "exp": self.now() + 300,
                "iat": self.now(),
                "nonce": asked["nonce"],
                "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
                "preferred_username": self.user,
            }
            claims = self.tamper(claims)
            signed = self.signs(self, claims) if self.signs else self.signed(claims)
            return JSONResponse({"access_token": access, "token_type": "Bearer", "id_token": signed})

        return app

    def _wrong(self, request: Request, form: dict[str, str], asked: dict[str, str] | None) -> str | None:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_basic = request.headers.get("authorization") == basic
        if not (by_basic if "client_secret_basic" in self.ways else form.get("client_secret") == SECRET):
            return "invalid_client"
        if asked is None or form.get("grant_type") != "authorization_code":
            return "invalid_grant"
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return "invalid_grant"
        if create_s256_code_challenge(form.get("code_verifier", "")) != asked["code_challenge"]:
            return "invalid_grant"
        return None
