"""审计 as people see it: what they may see, bad input kept and explained, a copied ledger in which somebody wrote."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from temporalio.client import Client

from domain.people import Appointment, Office, Person, Role
from ledger.accounts import Accounts
from ledger.migrate import migrate, open_ledger
from ledger.people import save_people
from ledger.store import Ledger
from settings import Settings
from tests.conftest import Databases
from tests.domain.builders import adopted, closed, moment, overdue, reported
from tests.figures.lives import write
from tests.ledger.lives import append, asked
from tests.ledger.lives import reported as recorded
from tests.web.conftest import CHEAP, ROOMY, Running
from tests.web.test_audit_api import OFFICIALS, mine
from web.app import create_app
from web.passwords import Passwords
from workflows.client import CONVERTER

DAY = timedelta(days=1)


@pytest.mark.parametrize("role", OFFICIALS)
async def test_every_page_opens_for_every_office(running: Running, role: Role) -> None:
    number = next(iter(await mine(running, role)))
    async with running.asking(role, Accept="text/html") as client:
        for path in (
            "", "?text=", "?type=隐患上报&region=示例县", "/as-of", "/as-of?group=region,industry", "/as-of?list=open",
            f"/as-of/{number}", "/diff", "/diff?from=2026-01-01&to=2026-06-30&as_reported=1", "/verify", "/reports",
            "/reports?kind=monthly&month=2026-06", "/reports?kind=ranking&group=office", "/reports?kind=figures",
        ):  # fmt: skip
            answer = await client.get(f"/audit{path}")
            assert answer.status_code == 200, (path, answer.text)
            assert "截至" in answer.text
        if role is not Role.AUDITOR:
            assert (await client.get("/audit/access")).status_code == 403


async def test_a_hit_leads_to_its_event_in_its_case(running: Running) -> None:
    async with running.asking(Role.AUDITOR, Accept="text/html") as client:
        page = (await client.get("/audit", params={"type": "导入台账立案", "text": ""})).text
        if "没有符合" in page or "没有查" in page:
            page = (await client.get("/audit", params={"text": ""})).text
    assert 'href="/cases/2026-' in page
    assert "#v" in page


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("?from=昨天", "发生自 须为日期或时刻"),
        ("?type=批准廷期", "没有叫“批准廷期”的事件类型"),
        ("?letter=七号文", "不是完整的文号"),
        ("?text=%01", "不能有换行等看不见的字符"),
        ("?text=" + "长" * 300, "最多 200 个字"),
        ("?after=AAAA&text=", "接续标记"),
        ("?after=%00&text=", "接续标记"),
        ("/as-of?at=2999-01-01", "尚未到来"),
        ("/as-of?at=0001-01-01T00:00", "时点"),
        ("/as-of?at=六月底&known=2026-01-01", "看不懂"),
        ("/as-of?list=全部", "没有“全部”这一清单"),
        ("/diff?from=2026-06-30", "请填写乙的日期"),
        ("/reports?kind=colours", "须为 figures（统计）、ranking（晾晒）或 monthly（月报表）"),
        ("/reports?kind=monthly&month=2026-13", "月份应如"),
        ("/access?since=2026-13-01", "须为日期"),
    ],
)
async def test_what_was_typed_is_kept_and_what_is_wrong_is_said(running: Running, path: str, told: str) -> None:
    async with running.asking(Role.AUDITOR, Accept="text/html") as client:
        answer = await client.get(f"/audit{path}")
    assert answer.status_code == 422, answer.text
    assert told in answer.text
    if "廷期" in path:
        assert 'value="批准廷期"' in answer.text


async def test_a_case_outside_of_the_sight_is_unknown(running: Running) -> None:
    numbers = await mine(running, Role.TOWN)
    rows = await running.ledger.pool.fetch("select number from cases")
    foreign = next(number for (number,) in rows if number not in numbers)
    async with running.asking(Role.TOWN, Accept="text/html") as client:
        for number in (foreign, "1999-000001", "x", "%00"):
            assert (await client.get(f"/audit/as-of/{number}")).status_code == 404


async def test_a_report_is_handed_in_by_a_form(running: Running) -> None:
    async with running.asking(Role.TOWN, Accept="text/html", Origin=running.url) as client:
        assert (await client.post("/audit/reports", data={"kind": "figures"})).status_code == 403
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html", Origin=running.url) as client:
        wrong = await client.post("/audit/reports", data={"kind": "monthly", "month": "x"})
        assert (wrong.status_code, "月份应如" in wrong.text) == (422, True)
        done = await client.post("/audit/reports", data={"kind": "figures", "region": "示例县"})
        assert done.status_code == 303, done.text
        page = await client.get(done.headers["location"])
        assert "已定稿" in page.text
        assert "没有差异" in (await client.get(done.headers["location"].replace("done=1", "now=1"))).text
        assert (await client.get("/audit/reports/nothing-20260101-1")).status_code == 404


@dataclass
class Copied:
    """A ledger of this test's own behind a desk without a clock: what an auditor of it is shown."""

    owner: str
    tokens: dict[str, str]
    edge: object

    def asking(self, who: str, **headers: str) -> httpx.AsyncClient:
        headers["Authorization"] = f"Bearer {self.tokens[who]}"
        transport = httpx.ASGITransport(app=self.edge)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://desk", headers=headers, timeout=60)


