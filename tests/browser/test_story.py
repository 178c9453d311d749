"""From a hazard reported on a phone to its closure, with every rung up to the talk on the way: all of it by hand, none of it by manual."""

import asyncio
import base64
import re
from datetime import timedelta
from pathlib import Path

from playwright.async_api import expect

from domain.case import Case, LetterStatus, Stage
from domain.rulebook import LetterKind
from domain.workdays import bundled_calendar, day_of
from tests.browser.actor import Actor
from tests.browser.conftest import PHONE
from tests.browser.conftest import Stage as Desk

GRID, INSPECTOR, APPROVER = "p-zou", "p-qian", "p-li"
OFFICE_HEAD, OFFICE, PRINCIPAL, SAFETY = "p-yang", "p-qin", "p-principal-03", "p-safety-03"
MOST_PRESSES = 12
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


class Story:
    """Who is on the stage, and the case they are about."""

    def __init__(self, desk: Desk, photo: Path) -> None:
        self.desk = desk
        self.photo = photo
        self.actors: dict[str, Actor] = {}
        self.number = ""

    async def as_(self, person: str) -> Actor:
        if person not in self.actors:
            handheld = person in {GRID, PRINCIPAL, SAFETY}
            page = await (self.desk.as_person(person, PHONE) if handheld else self.desk.as_person(person))
            self.actors[person] = Actor(page)
        return self.actors[person]

    async def act(self, person: str, command: str, **typed: object) -> None:
        await (await self.as_(person)).act(self.number, command, **typed)  # type: ignore[arg-type]

    async def case(self) -> Case:
        found = (await self.desk.ledger.recall(self.number)).case
        assert found is not None
        return found

    async def until_drafted(self, kind: LetterKind) -> str:
        """Let days pass, one workday after another, until this letter is put before its signatory."""
        calendar = bundled_calendar()
        day = day_of(await self.desk.ledger.clock() + self.desk.desk.ahead)
        for _ in range(60):
            for letter in (await self.case()).letters:
                if letter.kind is kind and letter.status is LetterStatus.DRAFTED:
                    return letter.id
            day = calendar.add(day, 1)
            await self.desk.until(self.number, day)
        raise AssertionError(f"{kind} was never drafted")

    async def send_letter(self, letter: str, *, signs: str, issues: str, serves: str | None) -> None:
        """Signed, issued, and brought to the principal."""
        await self.act(signs, "SignLetter", letter=letter)
        await self.act(issues, "IssueLetter", letter=letter)
        if serves:
            await self.act(serves, "ServeLetter", letter=letter, how="principal")

    def stage_done(self) -> None:
        """Nobody needed more presses than a stage may take."""
        for person, one in self.actors.items():
            assert len(one.presses) <= MOST_PRESSES, (person, one.presses)
            one.presses.clear()


async def test_from_a_phone_to_closure_by_way_of_a_talk(  # noqa: PLR0915 -- a life is long
    stage: Desk, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(PIXEL)
    story = Story(stage, photo)

    # a grid worker stands before it with a phone
    grid = await story.as_(GRID)
    await grid.page.goto("/cases")
    await grid.press(grid.page.locator("a[href='/new/do/Report']").first)
    await grid.fill("description", "除尘系统未设泄爆装置，打磨车间积尘明显")
    await grid.fill("photos", photo)
    await grid.fill("unit", "示例木匠家具有限公司")
    await grid.send()
    await expect(grid.page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}"))
    found = re.search(r"\d{4}-\d{6}", grid.page.url)
    assert found is not None
    story.number = found[0]
    story.stage_done()

    # the regulator determines it and orders it rectified in fifteen days; the order is brought to the principal
    until = day_of(await stage.ledger.clock() + stage.desk.ahead) + timedelta(days=60)
    await story.act(
        INSPECTOR,
        "Determine",
        criterion="工贸企业重大事故隐患判定标准第十一条第三项",
        site_decision="time_limit",
        interim__measures="停止打磨作业，清理积尘，专人看护",
        interim__who="安全科长",
        interim__until=until.isoformat(),
    )
    story.stage_done()
    await story.act(INSPECTOR, "IssueOrder", requirements="加装泄爆装置并经检测合格", rectify_days="15")
    order = (await story.case()).letters[0].id
    await story.act(INSPECTOR, "ServeLetter", letter=order, how="principal")
    assert (await story.case()).stage is Stage.NOTIFIED
    story.stage_done()

    # the principal signs for it on his phone, the unit plans, the regulator approves
    await story.act(PRINCIPAL, "Acknowledge")
    await story.act(
        SAFETY,
        "SubmitPlan",
        responsibility="安全科",
        measures="加装泄爆片",
        funds="十万元",
        time_limit="十五日",
        contingency="停机撤人",
    )
    await story.act(INSPECTOR, "ApprovePlan")
    assert (await story.case()).stage is Stage.RECTIFYING
    story.stage_done()

    # the period runs out: the ladder climbs by itself, each letter on its day, and people do their part
    notice = await story.until_drafted(LetterKind.FORMAL_NOTICE)
    assert (await story.case()).rung == 2
    await story.send_letter(notice, signs=OFFICE_HEAD, issues=OFFICE, serves=OFFICE)
    story.stage_done()
    circular = await story.until_drafted(LetterKind.CIRCULAR)
    await story.send_letter(circular, signs=OFFICE_HEAD, issues=OFFICE, serves=None)
    story.stage_done()
    talk = await story.until_drafted(LetterKind.TALK_NOTICE)
    await story.send_letter(talk, signs=OFFICE_HEAD, issues=OFFICE, serves=OFFICE)
    story.stage_done()
    today = day_of(await stage.ledger.clock() + stage.desk.ahead)
    await story.act(
        OFFICE_HEAD,
        "RecordTalk",
        grounds="逾期未整改",
        on=today.isoformat(),
        place="安委办会议室",
        present=[PRINCIPAL, OFFICE_HEAD],
        statements="设备已到货，一周内装完",
        measures__0__measure="装完泄爆装置并检测",
        measures__0__by=(today + timedelta(days=7)).isoformat(),
    )
    story.stage_done()

    # it is put right, inspected by two, told to the workers, closed by another
    await story.act(SAFETY, "RequestReinspection", report="泄爆装置已安装并检测合格")
    story.stage_done()
    await story.act(
        INSPECTOR, "PassReinspection", inspectors=["p-qian", "p-sun"], opinion="整改到位", entity_signed="yes"
    )
    story.stage_done()
    for what in ("list", "progress", "result"):
        await story.act(SAFETY, "RecordPosting", what=what, evidence=photo)
        story.stage_done()
    await story.act(
        SAFETY,
        "RecordWorkersReport",
        regulator_on=today.isoformat(),
        body="all_workers",
        workers_on=today.isoformat(),
        photo=photo,
    )
    story.stage_done()
    await story.act(APPROVER, "ApproveClosure", opinion="同意销号")
    story.stage_done()
    done = await story.case()
    assert (done.stage, done.rung) == (Stage.CLOSED, 4)

    # and whoever reads the case sees all of it, checked
    page = (await story.as_(OFFICE)).page
    await page.goto(f"/cases/{story.number}")
    for word in ("催办", "函告", "通报", "约谈", "销号", "已验证"):
        await expect(page.get_by_text(word).first).to_be_visible()
    await asyncio.gather(*(one.page.context.close() for one in story.actors.values()))
