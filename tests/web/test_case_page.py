"""The page of a case: what the record says, to whom it may be said, and nothing besides."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from domain.decide.frame import RULES
from domain.people import Role
from domain.rulebook import rulebook
from domain.titles import event_title
from ledger.evidence.manifest import LIST
from ledger.store import stream_of
from tests.domain.builders import closing
from tests.web.conftest import Running
from tests.web.pressing import done, opened, sent
from tests.web.test_doing import PHOTO, UNIT, as_person, reported
from web.casebook.acting import GROUPS, actions
from web.casebook.timeline import verified
from web.forms.labels import verb

ENTRY = re.compile(r'<li id="v(\d+)".*?<b>(.*?)</b>.*?(✓ 已验证|✗ 核验不过)', re.DOTALL)


async def page_of(running: Running, role: Role | str, path: str, status: int = 200) -> str:
    async with as_person(running, role) as client:
        answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return str(answer.text)


def test_every_command_has_its_place_among_the_buttons() -> None:
    placed = [name for names in GROUPS.values() for name in names]
    assert len(placed) == len(set(placed))
    assert set(placed) == {kind.__name__ for kind in RULES}


async def test_the_time_line_is_the_trail(running: Running) -> None:
    """Newest first, each entry with its title and the chain's mark; nothing left out, nothing made up."""
    rows = await running.ledger.pool.fetch("select number from cases order by version desc, number limit 5")
    for (number,) in rows:
        trail = (await running.told(Role.AUDITOR, f"/api/v1/cases/{number}/trail", limit=1000))["items"]
        page = await page_of(running, Role.AUDITOR, f"/cases/{number}?all=1")
        shown = [(int(version), title) for version, title, _ in ENTRY.findall(page)]
        assert shown == [(one["version"], event_title(one["type"])) for one in reversed(trail)]
        assert "✗" not in page
        assert f"全部 {len(trail)} 条已验证" in page


async def test_a_changed_byte_is_marked_at_its_entry(running: Running) -> None:
    number = await reported(running, "链条")
    trail = await running.ledger.trail(number)
    genesis = (await running.ledger.trail("ledger"))[0].hash
    assert verified(trail, genesis) == [True] * len(trail)
    changed = [replace(trail[0], body=trail[0].body + b" "), *trail[1:]]
    assert verified(changed, genesis) == [False, *[True] * (len(trail) - 1)]
    cut = [trail[0], replace(trail[1], prev_hash=bytes(32)), *trail[2:]]
    assert verified(cut, genesis)[:2] == [True, False]
    assert verified(trail, bytes(32))[0] is False  # carried over from another ledger
    elsewhere = [replace(one, stream=stream_of("2026-999999")) for one in trail]
    assert not any(verified(elsewhere, genesis))


async def test_offices_talk_beside_the_case_and_the_entity_does_not_see_it(running: Running) -> None:
    number = await reported(running, "留言的案子")
    words = "请<消防>周三一起去现场\n带上图纸"
    async with as_person(running, Role.REGULATOR) as regulator, as_person(running, Role.ENTITY) as entity:
        said = await regulator.post(f"/cases/{number}/comments", data={"text": words})
        assert said.status_code == 303
        for text, status in (("", 422), ("  \n ", 422), ("长" * 2001, 422)):
            answer = await regulator.post(f"/cases/{number}/comments", data={"text": text})
            assert answer.status_code == status
        assert "最多 2000 字，现有 2001 字" in answer.text
        assert answer.text.count("长" * 2001) == 1  # what was typed is kept
        own = await entity.get(f"/cases/{number}")
        assert "图纸" not in own.text
        assert "商办留言" not in own.text
        assert (await entity.post(f"/cases/{number}/comments", data={"text": "我也说"})).status_code == 403
    seen = await page_of(running, Role.COMMISSION_OFFICE, f"/cases/{number}")
    assert "请&lt;消防&gt;周三一起去现场" in seen
    assert "已验证" in seen  # and nothing of it is in the record
    assert await running.ledger.pool.fetchval("select count(*) from comments where number = $1", number) == 1
    async with as_person(running, Role.AUDITOR) as auditor:
        assert "图纸" in (await auditor.get(f"/cases/{number}")).text
        assert (await auditor.post(f"/cases/{number}/comments", data={"text": "查"})).status_code == 403
    # read by the web's own role: the entity's credential shows none
    for role, count in ((Role.ENTITY, 0), (Role.REGULATOR, 1), (Role.TOWN, 0), (Role.CLERK, 1)):
        holder = await running.accounts.holder(running.tokens[role])
        assert holder is not None
        async with running.desk.seen(holder).snapshot() as connection:
            found = await connection.fetchval("select count(*) from comments where number = $1", number)
        assert found == count, role


