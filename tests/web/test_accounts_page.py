"""账户 in pages: an administrator's, and one's own sessions and tokens."""

import re

import pytest

from domain.people import Role
from ledger.accounts import digest_of
from tests.web.conftest import Running
from tests.web.test_delegation import signed_in
from tests.web.test_signing import PASSWORD
from web.role_accounts import ROLES

ONCE = re.compile(r'<code class="once">([^<]+)</code>')


async def test_an_account_is_made_for_a_person_and_its_link_shown_once(running: Running) -> None:
    before = await running.ledger.pool.fetchval("select coalesce(max(position), 0) from access_log")
    async with running.asking("administrator", Accept="text/html") as keeper, running.browsing() as browser:
        page = (await keeper.get("/accounts/new", params={"find": "罗局长"})).text
        assert "示例·罗局长（p-luo）示例县住房和城乡建设局" in page
        made = await keeper.post("/accounts/new", data={"name": "luo", "person": "p-luo", "find": "罗局长"})
        (link,) = ONCE.findall(made.text)
        assert link.startswith(f"{running.url}/start/")
        assert not ONCE.findall((await keeper.get("/accounts/luo")).text)
        assert (await browser.post(link, data={"password": PASSWORD, "again": PASSWORD})).status_code == 303
        page = (await keeper.get("/accounts", params={"q": "罗局"})).text
        assert "luo" in page
        assert "在用" in page
        assert "auditor" not in page
        # its sessions, one taken back
        page = (await keeper.get("/accounts/luo")).text
        (handle,) = re.findall(r'name="handle" value="([0-9a-f]{16})"', page)
        assert (await browser.get("/api/v1/me")).status_code == 200
        assert (await keeper.post("/accounts/luo/revoke", data={"handle": handle})).status_code == 303
        assert (await browser.get("/api/v1/me")).status_code == 401
        # locked for a day, and let in again
        assert (await keeper.post("/accounts/luo/lock")).status_code == 303
        rests = await browser.post("/sign-in", data={"name": "luo", "password": PASSWORD})
        assert (rests.status_code, "暂时不能登录" in rests.text) == (429, True)
        assert "锁定" in (await keeper.get("/accounts/luo")).text
        assert (await keeper.post("/accounts/luo/unlock")).status_code == 303
        assert (await browser.post("/sign-in", data={"name": "luo", "password": PASSWORD})).status_code == 303
        assert (await keeper.post("/accounts/luo/disable")).status_code == 303
        assert (await browser.get("/api/v1/me")).status_code == 401
        assert "已停用" in (await keeper.get("/accounts/luo")).text
        assert (await keeper.post("/accounts/luo/enable")).status_code == 303
    deeds = await running.ledger.pool.fetch("select deed from account_changes where account = 'luo' order by position")
    assert [deed for (deed,) in deeds] == [
        "made", "given link", "password set", "revoked session", "locked", "unlocked", "disabled", "enabled",
    ]  # fmt: skip
    noted = await running.ledger.pool.fetch("select people from access_log where position > $1", before)
    assert any("p-luo" in one["people"] for one in noted)


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"name": "Luo!", "person": "p-luo"}, 422, "小写字母"),
        ({"name": "", "person": "p-luo"}, 422, "小写字母"),
        ({"name": "x" * 65, "person": "p-luo"}, 422, "小写字母"),
        ({"name": "nobodys"}, 422, "请找到并选定"),
        ({"name": "nobodys", "person": "p-ghost"}, 422, "没有编号为 p-ghost 的人员"),
        ({"name": "auditor", "person": "p-han"}, 409, "已有账户 auditor"),
    ],
)
async def test_what_is_no_account(running: Running, typed: dict[str, str], status: int, told: str) -> None:
    async with running.asking("administrator", Accept="text/html") as keeper:
        answer = await keeper.post("/accounts/new", data={"find": "罗", **typed})
        assert (answer.status_code, told in answer.text) == (status, True), answer.text
        assert f'value="{typed["name"]}"' in answer.text, "what was typed is kept"
        for path in ("/accounts/nobody", "/accounts/..%5c", "/accounts/A"):
            assert (await keeper.get(path)).status_code == 404
        assert (await keeper.post("/accounts/auditor/explode")).status_code == 404
        own = await keeper.post("/accounts/administrator/disable")
        assert (own.status_code, "自己的账户" in own.text) == (422, True)
        strange = await keeper.get("/accounts", params={"q": "\x00%_'", "after": "\x00"})
        assert strange.status_code == 200


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.ADMINISTRATOR])
async def test_nobody_else_keeps_accounts(running: Running, role: Role) -> None:
    async with running.asking(role, Accept="text/html") as browser:
        for path in ("/accounts", "/accounts/new", "/accounts/auditor"):
            assert (await browser.get(path)).status_code == 403
        for path in (
            "/accounts/new",
            "/accounts/auditor/link",
            "/accounts/auditor/disable",
            "/accounts/auditor/revoke",
        ):
            assert (await browser.post(path, data={"name": "mine"})).status_code == 403


async def test_ones_own_sessions_and_tokens(running: Running) -> None:
    async with signed_in(running, "p-qin") as here, signed_in(running, "p-qin") as there:
        page = (await here.get("/account")).text
        assert page.count("现在用的") == 1
        assert page.count("让它退出") == 1
        (other,) = re.findall(r'name="handle" value="([0-9a-f]{16})"', page)
        made = await here.post("/account/tokens", data={"label": "月报程序", "days": "7"})
        (token,) = ONCE.findall(made.text)
        assert token not in (await here.get("/account")).text
        assert "月报程序" in (await here.get("/account")).text
        async with running.asking(Authorization=f"Bearer {token}", Accept="text/html") as program:
            assert (await program.get("/api/v1/me")).status_code == 200
            assert "不能凭令牌" in (await program.post("/account/tokens", data={"label": "更多"})).text
            assert (await program.post("/account/revoke", data={"handle": other})).status_code == 403
            handle = digest_of(token).hex()[:16]
            assert (await here.post("/account/revoke", data={"handle": handle})).status_code == 303
            assert (await program.get("/api/v1/me")).status_code == 401
        assert (await here.post("/account/revoke", data={"handle": other})).status_code == 303
        assert (await there.get("/account")).status_code == 303
        for typed, told in (
            ({"label": "", "days": "7"}, "给什么程序用"),
            ({"label": "x" * 150, "days": "7"}, "给什么程序用"),
            ({"label": "月报", "days": "0"}, "有效天数"),
            ({"label": "月报", "days": "９"}, "有效天数"),
            ({"label": "月报", "days": "367"}, "有效天数"),
        ):
            answer = await here.post("/account/tokens", data=typed)
            assert (answer.status_code, told in answer.text) == (422, True)
        # somebody else's is not one's own
        stranger = digest_of(running.tokens["auditor"]).hex()[:16]
        await here.post("/account/revoke", data={"handle": stranger})
    assert (await running.told(Role.AUDITOR, "/api/v1/me"))["account"] == "auditor"
