"""可办事项 the buttons of a case: what is one's turn first, the rest grouped by what it is; and one line for what waits for others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from domain.case import Case
from domain.commands import COMMANDS
from domain.decide.allowed import allowed
from domain.decide.refusing import refusing
from domain.glossary import OBLIGATIONS, PARTIES
from domain.obligations import Owe
from domain.rulebook import Rulebook
from domain.turns import CLOSURE_PAPERS, RECTIFY, RELEASE, SETTLED_BY, Turn, concerns, posts, turns
from ledger.accounts import Holder
from web.forms.labels import verb
from web.forms.offered import FITTING, letters_for

GROUPS: dict[str, tuple[str, ...]] = {
    "核查与判定": ("StartSupervision", "Determine", "CheckDanger", "Dismiss", "Downgrade", "Merge", "Refer", "AcceptReferral"),
    "整改": ("IssueOrder", "Acknowledge", "SubmitPlan", "ApprovePlan", "ReturnPlan", "CheckInterimMeasures",
           "ReportProgress", "AddEvidence"),
    "期限与停产": ("RequestExtension", "GrantExtension", "RefuseExtension", "ReturnExtension", "HoldClock", "Countersign",
              "RenewHold", "ReleaseClock", "OrderSuspension", "RequestResumption", "DecideResumption", "ReleaseProvisional"),
    "复查与销号": ("RequestReinspection", "PassReinspection", "FailReinspection", "RecordPosting", "RecordWorkersReport",
              "ApproveClosure", "ReturnClosure", "ReopenCase"),
    "文书": ("SignLetter", "HoldDraft", "ReturnDraft", "IssueLetter", "ServeLetter", "ProceedUnserved", "AnswerLetter",
           "WithdrawLetter", "VoidLetter"),
    "督办措施": ("Assign", "Urge", "RecordTalk", "MissTalk", "ReceiveTalkReport", "FilePenalty", "ExplainNoPenalty", "Settle",
             "RecordListing", "RefuseListing", "Delist", "Expose", "ProposeClosing", "Transfer", "Jump"),
    "更正": ("CorrectEntry", "CorrectService", "VoidCase", "CloseEntity", "AdoptEdition"),
}  # fmt: skip
"""A test keeps it complete."""
MATTERS = {RECTIFY: "完成整改、申请复查", CLOSURE_PAPERS: "补齐公示、双报告", RELEASE: "放行暂定日期"}


@dataclass(frozen=True, slots=True)
class Action:
    """一个按钮."""

    command: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Actions:
    """可办事项."""

    turn: tuple[Action, ...]
    """what it is one's turn to do, the usual one first"""
    groups: Mapping[str, tuple[Action, ...]]
    waits: tuple[str, ...]
    """what waits for others, or may not be done by this person, and why"""


def actions(case: Case, holder: Holder, day: date, rules: Rulebook) -> Actions:
    """What this person may do now, and what others must."""
    person, offices = str(holder.person), holder.offices
    writes = holder.person is not None and holder.sight.writes
    may = allowed(case, person, holder.appointments, day, offices) if writes else ()
    may = tuple(name for name in may if name not in FITTING or letters_for(name, case, holder))
    held = posts(holder.appointments, day, offices) if writes else ()
    all_turns = [one for one in turns(case, rules) if one.runs]
    mine = [one for one in sorted(all_turns, key=lambda one: one.due_at) if concerns(one, case, held, person)]
    first = [_action(case, name, one) for one in mine for name in SETTLED_BY[one.kind] if name in may]
    turn = tuple(
        {one.command: one for one in reversed(first)}[name] for name in dict.fromkeys(a.command for a in first)
    )
    shown = {one.command for one in turn}
    groups = {
        title: tuple(_action(case, name) for name in names if name in may and name not in shown)
        for title, names in GROUPS.items()
    }
    return Actions(
        turn, {title: one for title, one in groups.items() if one}, _waits(case, holder, day, all_turns, mine)
    )


def _action(case: Case, name: str, turn: Turn | None = None) -> Action:
    told = {"letter": turn.ref} if turn is not None and turn.ref and "letter" in COMMANDS[name].model_fields else {}
    if name == "Settle" and turn is not None:
        told = {"kind": turn.kind, "ref": turn.ref}
    query = f"?{urlencode(told)}" if told else ""
    return Action(name, verb(name, case), f"/cases/{case.number}/do/{name}{query}")


def _waits(case: Case, holder: Holder, day: date, all_turns: Iterable[Turn], mine: Iterable[Turn]) -> tuple[str, ...]:
    """One line for each matter of others; and why it is not one's own where one might think so."""
    told = {(one.kind, one.ref) for one in mine}
    said: dict[str, None] = {}
    for one in sorted(all_turns, key=lambda one: one.due_at):
        if (one.kind, one.ref) in told:
            continue
        told.add((one.kind, one.ref))  # who owes it comes before who only enters it
        matter = MATTERS.get(one.kind) or OBLIGATIONS[Owe(one.kind)]
        why = ""
        if holder.person is not None and holder.person in one.barred:
            name = SETTLED_BY[one.kind][0]
            refused = refusing(case, name, holder.person, holder.appointments, day, holder.offices)
            why = f"（{refused.sentence}）" if refused else "（需另一人办理）"
        who = PARTIES[one.role.value] + ("负责人" if one.head else "")
        said[f"{matter}：等待{who}{why}"] = None
    return tuple(said)