async def test_nobody_sees_the_page_of_anothers_case(running: Running) -> None:
    number = await reported(running, "别镇看不到的隐患")  # in 城关镇; the town of the tests is another
    for path in ("", "/why", "/why/1/1", "/moved", "/export", "/do/AddEvidence", "?all=1"):
        page = await page_of(running, Role.TOWN, f"/cases/{number}{path}", 404)
        assert "别镇看不到" not in page
        assert UNIT not in page
    async with as_person(running, Role.TOWN) as town:
        for path in ("comments", "export", "do/AddEvidence"):
            answer = await town.post(f"/cases/{number}/{path}", data={"text": "x"})
            assert answer.status_code == 404, path
    for odd in ("2026-999999", "x", "%00", "2026-000001%0A", "9" * 300):
        await page_of(running, Role.REGULATOR, f"/cases/{odd}", 404)
    await page_of(running, Role.ADMINISTRATOR, f"/cases/{number}", 403)


async def test_only_what_one_may_do_is_a_button(running: Running) -> None:
    number = await reported(running, "只显示能办的")
    at = f"/cases/{number}"
    for role in (Role.ENTITY, Role.REGULATOR, Role.COMMISSION_OFFICE, Role.AUDITOR):
        page = await page_of(running, role, at)
        shown = set(re.findall(rf'href="{at}/do/(\w+)', page))
        may = {one["command"] for one in await running.told(role, f"/api/v1/cases/{number}/allowed")}
        assert shown <= may, role
        async with as_person(running, role) as client:
            for command in shown:
                assert (await client.get(f"{at}/do/{command}")).status_code == 200, command
    regulator = await page_of(running, Role.REGULATOR, at)
    assert regulator.index(verb("Determine")) < regulator.index("还可以办的") < regulator.index(verb("CorrectEntry"))
    assert "核查判定：等待监管部门" in await page_of(running, Role.ENTITY, at)
    assert f"{at}/do/" not in await page_of(running, Role.AUDITOR, at)


async def test_who_inspected_reads_that_another_must_close(running: Running) -> None:
    number = await reported(running, "两顶帽子")
    holder = await running.accounts.holder(running.tokens[Role.APPROVER])
    assert holder is not None
    case = (await running.ledger.recall(number)).case
    assert case is not None
    closes = closing().case.model_copy(
        update={"number": number, "entity": case.entity, "region": case.region, "industry": case.industry}
    )
    day, rules = holder.clock.date(), rulebook(case.edition)
    other = actions(closes, holder, day, rules)
    assert [one.command for one in other.turn] == ["ApproveClosure", "ReturnClosure"]
    own = actions(closes.model_copy(update={"hands": (str(holder.person),)}), holder, day, rules)
    assert "ApproveClosure" not in {one.command for one in own.turn}
    assert any("需另一人批准" in said for said in own.waits)


