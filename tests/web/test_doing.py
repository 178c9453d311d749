"""Everything is done by forms: a hazard from its report to its closure, and what is said when it cannot be."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.commands import parse
from domain.people import Entity, Person, Role
from domain.rulebook import CURRENT_EDITION
from ledger.accounts import Accounts, Holder
from ledger.migrate import WEB_ROLE, migrate, open_ledger
from ledger.people import save_people
from ledger.seen import Seen, open_seen
from ledger.store import Ledger
from tests.conftest import Databases
from tests.domain.builders import OFFICES, PEOPLE, POSTS
from tests.domain.test_permissions import TABLE, given
from tests.ledger.casefiles import png
from tests.web.conftest import Running
from tests.web.pressing import done, form_of, opened, sent
from tests.web.test_forms import GIVEN, written
from tests.web.test_overload import another_desk
from web.desk import as_role
from web.forms.fields import fields_of
from web.forms.offered import Offering
from web.forms.sheet import KeptFile, Sheet, new_key
from web.forms.typed import typed
from web.rendering import templates

PHOTO = ("现场.png", png(32, 24, 80))
CHOSEN = {"AdoptEdition": {"edition": CURRENT_EDITION}, "Refer": {"to": "o-far"}}
"""where the rules take any words and the form offers what there is"""
UNIT = "示例湖畔大酒店有限公司"


def as_person(running: Running, role: Role | str) -> Any:
    return running.asking(role, Accept="text/html")


async def reported(running: Running, description: str) -> str:
    """A hazard that its own entity reports, by telephone."""
    async with as_person(running, Role.ENTITY) as entity:
        place = await done(entity, "/new/do/Report", {"photos": PHOTO}, description=description)
    number = re.match(r"/cases/(\d{4}-\d+)\?done=form-", place)
    assert number, place
    return number[1]


async def test_from_report_to_closure_by_forms_alone(running: Running) -> None:
    number = await reported(running, "客房走道应急照明全部失效")
    at = f"/cases/{number}/do"
    async with (
        as_person(running, Role.ENTITY) as entity,
        as_person(running, Role.REGULATOR) as regulator,
        as_person(running, Role.APPROVER) as approver,
    ):
        await done(
            regulator, f"{at}/Determine", criterion="重大火灾隐患判定规则 6.4", site_decision="time_limit",
            interim__measures="停用三层客房", interim__who="安全经理", interim__until="2099-01-31",
        )  # fmt: skip
        await done(regulator, f"{at}/IssueOrder", requirements="更换全部应急照明灯具", rectify_days="30")
        await done(regulator, f"{at}/ServeLetter", how="principal")
        await done(entity, f"{at}/Acknowledge")
        five: dict[str, Any] = {
            "responsibility": "工程部",
            "measures": "更换",
            "funds": "两万元",
            "time_limit": "二十日",
            "contingency": "停用",
        }
        await done(entity, f"{at}/SubmitPlan", **five)
        await done(regulator, f"{at}/ApprovePlan")
        await done(entity, f"{at}/ReportProgress", {"evidence": PHOTO}, text="灯具到货")
        await done(entity, f"{at}/RequestReinspection", report="全部更换完毕")
        form = await opened(regulator, f"{at}/PassReinspection")
        two = form.choices["inspectors"][:2]
        assert len(two) == 2
        assert set(form.values["inspectors"]) <= set(form.choices["inspectors"])  # oneself is chosen already
        passed = await sent(regulator, form, inspectors=two, opinion="符合要求", entity_signed="yes")
        assert passed.status_code == 303, passed.text
        short = await sent(approver, await opened(approver, f"{at}/ApproveClosure"), opinion="同意")
        assert short.status_code == 422
        assert "销号尚缺：公示清单、公示进展、公示结果、双报告" in short.text
        for what in ("list", "progress", "result"):
            await done(entity, f"{at}/RecordPosting", {"evidence": PHOTO}, what=what)
        today = (await running.ledger.clock()).date().isoformat()
        await done(
            entity,
            f"{at}/RecordWorkersReport",
            {"photo": PHOTO},
            regulator_on=today,
            workers_on=today,
            body="all_workers",
        )
        again = form_of(short.text)
        assert again.values["opinion"] == ["同意"]
        closed = await sent(approver, again)
        assert closed.status_code == 303, closed.text
        page = await approver.get(closed.headers["location"])
        assert "销号" in page.text
    told = await running.told(Role.REGULATOR, f"/api/v1/cases/{number}")
    assert told["case"]["stage"] == "closed"
    trail = (await running.told(Role.REGULATOR, f"/api/v1/cases/{number}/trail"))["items"]
    assert [one["type"] for one in trail][:3] == ["HazardReported", "EvidenceAdded", "HazardDetermined"]


async def test_a_double_press_is_one_command(running: Running) -> None:
    number = await reported(running, "消防水泵出口阀门关闭")
    async with as_person(running, Role.ENTITY) as entity:
        form = await opened(entity, f"/cases/{number}/do/ReportProgress")
        before = await running.events()
        first, second = await sent(entity, form, text="已打开"), await sent(entity, form, text="已打开")
        assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
        assert await running.events() == before + 1
        other = await sent(entity, form, text="别的")
        assert other.status_code == 409
        assert "已有答复" in other.text
        fresh = form_of(other.text)
        assert fresh.values["text"] == ["别的"]
        assert fresh.values["key"] != form.values["key"]
        assert (await sent(entity, fresh)).status_code == 303
        both = await sent(entity, await opened(entity, "/new/do/Report"), {"photos": PHOTO}, description="两次")
        assert both.status_code == 303


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(running: Running) -> None:
    number = await reported(running, "疏散通道堆物")
    async with as_person(running, Role.REGULATOR) as regulator:
        form = await opened(regulator, f"/cases/{number}/do/Determine")
        answer = await sent(regulator, form, criterion="第<六>条", interim__who="安全经理", interim__until="明天")
        assert answer.status_code == 422
        for said in ("请选择现场处理决定。", "请填写措施。", "截止日期：日期写作 2026-01-31。"):
            assert answer.text.count(said) == 2, said  # in the summary and beside the field
        assert "第<六>条" not in answer.text
        again = form_of(answer.text)
        assert again.values["criterion"] == ["第<六>条"]
        assert again.values["interim.until"] == ["明天"]
        assert again.values["key"] == form.values["key"]  # nothing was answered yet: the same command
        past = await sent(
            regulator, again, site_decision="time_limit", interim__measures="清空", interim__until="2020-01-01"
        )
        assert past.status_code == 422
        assert past.text.count("临时管控措施的截止日期不能早于今天") == 2
        assert form_of(past.text).values["key"] != form.values["key"]
        before = await running.events()
        nothing = await regulator.post(f"/cases/{number}/do/Determine", data={"criterion": "x"})
        assert nothing.status_code == 422
        assert await running.events() == before


async def test_files_stay_chosen_and_bad_ones_are_named(running: Running) -> None:
    number = await reported(running, "灭火器失压")
    async with as_person(running, Role.ENTITY) as entity:
        form = await opened(entity, f"/cases/{number}/do/ReportProgress")
        short = await sent(entity, form, {"evidence": PHOTO}, text="")
        assert short.status_code == 422
        kept = form_of(short.text)
        assert len(kept.values["evidence"]) == 1
        assert "已存入 1：图片" in short.text
        bad = await sent(entity, kept, {"evidence": ("病毒.exe", b"MZ\x00\x01")}, text="已换")
        assert bad.status_code == 422
        assert "病毒.exe：只收图片" in bad.text
        large = await sent(
            entity, form_of(bad.text), {"evidence": ("大.png", PHOTO[1] + bytes(21_000_000))}, text="已换"
        )
        assert large.status_code == 422
        assert "大.png：文件超过 20 MB" in large.text
        assert (await sent(entity, form_of(bad.text), {"evidence": ("巨.png", bytes(65 << 20))})).status_code == 413
        assert (await sent(entity, form_of(bad.text), text="已换")).status_code == 303
        named = await sent(entity, await opened(entity, f"/cases/{number}/do/AddEvidence"), {"digest": PHOTO})
        assert named.status_code == 303, named.text
    trail = (await running.told(Role.ENTITY, f"/api/v1/cases/{number}/trail"))["items"]
    progress, evidence = trail[-2:]
    assert progress["body"]["evidence"] == kept.values["evidence"]
    assert evidence["body"]["name"] == "现场.png"


async def test_without_temporal_the_form_comes_back_with_all_that_was_typed(running: Running, tmp_path: Path) -> None:
    number = await reported(running, "防火门常开")
    async with another_desk(running, tmp_path) as (asking, _):
        asking.headers["Accept"] = "text/html"
        form = await opened(asking, f"/cases/{number}/do/ReportProgress")
        pending = await sent(asking, form, text="已订货")
        assert pending.status_code == 202
        assert "此刻不知道是否已记入" in pending.text
        kept = form_of(pending.text)
        assert kept.values == form.values | {"text": ["已订货"]}
    async with as_person(running, Role.ENTITY) as entity:
        assert (await sent(entity, kept)).status_code == 303


async def test_what_may_not_be_done_says_why_and_who_may(running: Running) -> None:
    number = await reported(running, "电缆井未封堵")
    before = await running.events()
    async with as_person(running, Role.ENTITY) as entity, as_person(running, Role.REGULATOR) as regulator:
        for client, command, said in (
            (entity, "Determine", "可以办理此事的：监管部门"),
            (regulator, "ApprovePlan", "案件处于“待核”"),
            (entity, "Acknowledge", "此事须在"),
            (entity, "Lapse", "没有这一事项"),
            (entity, "Nonsense", "没有这一事项"),
            (entity, "Report", "没有这一事项"),
        ):
            page = await client.get(f"/cases/{number}/do/{command}")
            assert page.status_code == 404, command
            assert said in page.text, page.text
        assert (await entity.get("/new/do/Determine")).status_code == 404
        by_htmx = await regulator.get(f"/cases/{number}/do/Determine", headers={"HX-Request": "true"})
        assert "<html" not in by_htmx.text
        assert "hx-post" in by_htmx.text
        form = form_of(by_htmx.text)
        line = await regulator.post(form.action, data=form.values | {
            "criterion": "x", "site_decision": "time_limit", "interim.measures": "x", "interim.who": "x", "interim.until": "2099-01-01",
        }, headers={"HX-Request": "true"})  # fmt: skip
        assert line.status_code == 200
        assert "已办理：判定" in line.text
        assert "<html" not in line.text
    async with as_person(running, Role.AUDITOR) as auditor, as_person(running, Role.CLERK) as clerk:
        assert (await auditor.get("/new/do/Report")).status_code == 403
        assert (await clerk.get("/new/do/Report")).status_code == 404
        assert (await auditor.post(f"/cases/{number}/do/Determine")).status_code == 403
    assert await running.events() == before + 1


async def test_a_question_fills_the_form_in(running: Running) -> None:
    number = await reported(running, "喷淋末端无水")
    async with as_person(running, Role.REGULATOR) as regulator:
        form = await opened(
            regulator, f"/cases/{number}/do/Determine", criterion="第十一条", site_decision="evacuation"
        )
        assert (form.values["criterion"], form.values["site_decision"]) == (["第十一条"], ["evacuation"])
        field = await opened(regulator, f"/cases/{number}/do/CorrectEntry", field="risk")
        assert field.values["field"] == ["risk"]
        second = next(one for one in field.choices["second"] if one)
        right = await sent(regulator, field, now="红", reason="漏填", second=second)
        assert right.status_code == 303, right.text
    told = await running.told(Role.REGULATOR, f"/api/v1/cases/{number}")
    assert told["case"]["risk"] == "red"


async def test_rows_are_added_without_sending_anything(running: Running) -> None:
    """A talk has as many measures as were agreed: three rows at first, one more each time it is asked for."""
    number = await running.ledger.pool.fetchval(
        "select number from cases where open and started order by number limit 1"
    )
    before = await running.events()
    blank = {f"measures.{row}.{name}": "" for row in range(3) for name in ("measure", "by")}
    async with as_person(running, Role.COMMISSION_OFFICE) as office:
        told = blank | {"key": "form-rows", "measures.2.measure": "第三项", "more": "1"}
        longer = form_of((await office.post(f"/cases/{number}/do/RecordTalk", data=told)).text)
    rows = [name for name in longer.values if name.endswith(".measure")]
    assert rows == [f"measures.{row}.measure" for row in range(4)]
    assert longer.values["measures.2.measure"] == ["第三项"]
    assert longer.values["key"] == ["form-rows"]
    assert await running.events() == before


async def test_a_town_reports_a_unit_nobody_knew(running: Running) -> None:
    async with as_person(running, Role.TOWN) as town:
        form = await opened(town, "/new/do/Report")
        assert form.values["region"] == ["示例县东岭镇"]
        elsewhere = await sent(town, form, unit="示例新厂", description="无泄爆", region="示例县城关镇")
        assert elsewhere.status_code == 403
        here = await sent(town, form_of(elsewhere.text), region="示例县东岭镇")
        assert here.status_code == 303, here.text
    async with as_person(running, Role.REGULATOR) as regulator:
        same = await opened(regulator, "/new/do/Report")
        known = await sent(regulator, same, unit=UNIT, region="示例县城关镇", description="同一家")
        number = re.findall(r"\d{4}-\d{6}", known.headers["location"])[0]
    told = await running.told(Role.ENTITY, f"/api/v1/cases/{number}")  # it is the entity's own
    assert told["case"]["unit"] == UNIT


# -- every command, on a case and by a person where it may be done


@pytest.fixture(scope="module")
async def directory(postgres: Databases) -> AsyncIterator[Ledger]:
    """The people of the rules' own stories, in a ledger."""
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "sample")
    ledger = await Ledger.connect(postgres.service_url(owner))
    people = [Person(id=one, name=f"某{one}") for one in PEOPLE]
    await save_people(
        ledger.pool, people=people, offices=list(OFFICES.values()), entities=[Entity(id="e-1", name="宏达化工厂")],
        appointments=POSTS, by="test",
    )  # fmt: skip
    yield ledger
    await ledger.close()