@asynccontextmanager
async def a_desk(postgres: Databases, home: Path, record: Callable[[Ledger], Awaitable[None]]) -> AsyncIterator[Copied]:
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "sample")
    url = postgres.service_url(owner)
    ledger = await Ledger.connect(url)
    await record(ledger)
    await save_people(
        ledger.pool,
        people=[Person(id="p-audit", name="审计员"), Person(id="p-river", name="河西员")],
        offices=[Office(id="o-audit", name="审计局"), Office(id="o-river", name="河西镇", jurisdiction="河西镇")],
        appointments=[
            Appointment(person="p-audit", role=Role.AUDITOR, at="o-audit"),
            Appointment(person="p-river", role=Role.AUDITOR, at="o-river"),
        ],
        by="test",
    )
    accounts, tokens = Accounts(ledger.pool), {}
    for name in ("audit", "river"):
        await accounts.make(name, person=f"p-{name}", by="test")
        tokens[name], _ = await accounts.give(name, "token", DAY, by="test")
    settings = Settings(home=home, database_url=url, web_port=1)
    client = await Client.connect("127.0.0.1:1", data_converter=CONVERTER, lazy=True)
    edge = create_app(settings, client, limits=ROOMY, passwords=Passwords(CHEAP))
    app: FastAPI = edge.app  # type: ignore[assignment]
    async with app.router.lifespan_context(app):
        async with asyncio.timeout(20):
            while app.state.desk._record is None:  # noqa: ASYNC110 -- it tells in no other way
                await asyncio.sleep(0.02)
        yield Copied(owner, tokens, edge)
    await ledger.close()


async def county(ledger: Ledger) -> None:
    """1: closed June 4. 2: T July 4 lapsed, 函告. 3: reported June 3. 4: adopted. 5: of June 3, known on July 10 alone."""
    general = adopted(level="general", rectify_by=None, industry="烟花爆竹", found_on=None, now="06-23 09:00")
    for number, life, place in (
        ("2025-000001", closed(), "城关镇"), ("2025-000002", overdue(2), "河西镇"), ("2025-000003", reported(), "城关镇"),
    ):  # fmt: skip
        await write(ledger, number, [(event.at, [event]) for event in life.events], region=place)
    await write(ledger, "2025-000004", [(event.at, [event]) for event in general.events], region="河西镇")
    await write(ledger, "2025-000005", [(moment("07-10 09:00"), reported().events)], region="河西镇")


async def two_cases(ledger: Ledger) -> None:
    for number, place in (("2026-000901", "城关镇"), ("2026-000902", "河西镇")):
        for event in (recorded(number, region=place), asked()):
            await append(ledger, number, [event])


async def test_as_of_as_counted_with_a_pencil(postgres: Databases, tmp_path: Path) -> None:
    """On July 5: open are 2 and 3 and 4; of 5 nobody knew before July 10."""
    async with a_desk(postgres, tmp_path, county) as copied:
        await as_counted(copied)


async def as_counted(copied: Copied) -> None:
    for who, then, now in (("audit", ["2025-000002", "2025-000003", "2025-000004"], "2025-000005"),
                           ("river", ["2025-000002", "2025-000004"], "2025-000005")):  # fmt: skip
        async with copied.asking(who) as client:
            asked = {"at": "2025-07-05", "list": "open"}
            known = (await client.get("/api/v1/audit/as-of/list", params={**asked, "known": "2025-07-05"})).json()
            assert [one["case"] for one in known["items"]] == then
            today = (await client.get("/api/v1/audit/as-of/list", params=asked)).json()
            assert [one["case"] for one in today["items"]] == [*then, now]
            told = (await client.get("/api/v1/audit/as-of", params={"at": "2025-07-05"})).json()
            assert (told["counts"][0]["open"], told["counts"][0]["overdue"]) == (len(then) + 1, 1)
            page = await client.get(
                "/audit/diff", params={"from": "2025-07-05", "to": "2025-07-06"}, headers={"Accept": "text/html"}
            )
            assert "甲上报之后的补录与更正" in page.text
            assert now in page.text.partition("甲上报之后的补录与更正")[2]
    async with copied.asking("river") as client:
        assert (await client.get("/api/v1/audit/as-of/2025-000001")).status_code == 404


async def verified(copied: Copied) -> str:
    async with copied.asking("audit", Accept="text/html", Origin="http://desk") as client:
        assert (await client.post("/audit/verify")).status_code == 303
        assert (await client.post("/audit/verify")).status_code == 303  # one at a time: the same
        async with asyncio.timeout(60):
            while "正在核验" in (page := (await client.get("/audit/verify")).text):  # noqa: ASYNC110 -- as a browser does
                await asyncio.sleep(0.1)
    return page


async def test_what_somebody_wrote_into_the_record_is_found_and_explained(postgres: Databases, tmp_path: Path) -> None:
    async with a_desk(postgres, tmp_path, two_cases) as copied:
        await found_and_explained(copied)


async def found_and_explained(copied: Copied) -> None:
    page = await verified(copied)
    assert "全部相符" in page, page
    connection = await asyncpg.connect(copied.owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(
        "update events set body = replace(convert_from(body, 'UTF8'), '城关镇', '城管镇')::bytea"
        " where stream = 'case-2026-000901' and version = 1"
    )
    page = await verified(copied)
    await connection.execute(
        "update events set body = replace(convert_from(body, 'UTF8'), '城管镇', '城关镇')::bytea"
        " where stream = 'case-2026-000901' and version = 1"
    )
    await connection.close()
    for told in (
        "发现 1 处不符",
        "内容与散列不符，记录被改动",
        "案件 2026-000901 第 1 条",
        "怎么办",
        '每条记录未被改动</b><span class="late">不符',
    ):
        assert told in page, page
    async with copied.asking("river", Accept="text/html") as client:
        theirs = (await client.get("/audit/verify")).text
    assert "2026-000901" not in theirs
    assert "属于一件不在您管辖范围内的案件" in theirs
    assert "全部相符" in await verified(copied)
