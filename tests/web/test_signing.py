"""Signing in and out, one-time links, what the edge lets through."""

from datetime import timedelta

import httpx
import pytest

from domain.refusals import Refusal
from tests.web.conftest import Running
from web.desk import as_role
from web.edge import Buckets
from web.identity import COOKIE
from web.passwords import acceptable

PASSWORD = "a long and quiet sentence"


async def made(running: Running, name: str, person: str | None = "p-cao") -> str:
    """A new account with a password, by way of its administrator and a one-time link."""
    async with running.asking("administrator") as keeper, running.browsing() as browser:
        given = await keeper.post(
            "/api/v1/accounts", json={"name": name, "person": person, "administrator": person is None}
        )
        assert given.status_code == 201, given.text
        link = given.json()["link"]
        assert (await browser.get(link)).status_code == (await browser.get(link)).status_code == 200
        differs = await browser.post(link, data={"password": PASSWORD, "again": "another"})
        weak = await browser.post(link, data={"password": "short", "again": "short"})
        assert (differs.status_code, weak.status_code) == (422, 422)
        chosen = await browser.post(link, data={"password": PASSWORD, "again": PASSWORD})
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
        assert COOKIE in browser.cookies
        assert (await browser.get(link)).status_code == 404
        assert (await browser.post(link, data={"password": PASSWORD, "again": PASSWORD})).status_code == 404
    return name


async def test_a_link_a_password_a_session_and_its_end(running: Running) -> None:
    name = await made(running, "cao")
    async with running.browsing() as browser:
        assert (await browser.get("/")).headers["location"] == "/sign-in"
        entered = await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        cookie = entered.headers["set-cookie"]
        assert entered.status_code == 303
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        page = await browser.get("/account")
        assert "示例县东岭镇人民政府" in page.text
        assert "【示例】" in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        me = (await browser.get("/api/v1/me")).json()
        assert (me["account"], me["kind"], me["areas"]) == (
            name,
            "session",
            [{"jurisdiction": "示例县东岭镇", "industries": []}],
        )

        token = (await browser.post("/api/v1/me/tokens", json={"label": "报表"})).json()
        async with httpx.AsyncClient(
            base_url=running.url, headers={"Authorization": f"Bearer {token['token']}"}
        ) as program:
            assert (await program.get("/api/v1/me")).json()["kind"] == "token"
            assert (await program.post("/api/v1/me/tokens", json={"label": "更多"})).status_code == 403
            revoked = await browser.delete("/api/v1/me/tokens")
            assert revoked.status_code == 204
            assert (await program.get("/api/v1/me")).status_code == 401

        secret = browser.cookies[COOKIE]
        assert (await browser.post("/sign-out")).status_code == 303
    async with running.asking() as thief:
        thief.cookies.set(COOKIE, secret)
        assert (await thief.get("/api/v1/me")).status_code == 401
    assert secret.encode() not in await running.ledger.pool.fetchval(
        "select coalesce(string_agg(digest, ''), '') from credentials"
    )


async def test_too_many_wrong_passwords_let_an_account_rest(running: Running) -> None:
    name = await made(running, "locked")
    async with running.browsing() as browser:
        wrong = [await browser.post("/api/v1/sign-in", json={"name": name, "password": "wrong"}) for _ in range(5)]
        assert {(one.status_code, one.json()["code"]) for one in wrong} == {(401, "PASSWORD_WRONG")}
        rests = await browser.post("/api/v1/sign-in", json={"name": name, "password": PASSWORD})
        assert (rests.status_code, rests.json()["code"]) == (429, "ACCOUNT_RESTS")
        assert 0 < int(rests.headers["retry-after"]) <= 60
        await running.ledger.pool.execute(
            "update accounts set locked_until = now() - interval '1 second' where name = $1", name
        )
        assert (await browser.post("/api/v1/sign-in", json={"name": name, "password": PASSWORD})).status_code == 204
        nobody = await browser.post("/api/v1/sign-in", json={"name": "nobody", "password": PASSWORD})
        assert (nobody.status_code, nobody.json()["detail"]) == (401, wrong[0].json()["detail"])


