"""代签 and 交接 in pages: who may, what is refused, that it holds at once, and that the new one is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import httpx
import pytest

from domain.workdays import day_of
from tests.web.conftest import Running
from web.identity import COOKIE

DAY = timedelta(days=1)
OFFICE = "o-explosives"
HEAD, COLLEAGUE, ABOVE = "p-xiao", "p-yao", "p-chen"
POST = f"{HEAD}/regulator/{OFFICE}/"


@asynccontextmanager
async def signed_in(running: Running, person: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which this person has signed in."""
    name = f"of.{person}"
    await running.accounts.make(name, person=person, by="test")
    secret, _ = await running.accounts.give(name, "session", timedelta(hours=1), by="test", label="test browser")
    async with running.asking(Origin=running.url, Accept="text/html") as browser:
        browser.cookies.set(COOKIE, secret)
        yield browser


async def today_of(running: Running) -> date:
    return day_of(await running.ledger.clock())


async def test_a_head_names_a_delegate_and_takes_it_back(running: Running) -> None:
    today = await today_of(running)
    async with signed_in(running, HEAD) as head, signed_in(running, ABOVE) as above:
        page = (await head.get("/account/delegation")).text
        assert "示例县民爆行业管理办公室 · 主任" in page
        assert "示例·姚检查员" in page
        assert "示例·陈科长" in page, "of the office above"
        assert "示例·沈管理员" not in page, "an administrator"
        assert "示例·赵局长" not in page, "of another office"
        before = (await above.get("/api/v1/me")).json()["areas"]
        asked = {"post": POST, "to": ABOVE, "since": str(today), "until": str(today + 3 * DAY)}
        assert (await head.post("/account/delegation", data=asked)).headers["location"] == "/account/delegation"
        page = (await head.get("/account/delegation")).text
        assert "代签中" in page
        assert "示例·陈科长" in (await head.get("/account")).text
        # at once, and in the database's own words
        assert (await above.get("/api/v1/me")).json()["areas"] != before
        assert "代签" in (await above.get("/account")).text
        assert "代示例·萧主任" in (await above.get(f"/organisation/offices/{OFFICE}")).text
        twice = await head.post("/account/delegation", data=asked | {"to": COLLEAGUE})
        assert twice.status_code == 422
        assert "期间不得重叠" in twice.text
        assert f'value="{today}"' in twice.text, "what was typed is kept"
        acting = f"{ABOVE}/regulator/{OFFICE}/{today}/{HEAD}"
        stranger = await above.post("/account/delegation/revoke", data={"acting": acting})
        assert "只有委托人本人" in stranger.text
        assert (await head.post("/account/delegation/revoke", data={"acting": acting})).status_code == 303
        assert (await above.get("/api/v1/me")).json()["areas"] == before
    log = await running.ledger.pool.fetch("select by, deed from people_changes where id = $1 order by position", acting)
    assert [tuple(one) for one in log] == [(HEAD, "added"), (HEAD, "changed")]


async def test_a_delegate_signs_as_himself_for_the_head(running: Running) -> None:
    today = await today_of(running)
    leader, deputy = "p-wu", "p-tang"
    told = {"grounds": "mass_casualty_risk", "note": "人员密集"}
    async with running.asking("commission_office") as office:
        for one in (await running.told("commission_office", "/api/v1/cases", open=True, limit=100))["items"]:
            place = f"/api/v1/cases/{one['case']}/commands"
            jumped = await office.post(f"{place}/Jump", json=told, headers={"Idempotency-Key": f"jump-{one['case']}"})
            if jumped.status_code == 200:
                break
    assert jumped.status_code == 200, jumped.text
    letters = (await running.told("commission_office", f"/api/v1/cases/{one['case']}"))["case"]["letters"]
    letter = {"letter": letters[-1]["id"]}
    asked = {
        "post": f"{leader}/commission_leader/o-commission/", "to": deputy, "since": str(today), "until": str(today),
    }  # fmt: skip
    async with signed_in(running, leader) as away, signed_in(running, deputy) as here:
        early = await here.post(f"{place}/SignLetter", json=letter, headers={"Idempotency-Key": "delegated-early"})
        assert early.json()["code"] == "NOT_SIGNATORY"
        assert (await away.post("/account/delegation", data=asked)).status_code == 303
        signed = await here.post(f"{place}/SignLetter", json=letter, headers={"Idempotency-Key": "delegated-sign"})
        assert signed.status_code == 200, signed.text
    trail = (await running.told("commission_office", f"/api/v1/cases/{one['case']}/trail"))["items"]
    (event,) = [each for each in trail if each["type"] == "LetterSigned"]
    assert (event["by"], event["body"]["acting_for"]) == (deputy, leader)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"to": HEAD}, "不能委托自己"),
        ({"to": "p-shen"}, "系统管理员"),
        ({"to": "p-zhao"}, "任职于本机关"),
        ({"to": "p-nobody"}, "没有编号为 p-nobody 的人员"),
        ({"to": ""}, "请选代签人"),
        ({"to": "p\x00"}, "请选代签人"),
        ({"post": "p-yang/commission_office/o-commission-office/"}, "不是您的任职"),
        ({"post": "x"}, "没有这一任职"),
        ({"since": "明天"}, "请填起日"),
        ({"since": "2020-01-01"}, "须从今天"),
        ({"until": "2020-01-01"}, "须从今天"),
        ({"until": "2099-01-01"}, "最长"),
    ],
)
async def test_what_may_not_be_delegated(running: Running, changed: dict[str, str], told: str) -> None:
    today = await today_of(running)
    asked = {"post": POST, "to": COLLEAGUE, "since": str(today), "until": str(today + DAY), **changed}
    before = await running.ledger.pool.fetchval("select count(*) from people_changes")
    async with signed_in(running, HEAD) as head:
        answer = await head.post("/account/delegation", data=asked)
    assert answer.status_code in {403, 422}
    assert told in answer.text
    assert await running.ledger.pool.fetchval("select count(*) from people_changes") == before


