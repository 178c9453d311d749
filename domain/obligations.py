"""义务 obligations: who owes what by when, and the chain of steps its lapse sets off (S46; DOMAIN §2, §3).

An obligation is a fact stored in the event that opened it: the date set is never recomputed from today's rulebook.
Its chain (reminders, the lapse, what follows) is walked one step at a time by the case's single timer.
"""

from datetime import date, datetime, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.people import Role
from domain.workdays import SHANGHAI, Calendar, end_of_day, instant


class Owe(StrEnum):
    """义务的种类 kinds of obligations; the party is the default one."""

    START_SUPERVISION = "start_supervision"  # 开始督办
    VERIFY = "verify"  # 核查
    DANGER_CHECK = "danger_check"  # 举报: 险情核查
    ACCEPT_REFERRAL = "accept_referral"  # 接收移送
    SITE_DECISION = "site_decision"  # 补录现场决定与管控措施
    ISSUE_ORDER = "issue_order"  # 下达指令书
    ACKNOWLEDGE = "acknowledge"  # 签收告知书
    PLAN = "plan"  # 报送治理方案
    DECIDE_PLAN = "decide_plan"  # 审查方案
    CHECK_INTERIM = "check_interim"  # 查看管控措施
    DECIDE_EXTENSION = "decide_extension"  # 审批延期
    COUNTERSIGN = "countersign"  # 会签中止
    DECIDE_RESUMPTION = "decide_resumption"  # 恢复生产审查
    INSPECT = "inspect"  # 复查
    DECIDE_CLOSURE = "decide_closure"  # 审核销号
    FILE_PENALTY = "file_penalty"  # 立案或说明
    SIGN = "sign"  # 签发
    ISSUE = "issue"  # 印发
    SERVE = "serve"  # 送达
    TOWN_SERVE = "town_serve"  # 留置送达
    DECIDE_SERVICE = "decide_service"  # 决定送达方式
    ANSWER = "answer"  # 回函
    ATTEND_TALK = "attend_talk"  # 到场约谈
    TALK_REPORT = "talk_report"  # 约谈整改报告
    TALK_COMMITMENT = "talk_commitment"  # 约谈承诺
    FINE = "fine"  # 罚款
    ANSWER_LISTING = "answer_listing"  # 挂牌答复
    PROPOSE_AGAIN = "propose_again"  # 再次提请
    FILE_LISTING = "file_listing"  # 挂牌备案
    PUBLISH_LISTING = "publish_listing"  # 挂牌公布


SURVIVING = frozenset({Owe.FINE, Owe.TALK_COMMITMENT})
"""义务 that outlive closure and reopening: fines and talk commitments (DOMAIN §2)."""


class Obligation(BaseModel):
    """义务: `period` is how it was counted ("5wd", "20d", or "stated"), from `since`; `due_at` is when it has lapsed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Owe
    on: Role
    since: date
    period: str
    due_on: date
    due_at: datetime
    ref: str = ""
    """which letter, request or commitment, where a case can owe several of a kind"""
    step: int = 0
    """next step of its chain"""
    stepped_on: date | None = None
    lapsed: bool = False


def owe(
    kind: Owe,
    on: Role,
    since: date,
    calendar: Calendar,
    *,
    workdays: int | None = None,
    days: int | None = None,
    by: date | None = None,
    ref: str = "",
) -> Obligation:
    """Open an obligation: so many workdays or calendar days after `since`, or by a stated date.

    A calendar period rolls its date; a stated date stays as written and only its lapse rolls.
    """
    if by is not None:
        period, due_on = "stated", by
    elif workdays is not None:
        period, due_on = f"{workdays}wd", calendar.add(since, workdays)
    elif days is not None:
        period, due_on = f"{days}d", calendar.roll(date.fromordinal(since.toordinal() + days))
    else:
        raise ValueError("an obligation needs a period or a date")
    due_at = end_of_day(calendar.roll(due_on))
    return Obligation(kind=kind, on=on, since=since, period=period, due_on=due_on, due_at=due_at, ref=ref)


def owe_same_day(kind: Owe, on: Role, now: datetime, calendar: Calendar, *, urgent: bool = False) -> Obligation:
    """当日 by 24:00; after 17:00 or on a rest day the next workday noon, unless life is in danger (DOMAIN "Counting time")."""
    local = now.astimezone(SHANGHAI)
    today = local.date()
    if urgent or (calendar.is_workday(today) and local.time() < time(17)):
        due_on, due_at = today, end_of_day(today)
    else:
        due_on = calendar.add(today, 1)
        due_at = instant(due_on, time(12))
    return Obligation(kind=kind, on=on, since=today, period="same day", due_on=due_on, due_at=due_at)


def project(obligation: Obligation, calendar: Calendar) -> Obligation:
    """重新推算 the same obligation counted over a newly loaded holiday table; stated dates stay."""
    if obligation.period in ("stated", "same day"):
        return obligation
    number = int(obligation.period.removesuffix("wd").removesuffix("d"))
    counted = {"workdays": number} if obligation.period.endswith("wd") else {"days": number}
    again = owe(obligation.kind, obligation.on, obligation.since, calendar, ref=obligation.ref, **counted)  # type: ignore[arg-type]
    return obligation.model_copy(update={"due_on": again.due_on, "due_at": again.due_at})