async def test_an_administrator_keeps_accounts_and_disabling_ends_everything(running: Running) -> None:
    name = await made(running, "leaving")
    async with running.asking("administrator") as keeper, running.browsing() as browser:
        await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert (await browser.get("/api/v1/me")).status_code == 200
        assert (await keeper.post(f"/api/v1/accounts/{name}/disable")).status_code == 204
        assert (await browser.get("/api/v1/me")).status_code == 401
        refused = await browser.post("/api/v1/sign-in", json={"name": name, "password": PASSWORD})
        assert refused.status_code == 401
        assert (await keeper.post(f"/api/v1/accounts/{name}/enable")).status_code == 204
        again = await browser.post("/api/v1/sign-in", json={"name": name, "password": PASSWORD})
        assert again.status_code == 204

        names = [one["name"] for one in (await keeper.get("/api/v1/accounts", params={"limit": 500})).json()["items"]]
        assert {name, "auditor"} <= set(names)
        assert names == sorted(names)
        for body, code in (
            ({"name": name, "person": "p-cao"}, "ACCOUNT_EXISTS"),
            ({"name": "ghost", "person": "p-nobody"}, "PERSON_UNKNOWN"),
            ({"name": "ghost"}, "PERSON_MISSING"),
            ({"name": "Ghost!", "person": "p-cao"}, "INPUT_INVALID"),
            ({"name": "ghost", "person": "p-cao", "administrator": "yes"}, "INPUT_INVALID"),
        ):
            assert (await keeper.post("/api/v1/accounts", json=body)).json()["code"] == code
        assert (await keeper.post("/api/v1/accounts/nobody/link")).status_code == 404
        own = await keeper.post("/api/v1/accounts/administrator/disable")
        assert own.json()["code"] == "OWN_ACCOUNT"
    deeds = await running.ledger.pool.fetch(
        "select deed from account_changes where account = $1 order by position", name
    )
    assert [deed for (deed,) in deeds] == ["made", "given link", "password set", "disabled", "enabled"]


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "HERE"}, False),
        ({"Origin": "HERE"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
async def test_another_site_presses_no_button_here(running: Running, headers: dict[str, str], passes: bool) -> None:
    secret, _ = await running.accounts.give("auditor", "session", timedelta(hours=1), by="test")
    told = {name: running.url if value == "HERE" else value for name, value in headers.items()}
    async with running.asking() as browser:
        browser.cookies.set(COOKIE, secret)
        answer = await browser.post("/api/v1/sign-out", headers=told)
        assert answer.status_code == (204 if passes else 403)
        assert ((await browser.get("/api/v1/me")).status_code == 200) is not passes


async def test_pages_say_no_in_pages(running: Running) -> None:
    async with running.asking(Accept="text/html") as browser:
        page = await browser.get("/nowhere")
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        wrong = await browser.post("/sign-in", data={"name": '"><script>', "password": "x"})
        assert wrong.status_code == 401
        assert "<script>" not in wrong.text
        assert (await browser.get("/start/" + "x" * 5000)).status_code == 404
        assert (await browser.get("/static/desk.css")).status_code == 200
        assert (await browser.get("/static/../pages.py")).status_code == 404
        assert (await browser.get("/health")).json()["ok"]


def test_a_bucket_gives_back_with_time_and_forgets_the_oldest() -> None:
    buckets = Buckets(rate=2, burst=3)
    assert [buckets.wait("a", 10.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("b", 10.0) == 0
    assert buckets.wait("a", 10.5) == 0
    assert buckets.wait("a", 10.5) > 0
    for n in range(Buckets.MOST + 10):
        buckets.wait(str(n), 11.0)
    assert len(buckets._left) == Buckets.MOST


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "the zhang account", "x" * 129])
def test_a_password_is_long_and_not_the_name(password: str) -> None:
    with pytest.raises(Refusal):
        acceptable("zhang", password)


def test_the_webs_address_is_the_services_with_another_role() -> None:
    assert as_role("postgresql://duban_service:x@db:5432/duban", "duban_web") == "postgresql://duban_web@db:5432/duban"
    assert as_role("postgresql://db/duban", "duban_web") == "postgresql://duban_web@db/duban"
    embedded = "postgresql:///duban?host=/tmp/x&port=5432&user=duban_service"
    assert as_role(embedded, "duban_web") == embedded.replace("duban_service", "duban_web")
