"""机构: who is where, who answered for what on which day; each sees the people he may, and reading a name is on record."""

from datetime import timedelta

import pytest

from domain.people import Appointment, Office, Role
from domain.workdays import day_of
from ledger.people import save_people
from ledger.questions.organisation import spelled, tree
from tests.web.conftest import Running

DAY = timedelta(days=1)


async def shown(running: Running, role: Role, path: str, status: int = 200) -> str:
    async with running.asking(role, Accept="text/html") as browser:
        answer = await browser.get(path)
        assert answer.status_code == status, answer.text
        return answer.text


async def test_the_tree_with_who_leads_today(running: Running) -> None:
    before = await running.ledger.pool.fetchval("select coalesce(max(position), 0) from access_log")
    page = await shown(running, Role.TOWN, "/organisation")
    assert page.index("示例县安全生产委员会</a>") < page.index("示例县安委办</a>") < page.index("示例县应急管理局</a>")
    assert "示例·赵局长" in page
    assert "示例·吴副县长" in page
    assert "副县长、安委会副主任" in page
    assert "示例·钱检查员" not in page, "who works there is on the office's page"
    noted = await running.ledger.pool.fetchrow(
        "select by, what, people from access_log where position > $1 and what = 'web organisation'", before
    )
    assert noted is not None
    assert {"p-zhao", "p-wu"} <= set(noted["people"])
    holder = await running.accounts.holder(running.tokens["town"])
    assert holder is not None
    assert noted["by"] == holder.person


async def test_an_office_as_of_a_day(running: Running) -> None:
    today = day_of(await running.ledger.clock())
    left = Appointment(
        person="p-song", role=Role.AUDITOR, at="o-audit", post="审计长", since=today - 30 * DAY, until=today - 10 * DAY
    )
    await save_people(running.ledger.pool, appointments=[left], by="test")
    page = await shown(running, Role.AUDITOR, f"/organisation/offices/o-audit?day={today - 20 * DAY}")
    there, _, others = page.partition("其他时候")
    assert "示例·宋常务" in there
    assert "审计长" in there
    assert not others
    page = await shown(running, Role.AUDITOR, "/organisation/offices/o-audit")
    there, _, others = page.partition("其他时候")
    assert "示例·宋常务" not in there
    assert "示例·宋常务" in others
    wrong = await shown(running, Role.AUDITOR, "/organisation/offices/o-audit?day=昨天", 422)
    assert "日期请写成" in wrong
    assert "示例·韩审计" in wrong
    await shown(running, Role.AUDITOR, "/organisation/offices/o-nowhere", 404)


async def test_who_answers_for_a_case(running: Running) -> None:
    case = (await running.told(Role.ENTITY, "/api/v1/cases"))["items"][0]
    number = case["case"]
    page = await shown(running, Role.COMMISSION_OFFICE, f"/organisation/cases/{number}")
    assert case["unit"] in page
    for who in ("主要负责人", "示例县安委办", "示例县安全生产委员会"):
        assert who in page
    towns = await running.ledger.pool.fetchval("select region from cases where number = $1", number)
    others = {"示例县城关镇", "示例县东岭镇", "示例县西河镇"} - {towns}
    assert not any(f"{other}人民政府" in page for other in others)
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as browser:
        there = await browser.get("/organisation/on", params={"case": f"case-{number}", "day": "2026-01-05"})
        assert there.headers["location"] == f"/organisation/cases/{number}?day=2026-01-05"
        there = await browser.get("/organisation/on", params={"office": "o-fire", "day": ""})
        assert there.headers["location"] == "/organisation/offices/o-fire"
        for wrong in ({"case": "../../x"}, {"case": "//evil.example"}, {"office": "evil"}):
            assert (await browser.get("/organisation/on", params=wrong)).status_code == 404


@pytest.mark.parametrize("query", ["示例湖畔", "slhp", "SLHPDJD", "91999901ma0179"])
async def test_entities_are_found_by_name_pinyin_and_code(running: Running, query: str) -> None:
    page = await shown(running, Role.COMMISSION_OFFICE, f"/organisation/entities?q={query}")
    assert "示例湖畔大酒店有限公司" in page
    assert "示例惠民商场有限公司" not in page
    assert "主要负责人" in page


async def test_entities_page_by_page_and_only_within_sight(running: Running) -> None:
    found = await running.ledger.pool.fetch("select id, name, body ->> 'region' as region from entities")
    page = await shown(running, Role.COMMISSION_OFFICE, "/organisation/entities")
    assert sum(f">{one['name']}</a>" in page for one in found) == min(50, len(found))
    holder = await running.accounts.holder(running.tokens["town"])
    assert holder is not None
    (area,) = {one.jurisdiction for one in holder.sight.areas}
    page = await shown(running, Role.TOWN, "/organisation/entities")
    for one in found:
        seen = not one["region"] or one["region"].startswith(area)
        assert (f">{one['name']}</a>" in page) == seen, one
        if not seen:
            await shown(running, Role.TOWN, f"/organisation/entity?entity={one['id']}", 404)


async def test_an_entity_sees_itself_and_who_leads_the_offices(running: Running) -> None:
    holder = await running.accounts.holder(running.tokens["entity"])
    assert holder is not None
    (own,) = holder.sight.entities
    mine = await running.ledger.pool.fetchval("select name from entities where id = $1", own)
    page = await shown(running, Role.ENTITY, "/organisation/entities")
    assert mine in page
    assert page.count("data-row") == 1
    office = await shown(running, Role.ENTITY, "/organisation/offices/o-emergency")
    assert "示例·赵局长" in office
    assert "示例·钱检查员" not in office


async def test_an_administrator_has_no_directory(running: Running) -> None:
    await shown(running, Role.ADMINISTRATOR, "/organisation", 403)
    await shown(running, Role.ADMINISTRATOR, "/organisation/entities", 403)


def test_a_tree_ends_whatever_a_file_says() -> None:
    offices = {
        one.id: one
        for one in (
            Office(id="a", name="甲", superior="b"),
            Office(id="b", name="乙", superior="a"),
            Office(id="c", name="丙", superior="nobody"),
            Office(id="d", name="丁", superior="c"),
            Office(id="e", name="戊", superior="e"),
        )
    }
    found = tree(offices)
    assert sorted(one.office.id for one in found) == ["a", "b", "c", "d", "e"]
    assert {one.office.id: one.depth for one in found}["d"] == 1


@pytest.mark.parametrize(
    ("letters", "name", "is_it"),
    [
        ("cqhg", "重庆化工厂", True),
        ("zqhg", "重庆化工厂", True),
        ("hgc", "重庆化工厂", True),
        ("hgx", "重庆化工厂", False),
        ("abc", "ABC 化工（集团）", True),
        ("bchgjt", "ABC 化工（集团）", True),
    ],
)
def test_a_pinyin_is_any_reading(letters: str, name: str, is_it: bool) -> None:
    assert (spelled(letters).search(name) is not None) == is_it
