"""可办事项 what a person may do with a case as it stands: by role, place, stage and what is pending, before anything is filled in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from domain.case import Case, LetterStatus, Stage
from domain.commands import COMMANDS
from domain.decide.frame import RULES, Rule
from domain.ladder import LISTING
from domain.obligations import Owe
from domain.people import Appointment, Office
from domain.policy import holds
from domain.rulebook import LetterKind

Pending = Callable[[Case], bool]


def _letter(*statuses: LetterStatus) -> Pending:
    return lambda case: any(one.status in statuses for one in case.letters)


def _owed(*kinds: Owe) -> Pending:
    return lambda case: any(case.owes(kind) is not None for kind in kinds)


def _request(case: Case) -> bool:
    return case.extension is not None


def _not_referred(case: Case) -> bool:
    return case.owes(Owe.ACCEPT_REFERRAL) is None


def _period_begun(case: Case) -> bool:
    """There is something an extension would move."""
    return (case.listed_until if case.listed else case.rectify_by) is not None


def _overdue_or_listed(case: Case) -> bool:
    return case.rectify_lapsed or case.listed


DRAFTED, SIGNED = _letter(LetterStatus.DRAFTED), _letter(LetterStatus.SIGNED)
OUT = _letter(LetterStatus.ISSUED, LetterStatus.SERVED)

PENDING: dict[str, Pending] = {
    "Determine": lambda case: (
        (case.stage is Stage.REPORTED and _not_referred(case)) or case.owes(Owe.SITE_DECISION) is not None
    ),
    "CheckDanger": _owed(Owe.DANGER_CHECK),
    "Dismiss": _not_referred,
    "Downgrade": _not_referred,
    "Merge": _not_referred,
    "Refer": _not_referred,
    "AcceptReferral": _owed(Owe.ACCEPT_REFERRAL),
    "IssueOrder": lambda case: not any(one.kind is LetterKind.ORDER and one.live for one in case.letters),
    "Acknowledge": _owed(Owe.ACKNOWLEDGE),
    "CheckInterimMeasures": lambda case: case.interim is not None,
    "GrantExtension": _request,
    "RefuseExtension": _request,
    "ReturnExtension": _request,
    "RequestExtension": lambda case: case.extension is None and not case.extended and _period_begun(case),
    "Countersign": lambda case: case.hold is not None and not case.hold.in_force,
    "RenewHold": lambda case: case.hold is not None and case.hold.in_force,
    "ReleaseClock": lambda case: case.hold is not None and case.hold.in_force,
    "HoldClock": lambda case: case.hold is None or not case.hold.in_force,  # a proposal lapses with its review date
    "RequestResumption": lambda case: case.suspended and case.owes(Owe.DECIDE_RESUMPTION) is None,
    "DecideResumption": _owed(Owe.DECIDE_RESUMPTION),
    "ReleaseProvisional": lambda case: case.asked_release_on is not None,
    "SignLetter": DRAFTED,
    "HoldDraft": DRAFTED,
    "ReturnDraft": DRAFTED,
    "IssueLetter": SIGNED,
    "ServeLetter": _letter(LetterStatus.ISSUED),
    "ProceedUnserved": _owed(Owe.DECIDE_SERVICE),
    "WithdrawLetter": OUT,
    "VoidLetter": _letter(LetterStatus.DRAFTED, LetterStatus.SIGNED, LetterStatus.ISSUED),
    "AnswerLetter": OUT,
    "CorrectService": _letter(LetterStatus.SERVED),
    "RecordTalk": _owed(Owe.ATTEND_TALK),
    "MissTalk": _owed(Owe.ATTEND_TALK),
    "ReceiveTalkReport": _owed(Owe.TALK_REPORT),
    "ExplainNoPenalty": _owed(Owe.FILE_PENALTY),
    "Settle": _owed(Owe.FINE, Owe.TALK_COMMITMENT),
    "RecordListing": lambda case: case.rung >= LISTING,
    "RefuseListing": _owed(Owe.ANSWER_LISTING),
    "StartSupervision": lambda case: not case.started,
    "Delist": lambda case: case.listed,
    "Expose": _overdue_or_listed,
    "ProposeClosing": _overdue_or_listed,
    "Transfer": _overdue_or_listed,
}
"""What must be pending; a command that is not here asks for nothing of the kind."""


def allowed(
    case: Case,
    person: str,
    appointments: Iterable[Appointment],
    day: date,
    offices: Mapping[str, Office],
    among: Iterable[str] = COMMANDS,
) -> tuple[str, ...]:
    """可办事项 by command name, in the order of a case's life. A rule may still refuse what is then filled in.

    `among`: what is asked about, where a list of many cases shows only a few of them.
    """
    held = tuple(appointments)
    return tuple(
        name
        for name in among
        if (rule := RULES.get(COMMANDS[name])) is not None
        and _in_turn(case, rule)
        and PENDING.get(name, _always)(case)
        and not (name == "ApproveClosure" and person in case.hands)
        and holds(held, rule.by, None if rule.anywhere else case, day, offices, head=rule.head) is not None
    )


def _always(_case: Case) -> bool:
    return True


def _in_turn(case: Case, rule: Rule) -> bool:
    """As `decide` asks it."""
    stage = case.stage in rule.at if rule.at is not None else case.open or (rule.after_end and bool(case.obligations))
    return stage and (case.started or rule.before_start)
