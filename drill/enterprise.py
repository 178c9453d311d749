"""单位的动作: what a unit does of its own accord, by its temper. A silent one does nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.case import Case, Stage
from domain.obligations import Owe
from domain.workdays import Calendar
from drill.act import PHOTO, Act, act
from drill.cast import principal_of, safety_of
from drill.temper import Behaviour, Temper

PLAN = {
    "responsibility": "主要负责人负责",
    "measures": "按判定标准整改",
    "funds": "已列支",
    "time_limit": "整改期限内",
    "contingency": "停用并专人看守",
}
TOO_SHORT = timedelta(days=7)
POSTINGS = ("list", "progress", "result")


def enterprise_acts(case: Case, temper: Temper, calendar: Calendar) -> Iterator[Act]:
    """What the unit may do now or on a day already known."""
    if temper.silent or not case.started or not case.open:
        return
    safety = safety_of(case.entity)
    if (owed := case.owes(Owe.ACKNOWLEDGE)) is not None:
        yield act("Acknowledge", principal_of(case.entity), calendar.add(owed.since, temper.acknowledges_after))
    if case.stage is Stage.PLANNING and (owed := case.owes(Owe.PLAN)) is not None:
        planned = calendar.add(owed.since, temper.plans_after)
        yield act("SubmitPlan", safety, min(planned, calendar.roll(owed.due_on)), **PLAN)
    for owed in case.obligations:
        if owed.kind is Owe.ANSWER:
            day = calendar.add(owed.since, temper.answers_after)
            yield act("AnswerLetter", safety, day, letter=owed.ref, text="正在整改")
    if case.stage is Stage.RECTIFYING and case.rectify_by is not None:
        day = _asks_on(case, case.rectify_by, temper, calendar)
        yield act("RequestReinspection", safety, day, report="整改完成，申请复查", evidence=[PHOTO])
    if case.stage is Stage.CLOSING and (owed := case.owes(Owe.DECIDE_CLOSURE)) is not None:
        yield from _papers(case, calendar.roll(owed.since), safety)


def _asks_on(case: Case, rectify_by: date, temper: Temper, calendar: Calendar) -> date:
    """申请复查: well before T; or late by some weeks, and again shortly before the remedial date."""
    begun = calendar.roll(case.order_on or rectify_by)
    if temper.behaviour is Behaviour.COMPLIANT:
        left = rectify_by - begun
        if left < TOO_SHORT:
            return calendar.add(begun, temper.soon)
        return calendar.roll(begun + timedelta(days=int(left.days * temper.share)))
    lapsed = max(calendar.roll(rectify_by), begun)
    if case.failures and case.remedial_by is not None:
        return calendar.add(case.remedial_by, -temper.again)
    return calendar.add(lapsed, temper.late)


def _papers(case: Case, day: date, safety: str) -> Iterator[Act]:
    for what in POSTINGS:
        if what not in case.posted:
            yield act("RecordPosting", safety, day, what=what, evidence=PHOTO)
    if not case.workers_reported:
        yield act(
            "RecordWorkersReport", safety, day,
            regulator_on=f"{day}", body="all_workers", workers_on=f"{day}", photo=PHOTO,
        )  # fmt: skip