async def test_who_leads_nothing_delegates_nothing(running: Running) -> None:
    async with signed_in(running, "p-principal-05") as principal, signed_in(running, "p-shao") as staff:
        for browser in (principal, staff):
            assert "没有可以委托的职务" in (await browser.get("/account/delegation")).text
    async with running.asking("regulator", Accept="text/html") as program:
        answer = await program.post("/account/delegation", data={})
        assert (answer.status_code, "不能凭令牌" in answer.text) == (403, True)
    async with running.asking("administrator", Accept="text/html") as keeper:
        assert "没有可以委托的职务" in (await keeper.get("/account/delegation")).text


async def test_a_post_passes_on_and_the_new_one_signs_for_it(running: Running) -> None:
    today = await today_of(running)
    giver, taker = "p-lei", "p-ni"  # of the park
    post = f"{giver}/town/o-park/"
    async with signed_in(running, giver) as old, signed_in(running, taker) as new:
        page = (await old.get("/account/handover", params={"post": post, "find": "没有此人"})).text
        assert "没有叫“没有此人”的人员" in page
        name = await running.ledger.pool.fetchval("select name from people where id = $1", taker)
        page = (await old.get("/account/handover", params={"post": post, "find": name})).text
        assert f'value="{taker}"' in page
        assert "在办案件" in page
        wrong = await old.post("/account/handover", data={"post": post, "find": name, "to": taker, "on": "后天"})
        assert (wrong.status_code, "请填接任日" in wrong.text, name in wrong.text) == (422, True, True)
        assert (await old.post("/account/handover", data={"post": post, "find": name})).status_code == 422
        done = await old.post("/account/handover", data={"post": post, "find": name, "to": taker, "on": str(today)})
        assert done.headers["location"] == "/organisation/offices/o-park"
        # the old one is gone from it, the new one is asked on every page
        assert (await old.get("/organisation")).status_code == 403
        page = (await new.get("/organisation/offices/o-park")).text
        assert "1 项职务交接等您签收" in page
        assert "待签收" in page
        page = (await new.get("/account")).text
        assert "在办" in page
        number = page.partition("/account/handovers/")[2].partition("/")[0]
        stranger = await old.post(f"/account/handovers/{number}/acknowledge")
        assert stranger.status_code == 422
        assert (await new.post(f"/account/handovers/{number}/acknowledge")).status_code == 303
        assert "等您签收" not in (await new.get("/account")).text
        assert (await new.post(f"/account/handovers/{number}/acknowledge")).status_code == 422
        assert (await new.post("/account/handovers/99999999999999999999/acknowledge")).status_code == 422
    row = await running.ledger.pool.fetchrow(
        "select v.by, giver, taker, load, k.by as signed from handovers v join handovers_acknowledged k using (handover)"
        " where v.office = 'o-park'"
    )
    assert row is not None
    assert (row["by"], row["giver"], row["taker"], row["signed"]) == (giver, giver, taker, taker)


async def test_whose_post_it_is_not_does_not_hand_it_over(running: Running) -> None:
    today = await today_of(running)
    before = await running.ledger.pool.fetchval("select count(*) from handovers")
    async with signed_in(running, COLLEAGUE) as staff, signed_in(running, HEAD) as head:
        page = (await staff.get("/account/handover")).text
        assert "示例·萧主任" not in page
        asked = {"post": POST, "find": "x", "to": "p-shao", "on": str(today)}
        assert "可以办理这一交接" in (await staff.post("/account/handover", data=asked)).text
        for changed, told in (
            ({"to": "p-shen"}, "系统管理员"),
            ({"to": "p-principal-05"}, "生产经营单位的人员"),
            ({"post": "p-zhao/regulator/o-emergency/"}, "可以办理这一交接"),
            ({"on": "2020-01-01"}, "接任日须从今天"),
        ):
            answer = await head.post("/account/handover", data=asked | changed)
            assert (answer.status_code, told in answer.text) == (422, True), answer.text
    assert await running.ledger.pool.fetchval("select count(*) from handovers") == before
