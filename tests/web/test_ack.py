"""签收链接: a principal signs for a letter on a telephone, once, in his own name, and looking uses nothing up."""

from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
import structlog

from domain.case import Letter, LetterStatus
from domain.people import Role
from domain.rulebook import LetterKind
from domain.workdays import day_of
from ledger.accounts import digest_of
from tests.web.conftest import Running
from tests.web.test_accounts_page import ONCE
from web.pages.ack import signable

ORDER = "letters/1/order/link"
PRINCIPAL = "p-principal-05"
WORDS = "拆除封堵，恢复安全出口"
keys = (f"ack-test-{n}" for n in count())


async def tell(client: httpx.AsyncClient, case: str, command: str, **body: Any) -> dict[str, Any]:
    headers = {"Idempotency-Key": next(keys)}
    answer = await client.post(f"/api/v1/cases/{case}/commands/{command}", json=body, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


async def ordered(running: Running, *, served: bool = True) -> str:
    """A case whose order is out, and perhaps served."""
    today = day_of(await running.ledger.clock())
    entity = await running.ledger.pool.fetchrow("select id, name from entities where name = '示例铸诚机械有限公司'")
    assert entity is not None
    async with running.asking("regulator") as regulator:
        told = await tell(
            regulator, "new", "Report", channel="inspection", entity=entity["id"], unit=entity["name"],
            region="示例县北山镇", office="o-emergency", description="安全出口被封堵", found_on=str(today),
        )  # fmt: skip
        case: str = told["case"]
        interim = {"measures": "停止作业", "who": "安全员", "until": str(today + timedelta(days=30))}
        await tell(regulator, case, "Determine", criterion="判定标准第3条", site_decision="time_limit", interim=interim)
        await tell(regulator, case, "IssueOrder", requirements=WORDS)
        if served:
            await tell(regulator, case, "ServeLetter", letter="1/order", how="principal")
    return case


async def link(running: Running, case: str, role: str = "regulator") -> str:
    """The path of a link for the principal, as the office is shown it."""
    async with running.asking(role, Accept="text/html") as office:
        made = await office.post(f"/cases/{case}/{ORDER}", data={"person": PRINCIPAL})
        assert made.status_code == 200, made.text
        (told,) = ONCE.findall(made.text)
        assert case in told
        return str(told.rpartition(running.url)[2])


async def recorded(running: Running, case: str) -> list[tuple[str, str]]:
    rows = await running.ledger.pool.fetch(
        "select type, by from events where stream = $1 order by version", f"case-{case}"
    )
    return [tuple(one) for one in rows]


async def test_a_principal_signs_for_an_order(running: Running) -> None:
    case = await ordered(running)
    path = await link(running, case, "commission_office")
    before = await recorded(running, case)
    async with httpx.AsyncClient(base_url=running.url) as phone:
        for _ in range(3):  # a chat program, a scanner, and he himself
            page = (await phone.get(path)).text
            assert WORDS in page
            assert "<button>签收</button>" in page
            assert "<script" not in page
        assert await recorded(running, case) == before
        with structlog.testing.capture_logs() as told:
            done = await phone.post(path, data={"remark": "已收到，马上整改。\r\n<b>"})
        assert (done.status_code, "已签收" in done.text) == (200, True), done.text
        assert path.removeprefix("/ack/") not in str(told)
        assert {one["path"] for one in told if one["event"] == "request"} == {"/ack/…"}
        again = await phone.post(path, data={"remark": "另写一句"})
        assert (again.status_code, "已签收" in again.text, "<button" in again.text) == (200, True, False)
        assert "已签收" in (await phone.get(path)).text
        assert (await phone.get("/organisation")).status_code == 303, "it opens nothing else"
    after = (await recorded(running, case))[len(before) :]
    assert after == [("Acknowledged", PRINCIPAL), ("ProgressReported", PRINCIPAL)]
    told_ = await running.told("regulator", f"/api/v1/cases/{case}/trail")
    assert told_["items"][-1]["body"]["text"].endswith("附言：已收到，马上整改。\n<b>")
    deeds = await running.ledger.pool.fetch(
        "select by, deed from account_changes where account = $1 and deed like '%' || $2 || '%' order by position",
        PRINCIPAL,
        case,
    )
    assert [tuple(one) for one in deeds] == [
        ("commission_office", f"given ack {case} 1/order"),
        (PRINCIPAL, f"used ack {case} 1/order"),
    ]


async def test_before_service_and_after_withdrawal_nothing_is_signed(running: Running) -> None:
    case = await ordered(running, served=False)
    async with running.asking("regulator", Accept="text/html") as office:
        page = (await office.get(f"/cases/{case}/{ORDER}")).text
        assert "还没有登记送达" in page
        assert f"/cases/{case}/do/ServeLetter?letter=1%2Forder" in page
    path = await link(running, case)
    async with httpx.AsyncClient(base_url=running.url) as phone, running.asking("regulator") as regulator:
        page = (await phone.get(path)).text
        assert "还没有登记送达" in page
        assert "<button" not in page
        early = await phone.post(path)
        assert (early.status_code, "还没有登记送达" in early.text) == (409, True)
        await tell(regulator, case, "ServeLetter", letter="1/order", how="principal")
        assert "<button>签收</button>" in (await phone.get(path)).text
        await tell(regulator, case, "WithdrawLetter", letter="1/order", reason="案号有误")
        page = (await phone.get(path)).text
        assert "已由发文机关撤回" in page
        assert "<button" not in page
        before = await recorded(running, case)
        assert (await phone.post(path)).status_code == 409
        assert await recorded(running, case) == before


async def test_a_link_that_serves_no_more(running: Running) -> None:
    case = await ordered(running)
    first, second = await link(running, case), await link(running, case)
    digest = digest_of(second.removeprefix("/ack/"))
    async with httpx.AsyncClient(base_url=running.url) as phone:
        gone = await phone.get(first)
        assert (gone.status_code, "链接已失效" in gone.text) == (404, True), "another was made"
        await running.ledger.pool.execute(
            "update credentials set expires_at = now() - interval '1 second' where digest = $1", digest
        )
        for path in (second, "/ack/x", "/ack/" + "é" * 40, "/ack/" + "x" * 5000):
            for answer in (await phone.get(path), await phone.post(path)):
                assert (answer.status_code, "链接已失效" in answer.text) == (404, True)
        await running.ledger.pool.execute(
            "update credentials set expires_at = now() + interval '1 hour' where digest = $1", digest
        )
        long = await phone.post(second, data={"remark": "长" * 501})
        assert (long.status_code, "500 字以内" in long.text, "长" * 501 in long.text) == (422, True, True)
    async with running.asking(Authorization=f"Bearer {second.removeprefix('/ack/')}") as thief:
        assert (await thief.get("/api/v1/me")).status_code == 401


async def test_who_is_principal_no_more_signs_no_more(running: Running) -> None:
    case = await ordered(running)
    path = await link(running, case)
    change = "update appointments set body = jsonb_set(body, '{until}', $1::jsonb) where person = $2"
    await running.ledger.pool.execute(change, '"2026-01-01"', PRINCIPAL)
    try:
        async with httpx.AsyncClient(base_url=running.url) as phone:
            refused = await phone.post(path)
            assert (refused.status_code, "不是本案" in refused.text) == (403, True)
    finally:
        await running.ledger.pool.execute(change, "null", PRINCIPAL)
    assert ("Acknowledged", PRINCIPAL) not in await recorded(running, case)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.REGULATOR, 200),
        (Role.COMMISSION_OFFICE, 200),
        (Role.AUDITOR, 403),
        (Role.APPROVER, 403),
        (Role.COMMISSION_LEADER, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.ENTITY, 404),
        (Role.TOWN, 404),
    ],
)
async def test_an_office_of_the_case_makes_links_and_nobody_else(running: Running, role: Role, status: int) -> None:
    case = await ordered(running, served=False)
    async with running.asking(role, Accept="text/html") as browser:
        assert (await browser.get(f"/cases/{case}/{ORDER}")).status_code == status
        made = await browser.post(f"/cases/{case}/{ORDER}", data={"person": PRINCIPAL})
        assert made.status_code == status
        if status == 200:
            for wrong in ("", "p-principal-06", "p-zhao", "x\x00"):
                refused = await browser.post(f"/cases/{case}/{ORDER}", data={"person": wrong})
                assert (refused.status_code, "请选签收人" in refused.text) == (422, True)
            assert (await browser.get(f"/cases/{case}/letters/1/nothing/link")).status_code == 422


@pytest.mark.parametrize("status", list(LetterStatus))
def test_only_what_has_gone_out_to_the_entity(status: LetterStatus) -> None:
    letter = Letter(
        id="1/rung-2", kind=LetterKind.FORMAL_NOTICE, to=Role.ENTITY, drafted_on="2026-01-05",
        signed_by=Role.COMMISSION_OFFICE, status=status,
    )  # fmt: skip
    assert signable(letter) == (status in {LetterStatus.ISSUED, LetterStatus.SERVED})
    assert not signable(letter.model_copy(update={"to": Role.GOVERNMENT}))
