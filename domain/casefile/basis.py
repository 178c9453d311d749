"""依据 on what each event rests: article of law, criterion, letter, or the rulebook's edition and how the day was counted.

Articles are those that DOMAIN.md names; nothing is cited that no source of ours holds.
"""

from datetime import date

from domain import events as e
from domain.casefile.told import Step
from domain.glossary import OBLIGATIONS, RUNGS
from domain.obligations import Owe
from domain.wording import zh

LAW = "《安全生产法》"
ARTICLES: dict[type[e.Event], str] = {
    e.HazardDetermined: "第六十五条",
    e.SiteDecisionRecorded: "第六十五条",
    e.ReinspectionPassed: "第六十八条",
    e.ReinspectionFailed: "第六十八条",
    e.CaseReferred: "第六十九条",
    e.PenaltyFiled: "第一百零二条",
    e.NoPenaltyExplained: "第一百零二条",
    e.ClosingProposed: "第一百一十三条",
}
STATED = (e.CaseAdopted, e.RungStated, e.ClosureStated)


def basis(step: Step) -> str:
    """One event's, as a phrase."""
    event, edition = step.told.event, f"规则手册{step.told.edition}版"
    match event:
        case e.HazardDetermined():
            return f"{event.criterion}；{LAW}{ARTICLES[type(event)]}"
        case e.OrderIssued():
            return f"{LAW}第四十一条"
        case e.LetterIssued() | e.LetterWithdrawn():
            return event.number
        case e.ObligationLapsed() if event.kind != "rectify":
            owed = step.before.owes(Owe(event.kind), event.ref) if step.before else None
            return f"{edition}：{counted(owed.since, owed.period, owed.due_on)}" if owed else edition
        case e.ObligationLapsed():
            return f"整改期限{zh(event.due_on)}"
        case e.RungFired():
            until = step.before.rectify_by if step.before else None
            return f"{edition}：{RUNGS[event.rung]}" + (f"；整改期限{zh(until)}" if until else "")
        case e.ReminderSent() if event.subject in set(Owe):
            return f"{edition}：{OBLIGATIONS[Owe(event.subject)]}"
        case e.DeadlinesProjected():
            return f"节假日表{event.calendar}版"
    if isinstance(event, STATED):
        return "原台账"
    article = ARTICLES.get(type(event))
    return f"{LAW}{article}" if article else edition


def counted(since: date, period: str, due_on: date) -> str:
    """How an obligation's day was counted: 自2026年3月2日起5个工作日."""
    match period:
        case "stated":
            return f"载明{zh(due_on)}"
        case "same day":
            return f"{zh(since)}当日"
        case _:
            workdays = period.endswith("wd")
            return f"自{zh(since)}起{period.rstrip('wd')}{'个工作日' if workdays else '日'}"
