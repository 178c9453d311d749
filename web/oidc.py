"""统一身份登录 by OpenID Connect: authorization code with PKCE, state and nonce. It says who somebody is; the account must exist.

What a sign-in under way must remember is in the browser's own cookie, signed with a key of this process: a crowd that
only begins fills no memory, and a code from elsewhere is refused, because its browser never began.
"""

import base64
import binascii
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import httpx
import orjson
import structlog
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.refusals import Refusal
from settings import Settings

log = structlog.get_logger(__name__)

PATH = "/sign-in/oidc"
BACK = "/sign-in/oidc/back"
COOKIE = "duban_oidc"
LIFETIME = 600
"""seconds for signing in over there"""
LEEWAY = 60
"""seconds that two servers' clocks may differ"""
ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA", "Ed25519"]
"""signatures by a key that only the provider has: never the shared secret, never none"""
PATIENCE = 10.0
KEPT = 3600.0
"""seconds that the provider's own description is believed"""
ANEW = 30.0
"""seconds between two looks for keys we do not know"""
MOST_USED = 10_000
AWAY = "统一身份平台没有应答，请稍后再试；急用时请找系统管理员。"
AGAIN = "这次登录已经用过或已过期，请重新点“统一身份登录”。"
NOT_TRUSTED = "统一身份平台的回答没有通过核验，没有登录。请重试；若仍不行，请把编号告诉系统管理员。"


class Untrusted(Refusal):
    """核验不过: people are told that it failed, the log is told why."""

    def __init__(self, why: str, code: str = "OIDC_REFUSED", sentence: str = NOT_TRUSTED) -> None:
        super().__init__(code, sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class Begun:
    """进行中的登录, as the browser keeps it."""

    state: str
    nonce: str
    verifier: str
    came: str
    until: float


class Oidc:
    """统一身份平台 of one government, as this process knows it."""

    def __init__(self, settings: Settings, address: str) -> None:
        self.issuer = settings.oidc_issuer or ""
        self.client = settings.oidc_client_id or ""
        self.claim = settings.oidc_claim
        self.back = address + BACK
        self._secret = settings.oidc_client_secret_file
        self._key = secrets.token_bytes(32)
        self._used: OrderedDict[str, float] = OrderedDict()
        self._told: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None
        self._looked = -ANEW
        """when unknown keys were last looked for"""

    async def begin(self, came: str) -> tuple[str, str]:
        """Where to send the browser, and what it keeps meanwhile. Errors: Refusal OIDC_AWAY."""
        told = await self._provider()
        begun = Begun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            came=came,
            until=time.monotonic() + LIFETIME,
        )
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": "openid profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        return str(httpx.URL(told["authorization_endpoint"]).copy_merge_params(asked)), self._sealed(begun)

    async def finish(self, query: Mapping[str, str], kept: str, now: float) -> tuple[str, str]:
        """Who has signed in over there, by the claim that names accounts, and where he came from.

        `now`: the ledger's clock, in seconds. Errors: Refusal OIDC_*; an Untrusted says why, for the log.
        """
        begun = self._opened(kept)
        if begun is None or not hmac.compare_digest(begun.state.encode(), query.get("state", "").encode()):
            raise Untrusted("state unknown", "OIDC_STATE", AGAIN)
        self._use(begun)
        if (error := query.get("error")) is not None:
            raise Untrusted(f"provider said {error[:100]}", sentence="统一身份平台没有同意登录，请重试或改用本地账户。")
        if query.get("iss") not in (None, self.issuer):  # RFC 9207
            raise Untrusted("answered by another issuer")
        if not (code := query.get("code")):
            raise Untrusted("no code")
        answer = await self._exchanged(code, begun)
        claims = await self._verified(answer, begun, now)
        name = claims.get(self.claim)
        if not isinstance(name, str) or not name:
            raise Untrusted(f"claim {self.claim} missing")
        return name, begun.came

    # -- what the browser keeps

    def _sealed(self, begun: Begun) -> str:
        told = base64.urlsafe_b64encode(orjson.dumps(asdict(begun))).decode()
        return f"{told}.{self._mark(told)}"

    def _opened(self, kept: str) -> Begun | None:
        told, _, mark = kept.partition(".")
        if not hmac.compare_digest(self._mark(told).encode(), mark.encode()):
            return None
        try:
            begun = Begun(**orjson.loads(base64.urlsafe_b64decode(told)))
        except (ValueError, TypeError, binascii.Error):
            return None
        return begun if begun.until > time.monotonic() and begun.state not in self._used else None

    def _mark(self, told: str) -> str:
        return hmac.new(self._key, told.encode(), sha256).hexdigest()

    def _use(self, begun: Begun) -> None:
        self._used[begun.state] = begun.until
        now = time.monotonic()
        while self._used and (len(self._used) > MOST_USED or next(iter(self._used.values())) < now):
            self._used.popitem(last=False)

    # -- what the provider says

    async def _provider(self) -> dict[str, Any]:
        if self._told is None or self._told[0] < time.monotonic():
            told = await self._asked("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if told.get("issuer") != self.issuer or not all(isinstance(told.get(one), str) for one in needed):
                raise Untrusted("the provider describes another issuer, or not all of itself", "OIDC_AWAY", AWAY)
            self._told = (time.monotonic() + KEPT, told)
        return self._told[1]

    async def _exchanged(self, code: str, begun: Begun) -> dict[str, Any]:
        told = await self._provider()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "client_id": self.client,
            "code_verifier": begun.verifier,
        }
        secret = self._secret.read_text(encoding="utf-8").strip() if self._secret else ""
        ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = secret and "client_secret_basic" in ways
        if secret and not basic:
            form["client_secret"] = secret
        auth = httpx.BasicAuth(self.client, secret) if basic else None
        return await self._asked("POST", told["token_endpoint"], data=form, auth=auth)

    async def _verified(self, answer: Mapping[str, Any], begun: Begun, now: float) -> dict[str, Any]:
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Untrusted("no id_token")
        options = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}}
        params = {"nonce": begun.nonce, "client_id": self.client, "access_token": answer.get("access_token")}
        try:
            read = await self._read(token)
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(now=int(now), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Untrusted(f"id_token: {error!r}") from error
        return dict(claims)

    async def _read(self, token: str) -> jwt.Token:
        """The token, if the provider signed it; keys are looked for anew when it has changed them, though not at every word."""
        keys = self._keys or await self._key_set()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if (now := time.monotonic()) < self._looked + ANEW:
                raise
            self._looked = now
        return jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)

    async def _key_set(self) -> KeySet:
        told: Any = await self._asked("GET", (await self._provider())["jwks_uri"])
        self._keys = KeySet.import_key_set(told)
        return self._keys

    async def _asked(self, method: str, url: str, **told: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                answer = await client.request(method, url, headers={"Accept": "application/json"}, **told)
        except httpx.HTTPError as error:
            raise Untrusted(f"{url}: {error!r}", "OIDC_AWAY", AWAY) from error
        if answer.status_code >= 500:
            raise Untrusted(f"{url}: {answer.status_code}", "OIDC_AWAY", AWAY)
        try:
            read = orjson.loads(answer.content)
        except orjson.JSONDecodeError as error:
            raise Untrusted(f"{url}: no JSON", "OIDC_AWAY", AWAY) from error
        if answer.status_code != 200 or not isinstance(read, dict):
            said = read.get("error") if isinstance(read, dict) else None
            raise Untrusted(f"{url}: {answer.status_code} {str(said)[:100]}")
        return read
