"""规则的框架: each rule declares who may do it and in which stage, so that the table of DOMAIN §4a can be read in code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from domain.case import Case, Letter, LetterStatus, Stage
from domain.circumstances import Circumstances
from domain.commands import Command
from domain.events import Event
from domain.glossary import STAGES
from domain.people import Role
from domain.policy import require
from domain.refusals import Refusal

C = TypeVar("C", bound=Command)
Events = tuple[Event, ...]
Decision = Callable[[Case, Any, Circumstances], Events]


@dataclass(frozen=True)
class Rule:
    """一条规则: who, in which stages (None: while open), and what then happens."""

    by: tuple[Role, ...]
    at: tuple[Stage, ...] | None
    head: bool
    before_start: bool
    after_end: bool
    anywhere: bool
    decision: Decision


RULES: dict[type[Command], Rule] = {}


def rule(
    command: type[C],
    *,
    by: tuple[Role, ...],
    at: tuple[Stage, ...] | None = None,
    head: bool = False,
    before_start: bool = False,
    after_end: bool = False,
    anywhere: bool = False,
) -> Callable[[Callable[[Case, C, Circumstances], Events]], Callable[[Case, C, Circumstances], Events]]:
    """Register the decision of a command. `before_start`: also for an adopted case not yet started; `after_end`: also
    for an ended case that still owes something (a fine, a commitment): what is put right or added, never a new step;
    `anywhere`: also for the role in another jurisdiction or industry, to whom the matter is sent.
    """

    def register(decision: Callable[[Case, C, Circumstances], Events]) -> Callable[[Case, C, Circumstances], Events]:
        RULES[command] = Rule(
            by=by,
            at=at,
            head=head,
            before_start=before_start,
            after_end=after_end,
            anywhere=anywhere,
            decision=decision,
        )
        return decision

    return register


def in_turn(case: Case, rule: Rule) -> None:
    """轮到此事: the stage, and a started batch; errors: Refusal CASE_ENDED, OUT_OF_TURN, NOT_STARTED."""
    if rule.at is None:
        if not case.open and not (rule.after_end and case.obligations):
            raise Refusal("CASE_ENDED", f"案件{STAGES[case.stage]}，此事不再办理")
    elif case.stage not in rule.at:
        wanted = "、".join(STAGES[stage] for stage in rule.at)
        raise Refusal("OUT_OF_TURN", f"案件处于“{STAGES[case.stage]}”，此事须在“{wanted}”办理")
    if not case.started and not rule.before_start:
        raise Refusal("NOT_STARTED", "本案所在批次尚未开始督办")


def happened(case: Case | None, day: date, ctx: Circumstances, late_reason: str) -> None:
    """事后补录 the day of a fact: not to come, not before the hazard was found, long past only with a reason.

    Errors: Refusal AT_IN_FUTURE, AT_BEFORE_FOUND, LATE_REASON_MISSING.
    """
    if day > ctx.today:
        raise Refusal("AT_IN_FUTURE", "事实发生的时间不能晚于现在")
    if case is not None and case.found_on is not None and day < case.found_on:
        raise Refusal("AT_BEFORE_FOUND", "事实发生的时间不能早于隐患发现日期")
    if ctx.calendar.count(day, ctx.today) > ctx.rules.late_fact_workdays and not late_reason:
        raise Refusal("LATE_REASON_MISSING", f"补录{ctx.rules.late_fact_workdays}个工作日以前的事实须说明理由")


def another(case: Case, ctx: Circumstances, person: str, *roles: Role) -> None:
    """另一人: the second person is somebody else and holds a role on this case; errors: Refusal SECOND_PERSON."""
    if person == ctx.by:
        raise Refusal("SECOND_PERSON", "须由另一人共同办理，不能是本人")
    require(ctx.appointments.get(person, ()), roles, case, ctx.today, ctx.offices, who=f"人员 {person} ")


def cleared(case: Case, ctx: Circumstances, reviewer: str | None) -> None:
    """法制审核 first (S68); errors: Refusal LEGAL_REVIEW_MISSING."""
    if reviewer is None:
        raise Refusal("LEGAL_REVIEW_MISSING", "须先经法制审核，请写明审核人")
    another(case, ctx, reviewer, Role.LEGAL)


def the_letter(case: Case, letter_id: str, *statuses: LetterStatus) -> Letter:
    """文书 of the case in one of these states; errors: Refusal LETTER_UNKNOWN, LETTER_MOVED."""
    letter = case.letter(letter_id)
    if letter is None:
        raise Refusal("LETTER_UNKNOWN", f"本案没有文书“{letter_id}”")
    if statuses and letter.status not in statuses:
        raise Refusal("LETTER_MOVED", f"文书“{letter_id}”的状态已变化，请刷新后再办")
    return letter
