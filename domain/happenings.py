"""发生了什么 an event in a few Chinese words, from its own fields: its name, and what tells it from others of that name.

Persons are not named here (G20), and nothing is looked up: a list of events of many cases is read line by line.
"""

from collections.abc import Callable
from typing import Any

from domain import events as e
from domain.case import Letter
from domain.glossary import CHOICES, CORRECTED, LABELS, LETTERS, RUNGS
from domain.titles import event_title, first_words
from domain.wording import zh

PERSONAL = frozenset({"sponsor"})
"""更正的项目 whose values may name a person"""


def happening(event: e.Event) -> str:
    """发生了什么."""
    name = type(event).__name__
    title = event_title(name) if name in e.EVENTS else first_words(type(event))
    tell = _TELLS.get(type(event))
    told = tell(event) if tell else ""
    return f"{title}：{told}" if told else title


def _rung(number: int) -> str:
    return f"第 {number} 级{RUNGS[number]}" if number in RUNGS else f"第 {number} 级"


def _of(letter: Letter | None) -> str:
    return LETTERS[letter.kind] if letter else ""


def _owed(name: str) -> str:
    return {"rectify": "整改期限届满", "release": "暂定日期待放行", "supervise": "督办"}.get(name) or LABELS.get(
        name, name
    )


def _corrected(event: e.EntryCorrected) -> str:
    field = CORRECTED.get(event.field, event.field)
    if event.field in PERSONAL:
        return field
    was, now = (LABELS.get(value, value) or "空" for value in (event.was, event.now))
    return f"{field}由“{was}”改为“{now}”"


def _joined(*parts: object) -> str:
    return "，".join(str(part) for part in parts if part)


_TELLS: dict[type[e.Event], Callable[[Any], str]] = {
    e.HazardReported: lambda one: one.description,
    e.CaseAdopted: lambda one: one.description,
    e.RungStated: lambda one: _joined(_rung(one.rung), zh(one.on)),
    e.ClosureStated: lambda one: zh(one.on),
    e.HazardDetermined: lambda one: one.criterion,
    e.DangerChecked: lambda one: "有现实危险" if one.danger else "无现实危险",
    e.HazardDismissed: lambda one: one.reason,
    e.HazardDowngraded: lambda one: one.reason,
    e.CaseMerged: lambda one: f"并入 {one.into}",
    e.OrderIssued: lambda one: f"限 {zh(one.rectify_by)} 前" if one.rectify_by else f"限 {one.rectify_period_days} 日",
    e.PlanReturned: lambda one: one.reason,
    e.InterimMeasuresChecked: lambda one: "已落实" if one.kept else "未落实",
    e.ExtensionRequested: lambda one: f"至 {zh(one.until)}",
    e.ExtensionGranted: lambda one: f"至 {zh(one.until)}",
    e.ExtensionRefused: lambda one: one.reason,
    e.ClockHoldProposed: lambda one: _joined(CHOICES.get(one.grounds, one.grounds), f"{zh(one.review_on)} 复核"),
    e.ClockHeld: lambda one: f"{zh(one.review_on)} 复核",
    e.ClockReleased: lambda one: f"共 {one.days} 日",
    e.SuspensionOrdered: lambda one: one.scope,
    e.ResumptionDecided: lambda one: "同意" if one.granted else "不同意",
    e.ReinspectionFailed: lambda one: one.reason,
    e.PostingRecorded: lambda one: CHOICES.get(one.what, one.what),
    e.ClosureReturned: lambda one: _joined(CHOICES.get(one.to, one.to), one.reason),
    e.CaseReopened: lambda one: one.reason,
    e.CaseVoided: lambda one: one.reason,
    e.CaseUrged: lambda one: one.note,
    e.LetterDrafted: lambda one: _joined(_of(one.letter), _owed(one.kind)),
    e.LetterIssued: lambda one: one.number,
    e.LetterWithdrawn: lambda one: one.number,
    e.LetterServed: lambda one: _joined(zh(one.on), CHOICES.get(one.how, one.how)),
    e.TalkRecorded: lambda one: zh(one.on),
    e.TalkMissed: lambda one: CHOICES.get(one.whose, one.whose),
    e.PenaltyFiled: lambda one: _joined(one.decision, one.fine_yuan and f"罚款 {one.fine_yuan} 元"),
    e.ObligationSettled: lambda one: _owed(one.kind),
    e.NoPenaltyExplained: lambda one: one.reason,
    e.ListingRecorded: lambda one: _joined(one.government, f"至 {zh(one.listed_until)}"),
    e.ListingRefused: lambda one: one.reason,
    e.Delisted: lambda one: one.government,
    e.Exposed: lambda one: one.media,
    e.Transferred: lambda one: one.organ,
    e.Jumped: lambda one: _joined(_rung(one.rung), CHOICES.get(one.grounds, one.grounds)),
    e.EntryCorrected: _corrected,
    e.ServiceCorrected: lambda one: f"由{zh(one.was)}改为{zh(one.on)}",
    e.EditionAdopted: lambda one: one.edition,
    e.ReminderSent: lambda one: _joined(_owed(one.subject), one.skipped and "已过期，未发"),
    e.ObligationLapsed: lambda one: _joined(_owed(one.kind), one.kind != "rectify" and f"应于 {zh(one.due_on)} 前"),
    e.RungFired: lambda one: _rung(one.rung),
    e.GapExpired: lambda one: "未签发" if one.why == "unsigned" else "未送达",
}
