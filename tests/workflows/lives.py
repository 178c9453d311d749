"""Kinds of lives a hazard may have, led through the real door: for stories in tests, and recorded as golden histories."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from domain.case import Case, LetterStatus
from domain.people import Role
from domain.workdays import day_of
from tests.workflows.county import PHOTO, County
from workflows.contracts import Standing

SIGNATORIES = {
    Role.COMMISSION_OFFICE: "p-director",
    Role.COMMISSION_LEADER: "p-leader",
    Role.REGULATOR: "p-regulator",
}
PLAN = {
    "responsibility": "主要负责人负责",
    "measures": "更换报警器",
    "funds": "三万元",
    "time_limit": "三十日内",
    "contingency": "停用储罐，专人值守",
}


async def case_of(county: County, number: str) -> Case:
    case = (await county.ledger.recall(number)).case
    assert case is not None
    return case


async def standing_of(county: County, number: str) -> Standing:
    return await county.handle(number).query("standing", result_type=Standing)


async def today(county: County, number: str) -> date:
    return day_of(await county.now(number))


async def next_deadline(county: County, number: str) -> datetime:
    """Sleep until the armed deadline and have it answered."""
    due = (await standing_of(county, number)).due_at
    assert due is not None
    return await county.until(number, due)


async def determined(county: County, rectify_days: int = 45) -> str:
    """Found, reported, determined, ordered and served: the rectification runs."""
    number = (await county.report()).case
    until = await today(county, number) + timedelta(days=120)
    interim = {"measures": "停用储罐", "who": "p-safety", "until": f"{until}"}
    await county.submit(
        number, "Determine", "p-inspector", criterion="第七条", site_decision="time_limit", interim=interim
    )
    await county.submit(number, "IssueOrder", "p-inspector", requirements="更换报警器", rectify_days=rectify_days)
    await county.submit(number, "ServeLetter", "p-inspector", letter="1/order", how="principal")
    return number


async def compliant(county: County) -> str:
    """Everything in time, to the closure by another person than those who inspected."""
    number = await determined(county)
    await county.submit(number, "Acknowledge", "p-principal")
    await county.forward(number, timedelta(days=3))
    await county.submit(number, "SubmitPlan", "p-safety", **PLAN)
    await county.submit(number, "ApprovePlan", "p-inspector", opinion="可行")
    await county.forward(number, timedelta(days=8))
    await county.submit(number, "CheckInterimMeasures", "p-inspector", kept=True)
    await county.submit(number, "ReportProgress", "p-safety", text="已订货", evidence=[PHOTO])
    await county.forward(number, timedelta(days=5))
    await county.submit(number, "RequestReinspection", "p-safety", report="已更换并调试", evidence=[PHOTO])
    await county.submit(
        number, "PassReinspection", "p-inspector",
        inspectors=["p-inspector", "p-second"], opinion="符合要求", entity_signed=True,
    )  # fmt: skip
    for what in ("list", "progress", "result"):
        await county.submit(number, "RecordPosting", "p-safety", what=what, evidence=PHOTO)
    on = f"{await today(county, number)}"
    await county.submit(
        number, "RecordWorkersReport", "p-safety",
        regulator_on=on, body="all_workers", workers_on=on, photo=PHOTO,
    )  # fmt: skip
    await county.submit(number, "ApproveClosure", "p-approver", opinion="同意销号")
    return number


async def silent(county: County, rung: int = 4) -> str:
    """Nothing comes from the entity; the offices do their part, and the ladder climbs rung by rung."""
    number = await determined(county)
    await climb(county, number, rung)
    return number


async def climb(county: County, number: str, rung: int) -> None:
    """The offices sign, issue, serve and release what the ladder puts before them, until it has come so far."""
    for _ in range(120):
        case = await case_of(county, number)
        if case.rung >= rung:
            break
        await serve_letters(county, case)
        if case.asked_release_on is not None and not case.provisional_released:
            await county.submit(number, "ReleaseProvisional", "p-director", reason="日期已核")
        await next_deadline(county, number)


async def serve_letters(county: County, case: Case) -> None:
    for letter in case.letters:
        if letter.status is LetterStatus.DRAFTED:
            await county.submit(case.number, "SignLetter", SIGNATORIES[letter.signed_by], letter=letter.id)
            await county.submit(case.number, "IssueLetter", "p-director", letter=letter.id)
            if letter.needs_service:
                await county.submit(case.number, "ServeLetter", "p-town", letter=letter.id, how="principal")


async def failed_and_extended(county: County) -> str:
    """An extension asked and granted, a reinspection failed, refusals between."""
    number = await determined(county)
    case = await case_of(county, number)
    assert case.rectify_by is not None
    until = f"{case.rectify_by + timedelta(days=20)}"
    refused = await county.door.submit(county.order(number, "ApproveClosure", "p-approver", opinion="同意"))
    assert refused.refusal is not None
    await county.submit(number, "RequestExtension", "p-principal", reason="设备到货迟", interim="停用", until=until)
    await county.submit(number, "GrantExtension", "p-regulator", until=until, opinion="同意")
    await county.forward(number, timedelta(days=9))
    await county.submit(number, "RequestReinspection", "p-safety", report="已更换")
    await county.submit(
        number, "FailReinspection", "p-inspector", inspectors=["p-inspector", "p-second"], reason="未接入联锁"
    )
    await county.forward(number, timedelta(days=9))
    return number


async def dismissed(county: County) -> str:
    """Nothing in it; two persons say so."""
    number = (await county.report()).case
    await next_deadline(county, number)
    await county.submit(number, "Dismiss", "p-inspector", reason="经核查不属实", second="p-second")
    return number


LIVES: dict[str, Callable[[County], Awaitable[str]]] = {
    "compliant": compliant,
    "silent": silent,
    "failed_and_extended": failed_and_extended,
    "dismissed": dismissed,
}