async def holder_of(ledger: Ledger, person: str) -> Holder:
    accounts, name = Accounts(ledger.pool), f"of-{person}"
    await accounts.make(name, person=person, by="test")
    secret, _ = await accounts.give(name, "token", timedelta(days=1), by="test")
    holder = await accounts.holder(secret)
    assert holder is not None
    return holder


@pytest.mark.parametrize("command", GIVEN)
async def test_every_command_can_be_filled_in_where_it_is_allowed(
    directory: Ledger, postgres: Databases, command: str
) -> None:
    """Whoever the rules ask for can be chosen, and what is chosen and typed is the command."""
    _, data, by = TABLE[command]
    data = {**data, **CHOSEN.get(command, {})}
    case = None if command == "Report" else given(command).case
    holder = await holder_of(directory, min(by))
    url = as_role(str(directory.pool._connect_args[0]), WEB_ROLE)  # type: ignore[attr-defined]
    reading = await open_seen(url, size=1)
    try:
        offering = Offering(command, case, holder, directory.pool, Seen(reading, holder.digest))
        fields = await offering.fill(fields_of(command))
    finally:
        await reading.close()
    for one in fields:
        value = data.get(one.name)
        if one.kind in ("person", "people", "letter") and value:
            wanted = set(value if isinstance(value, list) else [value])
            assert wanted - {holder.person} <= {choice for choice, _ in one.choices}, one.name
    values = written(fields, data)
    kept = {one.name: [KeptFile(digest, "照片") for digest in values.get(one.name, ())] for one in fields}
    sheet = Sheet(command, case.number if case else "", fields, values, new_key(), kept=kept, case=case)
    drawn: Any = templates.get_template("forms.html").module
    page = "".join(drawn.field(sheet, one) for one in sheet.fields)
    browser = form_of(f'<form class="doing" action="{sheet.action}">{page}</form>')
    people = [one.name for one in fields if one.kind == "people"]
    in_their_order = {**data, **{name: sorted(data.get(name, ())) for name in people}}
    browser.values |= {name: sorted(browser.values.get(name, ())) for name in people}  # boxes stand by name
    assert parse(command, typed(fields, browser.values)) == parse(command, in_their_order)
    assert sheet.verb
