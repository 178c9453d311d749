"""统一身份登录 against a real provider over HTTP: who comes back is let in, and whatever was tampered with is not."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import structlog
import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError
from starlette.types import ASGIApp

from settings import Settings
from stack.temporal import free_ports
from tests.conftest import Databases
from tests.web.conftest import CHEAP, ROOMY, Running
from tests.web.provider import CLIENT, SECRET, Provider, new_key
from web.app import create_app
from web.identity import COOKIE
from web.oidc import COOKIE as BEGUN
from web.passwords import Passwords


@asynccontextmanager
async def serving(app: ASGIApp, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve())
    async with asyncio.timeout(20):
        while not server.started:  # noqa: ASYNC110 -- uvicorn tells in no other way
            await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def a_desk(running: Running, tmp_path: Path, **more: Any) -> AsyncIterator[tuple[str, Provider]]:
    """A desk of its own on the running ledger, and the provider it trusts."""
    desk_port, port = free_ports(2)
    provider = Provider(f"http://127.0.0.1:{port}", now=lambda: int(time.time()))  # noqa: TID251
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    settings = Settings(
        home=tmp_path,
        database_url=Databases.service_url(running.owner),
        web_port=desk_port,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret_file=secret,
        **more,
    )
    edge = create_app(settings, running.desk.client, limits=ROOMY, passwords=Passwords(CHEAP))
    async with serving(provider.app(), port), serving(edge, desk_port):
        async with asyncio.timeout(20):
            while edge.app.state.desk._record is None:  # type: ignore[attr-defined]  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{desk_port}", provider


@pytest.fixture(scope="module")
async def outside(running: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, Provider]]:
    await running.accounts.make("luo", person="p-luo", by="test")
    async with a_desk(running, tmp_path_factory.mktemp("oidc")) as both:
        yield both


@pytest.fixture
async def desk(outside: tuple[str, Provider]) -> AsyncIterator[tuple[httpx.AsyncClient, Provider]]:
    """A browser before the desk, and the provider as it was."""
    url, provider = outside
    fresh = Provider(provider.issuer, provider.now, key=provider.key)
    provider.__dict__.update(fresh.__dict__)
    async with httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as browser:
        yield browser, provider


async def returned(browser: httpx.AsyncClient, next: str = "/organisation") -> str:  # noqa: A002
    """By way of the provider to the address it sends the browser back to."""
    begun = await browser.get("/sign-in/oidc", params={"next": next})
    assert begun.status_code == 303, begun.text
    over_there = await browser.get(begun.headers["location"])
    assert over_there.status_code == 303, over_there.text
    return str(over_there.headers["location"])


async def refused(browser: httpx.AsyncClient, there: str, status: int, told: str) -> str:
    """Comes back, is told so in Chinese with a trace that is in the log, and is not let in; why, by the log."""
    with structlog.testing.capture_logs() as logged:
        answer = await browser.get(there)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    (line,) = [one for one in logged if one["event"] == "oidc_refused"]
    assert line["trace"] == answer.headers["x-request-id"]
    assert line["trace"] in answer.text
    assert COOKIE not in browser.cookies
    return str(line["why"])


async def test_who_is_known_there_and_has_an_account_here(desk: tuple[httpx.AsyncClient, Provider]) -> None:
    browser, provider = desk
    door = (await browser.get("/sign-in", params={"next": "/organisation"})).text
    assert 'href="/sign-in/oidc?next=%2Forganisation"' in door
    assert 'name="password"' in door
    there = await returned(browser)
    kept = {one.name: one for one in browser.cookies.jar}[BEGUN]
    assert (kept.path, kept.has_nonstandard_attr("HttpOnly")) == ("/sign-in/oidc", True)
    back = await browser.get(there)
    assert (back.status_code, back.headers["location"]) == (303, "/organisation"), back.text
    assert COOKIE in browser.cookies
    assert BEGUN not in browser.cookies
    me = (await browser.get("/api/v1/me")).json()
    assert (me["account"], me["kind"], me["person"]) == ("luo", "session", "p-luo")
    assert provider.said == []
    assert (await browser.post("/sign-out", headers={"Origin": str(browser.base_url).rstrip("/")})).status_code == 303
    # once more: neither the description nor the keys are asked for again
    asked = list(provider.asked)
    assert (await browser.get(await returned(browser))).status_code == 303
    assert provider.asked == asked


async def test_the_provider_may_change_its_keys_and_take_the_secret_in_the_form(
    running: Running, tmp_path: Path
) -> None:
    await running.accounts.make("luo", person="p-luo", by="test")
    async with a_desk(running, tmp_path) as (url, provider):
        provider.ways = ("client_secret_post",)
        for _ in range(2):
            async with httpx.AsyncClient(base_url=url) as browser:
                assert (await browser.get(await returned(browser))).status_code == 303
                assert COOKIE in browser.cookies
            provider.key = new_key()
        async with httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as browser:
            # a third key at once: it is not asked for more often than every half minute
            await refused(browser, await returned(browser), 401, "没有通过核验")


def claims(**changed: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda told: {name: value for name, value in {**told, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"iss": "http://evil.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": 1}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "never"}, "exp"),
        ({"iat": 4102444800}, "issued in the future"),
        ({"nbf": 4102444800}, "not yet valid"),
        ({"at_hash": "x"}, "at_hash"),
        ({"sub": None}, "sub"),
        ({"preferred_username": None}, "preferred_username"),
        ({"preferred_username": ["luo"]}, "preferred_username"),
    ],
)
async def test_a_token_that_says_another_thing(
    desk: tuple[httpx.AsyncClient, Provider], changed: dict[str, Any], why: str
) -> None:
    browser, provider = desk
    provider.tamper = claims(**changed)
    assert why in await refused(browser, await returned(browser), 401, "没有通过核验")


@pytest.mark.parametrize(
    "signs",
    [
        lambda _, told: jwt.encode({"alg": "RS256", "kid": new_key().kid}, told, new_key()),
        lambda own, told: jwt.encode({"alg": "RS256", "kid": own.key.kid}, told, new_key()),
        lambda _, told: jwt.encode({"alg": "HS256"}, told, OctKey.import_key(SECRET * 3), algorithms=["HS256"]),
        lambda own, told: own.signed(told)[:-8] + "AAAAAAAA",
        lambda own, told: "eyJhbGciOiJub25lIn0." + own.signed(told).split(".")[1] + ".",
        lambda _own, _told: "x",
        lambda _own, _told: "",
    ],
)
async def test_a_token_that_another_signed(
    desk: tuple[httpx.AsyncClient, Provider], signs: Callable[[Provider, dict[str, Any]], str]
) -> None:
    browser, provider = desk
    provider.signs = signs
    await refused(browser, await returned(browser), 401, "没有通过核验")


async def test_a_state_serves_once_and_only_who_began(desk: tuple[httpx.AsyncClient, Provider]) -> None:
    browser, provider = desk
    there = await returned(browser)
    kept = browser.cookies[BEGUN]
    async with httpx.AsyncClient(base_url=browser.base_url, headers={"Accept": "text/html"}) as another:
        await refused(another, there, 401, "请重新点")  # a link that somebody was sent
        another.cookies.set(BEGUN, kept.partition(".")[0] + "." + "0" * 64)
        await refused(another, there, 401, "请重新点")
    assert (await browser.get(there)).status_code == 303
    async with httpx.AsyncClient(base_url=browser.base_url, headers={"Accept": "text/html"}) as replayer:
        replayer.cookies.set(BEGUN, kept)
        await refused(replayer, there, 401, "请重新点")
        for query in ("", "?state=", "?state=é&code=x", "?code=x"):
            replayer.cookies.set(BEGUN, kept)
            await refused(replayer, f"/sign-in/oidc/back{query}", 401, "请重新点")
    assert provider.said == []


async def test_what_the_provider_itself_refuses(desk: tuple[httpx.AsyncClient, Provider]) -> None:
    browser, provider = desk
    provider.refuses = "access_denied"
    assert "access_denied" in await refused(browser, await returned(browser), 401, "没有同意登录")
    provider.refuses = None
    there = await returned(browser)
    provider.codes.clear()
    assert "invalid_grant" in await refused(browser, there, 401, "没有通过核验")
    there = await returned(browser)
    for asked in provider.codes.values():
        asked["code_challenge"] = "another's"
    assert "invalid_grant" in await refused(browser, there, 401, "没有通过核验")
    there = await returned(browser)
    assert "issuer" in await refused(browser, there.partition("&iss=")[0] + "&iss=http://evil", 401, "没有通过核验")


@pytest.mark.parametrize("name", ["stranger", "Luo", "luo\u0000", "../luo", "罗" * 500])
async def test_no_account_no_entry(desk: tuple[httpx.AsyncClient, Provider], running: Running, name: str) -> None:
    browser, provider = desk
    before = await running.ledger.pool.fetchval("select count(*) from accounts")
    provider.user = name
    await refused(browser, await returned(browser), 403, "没有可用的账户")
    assert await running.ledger.pool.fetchval("select count(*) from accounts") == before


async def test_disabled_here_is_disabled(desk: tuple[httpx.AsyncClient, Provider], running: Running) -> None:
    browser, _ = desk
    await running.accounts.disable("luo", disabled=True, by="test")
    try:
        await refused(browser, await returned(browser), 403, "没有可用的账户")
    finally:
        await running.accounts.disable("luo", disabled=False, by="test")


@pytest.mark.parametrize("came", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_it_leads_nowhere_else(desk: tuple[httpx.AsyncClient, Provider], came: str) -> None:
    browser, _ = desk
    assert (await browser.get(await returned(browser, came))).headers["location"] == "/"


async def test_what_is_asked_of_the_provider(desk: tuple[httpx.AsyncClient, Provider]) -> None:
    browser, provider = desk
    asked = [parse_qs(urlsplit((await browser.get("/sign-in/oidc")).headers["location"]).query) for _ in range(2)]
    assert asked[0]["tenant"] == ["county"]
    assert asked[0]["redirect_uri"] == [f"{str(browser.base_url).rstrip('/')}/sign-in/oidc/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name], name
    assert provider.issuer not in (await browser.get("/sign-in")).text


async def test_away_and_without_local_passwords(running: Running, tmp_path: Path) -> None:
    async with a_desk(running, tmp_path, oidc_only=True) as (url, provider):
        provider.broken = True
        async with httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as browser:
            page = (await browser.get("/sign-in")).text
            assert "统一身份登录" in page
            assert 'name="password"' not in page
            away = await browser.get("/sign-in/oidc")
            assert (away.status_code, "没有应答" in away.text) == (503, True)
            for path, told in (("/sign-in", "data"), ("/api/v1/sign-in", "json")):
                local = await browser.post(path, **{told: {"name": "luo", "password": "a long and quiet sentence"}})
                assert (local.status_code, "只用统一身份登录" in local.text) == (403, True)
            provider.broken = False
            assert (await browser.get("/sign-in/oidc")).status_code == 303


async def test_where_there_is_none(running: Running) -> None:
    async with running.asking(Accept="text/html") as browser:
        assert "统一身份" not in (await browser.get("/sign-in")).text
        for path in ("/sign-in/oidc", "/sign-in/oidc/back?state=x&code=y"):
            answer = await browser.get(path)
            assert (answer.status_code, "没有接统一身份平台" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "told",
    [
        {"oidc_only": True},
        {"oidc_issuer": "https://id.example.cn"},
        {"oidc_issuer": "http://id.example.cn", "oidc_client_id": "duban"},
        {"oidc_issuer": "id.example.cn", "oidc_client_id": "duban"},
    ],
)
def test_settings_that_cannot_be_meant(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**told)
    assert Settings(oidc_issuer="https://id.example.cn", oidc_client_id="duban").oidc_claim == "preferred_username"
