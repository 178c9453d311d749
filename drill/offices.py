"""机关的动作: offices act on the first workday they may. They are never late; what lapses is the unit's."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case import Case, Letter, LetterStatus, Stage
from domain.decide.closing import missing_for_closure
from domain.ladder import overdue
from domain.obligations import Obligation, Owe
from domain.people import Role
from domain.rulebook import Rulebook
from domain.workdays import Calendar, day_of
from drill.act import PHOTO, Act, act
from drill.cast import (
    APPROVER,
    CLERK,
    DIRECTOR,
    INSPECTOR,
    SECOND,
    SIGNATORIES,
    TOWN_OFFICER,
    TOWN_SECOND,
    principal_of,
)
from drill.temper import Temper

INTERIM_DAYS = 90
COMMITMENT_DAYS = 30
UNREMINDED = 1
"""workdays before something recurring is due: that day's reminder has not gone out yet when it is done"""


def office_acts(case: Case, temper: Temper, rules: Rulebook, calendar: Calendar) -> Iterator[Act]:
    """What the offices may do now or on a day already known: one act for each thing they owe."""
    if not case.started or not case.open:
        return
    for owed in case.obligations:
        yield from _owed(case, owed, temper, rules, calendar)
    if case.asked_release_on is not None and not case.provisional_released:
        yield act("ReleaseProvisional", DIRECTOR, case.asked_release_on, reason="已核对暂定日期")


def _owed(case: Case, owed: Obligation, temper: Temper, rules: Rulebook, calendar: Calendar) -> Iterator[Act]:
    first = calendar.roll(owed.since)
    match owed.kind:
        case Owe.VERIFY | Owe.SITE_DECISION:
            until = first + timedelta(days=INTERIM_DAYS)
            yield act(
                "Determine", INSPECTOR, first, criterion=case.criterion[:200].strip() or "依判定标准认定",
                site_decision="time_limit",
                interim={"measures": "停用并专人看守", "who": "安全员", "until": f"{until}"},
            )  # fmt: skip
        case Owe.ISSUE_ORDER:
            yield act("IssueOrder", INSPECTOR, first, requirements="立即落实临时管控措施，按期完成整改")
        case Owe.DECIDE_PLAN:
            yield act("ApprovePlan", INSPECTOR, first, opinion="可行")
        case Owe.CHECK_INTERIM:  # every ten workdays, before anybody has to remind
            day = max(first, calendar.add(calendar.roll(owed.due_on), -UNREMINDED))
            yield act("CheckInterimMeasures", INSPECTOR, day, kept=True)
        case Owe.INSPECT:
            yield _inspected(case, temper, act("PassReinspection", INSPECTOR, first), rules, calendar)
        case Owe.DECIDE_CLOSURE if case.stage is Stage.CLOSING and not missing_for_closure(case):
            yield act("ApproveClosure", APPROVER, first, opinion="同意销号")
        case Owe.FILE_PENALTY:
            yield act("FilePenalty", INSPECTOR, first, decision=f"演立案 {case.number}", on=f"{first}")
        case Owe.ATTEND_TALK if not temper.silent:
            yield _talk(case, act("RecordTalk", CLERK, calendar.add(owed.since, temper.answers_after)))
        case Owe.TALK_REPORT if not temper.silent:
            yield act(
                "ReceiveTalkReport", CLERK, calendar.add(owed.since, temper.answers_after), text="已按约谈要求整改"
            )
        case Owe.SIGN | Owe.ISSUE | Owe.SERVE | Owe.TOWN_SERVE:
            letter = case.letter(owed.ref)
            if letter is not None and letter.live:
                yield from _letter(letter, owed, temper, calendar)
        case _:
            return


def _letter(letter: Letter, owed: Obligation, temper: Temper, calendar: Calendar) -> Iterator[Act]:
    """Signed, issued and served the day they may; who signs for nothing is served in person when it is the town's turn."""
    first = calendar.roll(owed.since)
    match owed.kind:
        case Owe.SIGN if letter.status is LetterStatus.DRAFTED:
            yield act("SignLetter", SIGNATORIES[letter.signed_by], first, letter=letter.id)
        case Owe.ISSUE if letter.status is LetterStatus.SIGNED:
            yield act("IssueLetter", CLERK, first, letter=letter.id)
        case Owe.SERVE if not temper.silent or letter.to is not Role.ENTITY:
            yield act("ServeLetter", CLERK, first, letter=letter.id, how="principal", on=f"{first}")
        case Owe.TOWN_SERVE:
            # the town's turn begins with the first workday after the office's own three have run out
            on = calendar.add(owed.since, 1)
            yield act(
                "ServeLetter", TOWN_OFFICER, on, letter=letter.id, how="in_person", on=f"{on}",
                witnesses=[TOWN_OFFICER, TOWN_SECOND], evidence=[PHOTO],
            )  # fmt: skip
        case _:
            return


def _inspected(case: Case, temper: Temper, passed: Act, rules: Rulebook, calendar: Calendar) -> Act:
    inspectors = [INSPECTOR, SECOND]
    if case.failures >= temper.failures:
        data = {"inspectors": inspectors, "opinion": "符合要求", "entity_signed": True}
        return Act("PassReinspection", INSPECTOR, passed.at, data)
    data = {"inspectors": inspectors, "reason": "整改不到位"}
    if case.failures == 0 and overdue(case, passed.at, calendar):
        data["remedial_by"] = f"{calendar.add(day_of(passed.at), rules.remedial_workdays)}"
    return Act("FailReinspection", INSPECTOR, passed.at, data)


def _talk(case: Case, held: Act) -> Act:
    on = day_of(held.at)
    data = {
        "grounds": "逾期未完成整改",
        "on": f"{on}",
        "place": "安委办会议室",
        "present": [principal_of(case.entity), DIRECTOR],
        "statements": "承诺尽快整改",
        "measures": [{"measure": "完成整改", "by": f"{on + timedelta(days=COMMITMENT_DAYS)}"}],
    }
    return Act(held.command, held.by, held.at, data)