async def test_corrections_and_late_facts_are_told_where_they_belong(running: Running) -> None:
    number = await reported(running, "更正示例")
    async with as_person(running, Role.ENTITY) as entity:
        form = await opened(entity, f"/cases/{number}/do/CorrectEntry")
        place = await sent(entity, form, field="description", now="更正后的描述", reason="写错了")
        assert place.status_code == 303, place.text
        page = (await entity.get(place.headers["location"])).text
    version = int(re.findall(r'id="v(\d+)"', page)[0])
    assert f'href="#v{version}">已由第 {version} 条更正</a>' in page
    assert 'href="#v1">更正第 1 条</a>' in page
    assert "由“更正示例”更正为“更正后的描述”" in page
    assert "已办理，记入" in page
    assert "data-kept-done" in page


async def test_an_address_cannot_say_that_something_was_done(running: Running) -> None:
    number = await reported(running, "没有办过")
    page = await page_of(running, Role.REGULATOR, f"/cases/{number}?done=form-nobodys&was=ApproveClosure&lost=abc")
    assert "已办理" not in page


async def test_photos_stand_in_the_page_and_a_look_is_on_record(running: Running) -> None:
    number = await reported(running, "有照片的")
    async with as_person(running, Role.ENTITY) as entity:
        page = (await entity.get(f"/cases/{number}")).text
        place = re.findall(r'<img src="(/api/v1/cases/[^"]+)"', page)[0]
        assert (await entity.get(place)).content == PHOTO[1]
    row = await running.ledger.pool.fetchrow("select * from access_log order by position desc limit 1")
    assert row is not None
    assert (row["what"], row["subject"]) == ("web file", number)
    opened_page = await running.ledger.pool.fetchval(
        "select count(*) from access_log where what = 'web case' and subject = $1", number
    )
    assert opened_page == 1


async def test_a_case_file_is_handed_over_with_its_proof(running: Running) -> None:
    number = await reported(running, "导出示例")
    async with as_person(running, Role.AUDITOR) as auditor:
        assert "用途" in (await auditor.get(f"/cases/{number}/export")).text
        made = await auditor.post(f"/cases/{number}/export", data={"purpose": "移交档案室"})
    assert made.status_code == 200, made.text
    assert made.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        names = packed.namelist()
    assert {"案卷.pdf", "record.json", "proof.json", LIST} <= set(names)
    row = await running.ledger.pool.fetchrow(
        "select * from access_log where what = 'web export' order by position desc"
    )
    assert row is not None
    assert (row["subject"], row["purpose"], row["by"]) == (number, "移交档案室", "p-han")
    await page_of(running, Role.ENTITY, f"/cases/{number}/export", 403)


async def test_why_is_answered_for_each_rung_and_for_none(running: Running) -> None:
    stated = await running.ledger.pool.fetchval("select number from cases where rung >= 2 order by number limit 1")
    page = await page_of(running, Role.AUDITOR, f"/cases/{stated}/why")
    assert "原台账载明" in page
    rung = await running.ledger.pool.fetchval("select rung from cases where number = $1", stated)
    assert "第 " in await page_of(running, Role.AUDITOR, f"/cases/{stated}/why/1/{rung}")
    for path in ("why/1/7", "why/9/9", "why/x/y", "why/1/99999999"):
        await page_of(running, Role.AUDITOR, f"/cases/{stated}/{path}", 404)
    number = await reported(running, "尚无期限")
    assert "整改期限尚未起算" in await page_of(running, Role.ENTITY, f"/cases/{number}/why?rung=")


@pytest.mark.parametrize("since", ["0", "999", "-1", "x"])
async def test_a_page_is_told_when_there_is_more(running: Running, since: str) -> None:
    number = await reported(running, f"有新记录 {since}")
    async with as_person(running, Role.ENTITY) as entity:
        await done(entity, f"/cases/{number}/do/ReportProgress", text="进展")
        answer = await entity.get(f"/cases/{number}/moved", params={"since": since})
    assert answer.status_code == (200 if since.isdigit() else 422)
    assert ("有了新的记录" in answer.text) is (since == "0")
