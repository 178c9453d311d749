"""事件 what can have happened, in the past tense. Stored names and shapes: a name is never reused, a field only added.

`at` is when the fact counts, `owes` are the obligations it opened, dates set included (invariant 5: legal dates are facts).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Literal

from domain.case import Channel, Frozen, InterimMeasures, Letter, SiteDecision
from domain.obligations import Obligation, Owe
from domain.people import Role

Deed = Literal["rectified", "inspected", "closed"]


class Event(Frozen):
    """事件. `by` and the two clocks stand beside it in the ledger."""

    shape: ClassVar[int] = 1

    at: datetime
    owes: tuple[Obligation, ...] = ()
    late_reason: str = ""
    """why the fact was entered late"""

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        """谁经手 whose hands did this: kept apart so that the database itself refuses a self-approved closure (G14)."""
        return ()


class ClockEvent(Event):
    """时钟事件: due then, fired at `at`, so many seconds late (G6)."""

    due_at: datetime
    late_seconds: int


# --- opening -------------------------------------------------------------------------------------------------------


class HazardReported(Event):
    """隐患上报."""

    number: str
    edition: str
    author: str
    channel: Channel
    entity: str
    unit: str
    region: str
    industry: str
    description: str
    criterion: str = ""
    risk: str = ""
    lists: tuple[str, ...] = ()
    sponsor: str = ""
    office: str | None = None
    found_on: date


class CaseAdopted(Event):
    """接续督办: a row of an existing register, as it stood."""

    number: str
    edition: str
    author: str
    batch: str
    channel: Channel
    entity: str
    unit: str
    region: str
    industry: str
    description: str
    criterion: str = ""
    level: str | None = None
    office: str | None = None
    found_on: date | None
    found_exact: bool = True
    rectify_by: date | None = None
    rectify_exact: bool = True
    row: int
    original: dict[str, str]


class RungStated(Event):
    """原台账载明的措施: a dated 函告/通报/约谈/挂牌 of the register, a stated fact."""

    rung: int
    on: date


class ClosureStated(Event):
    """原台账载明已销号: history without a workflow."""

    on: date


class SupervisionStarted(Event):
    """开始督办."""

    ladder_from: date | None = None
    """first letters of overdue cases go out in daily portions (DOMAIN "Adoption")"""


# --- verification --------------------------------------------------------------------------------------------------


class HazardDetermined(Event):
    """判定为重大事故隐患, with the site decision and interim control measures (law art. 65)."""

    criterion: str
    site_decision: SiteDecision
    interim: InterimMeasures
    on_the_spot: bool = False
    risk: str = ""


class SiteDecisionRecorded(Event):
    """补录现场决定与管控措施 of an adopted case."""

    site_decision: SiteDecision
    interim: InterimMeasures


class DangerChecked(Event):
    """险情核查 of a public report."""

    danger: bool
    note: str


class HazardDismissed(Event):
    """不属实; two persons; the reporter is answered (S71)."""

    reason: str
    second: str
    reporter_answered: bool = False


class HazardDowngraded(Event):
    """降级为一般隐患, received by the ordinary register."""

    criterion: str
    reason: str
    approver: str
    receipt: str


class CaseMerged(Event):
    """并案: the earlier T counts in the other case."""

    into: str
    reason: str


class CaseReferred(Event):
    """移送 to another department (law art. 69)."""

    to: str
    reason: str


class ReferralAccepted(Event):
    """移送已接收."""

    receipt: str = ""


# --- order and plan ------------------------------------------------------------------------------------------------


class OrderIssued(Event):
    """下达告知书与责令限期整改指令书: T as a date (a fact at once) or as a period from service."""

    letter: Letter
    requirements: str
    rectify_by: date | None = None
    rectify_period_days: int | None = None


class Acknowledged(Event):
    """主要负责人签收."""


class PlanSubmitted(Event):
    """治理方案, the five parts (五到位, S19)."""

    responsibility: str
    measures: str
    funds: str
    time_limit: str
    contingency: str


class PlanApproved(Event):
    """方案审查通过."""

    opinion: str = ""


class PlanReturned(Event):
    """方案退回."""

    reason: str


class ProgressReported(Event):
    """整改进展."""

    text: str
    author: str
    evidence: tuple[str, ...] = ()

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.author, "rectified"),)


class EvidenceAdded(Event):
    """佐证材料: a file by its digest."""

    digest: str
    name: str
    note: str = ""


class InterimMeasuresChecked(Event):
    """查看临时管控措施."""

    kept: bool
    note: str = ""
    pressed_on: date | None = None


# --- extension, clock hold, suspension -----------------------------------------------------------------------------


class ExtensionRequested(Event):
    """申请延期."""

    reason: str
    interim: str
    until: date


class ExtensionGranted(Event):
    """批准延期: one of the two events that move T (for a listed case, `listed_until`)."""

    until: date
    opinion: str = ""
    ladder_from: date | None = None


class ExtensionRefused(Event):
    """不予延期."""

    reason: str
    ladder_from: date | None = None


class ExtensionReturned(Event):
    """退回补正."""

    reason: str
    ladder_from: date | None = None


class ClockHoldProposed(Event):
    """提出中止."""

    grounds: str
    reason: str
    review_on: date
    author: str
    evidence: tuple[str, ...]


class ClockHeld(Event):
    """中止生效: countersigned by the approver. Stops T, the plan and all rungs."""

    review_on: date
    plan_left_days: int | None = None


class HoldRenewed(Event):
    """中止续期."""

    review_on: date
    reason: str


class ClockReleased(Event):
    """中止解除: T moves by the calendar days held; after T it adds nothing."""

    reason: str
    days: int
    rectify_by: date | None = None
    listed_until: date | None = None
    ladder_from: date
    due_at: datetime | None = None
    """set when it ended by itself at its review date"""
    late_seconds: int = 0


class SuspensionOrdered(Event):
    """责令停产停业; never stops T."""

    scope: str
    reason: str
    legal_reviewer: str


class ResumptionRequested(Event):
    """申请恢复生产."""

    report: str


class ResumptionDecided(Event):
    """恢复生产审查意见; closes nothing."""

    granted: bool
    opinion: str


# --- reinspection and closure --------------------------------------------------------------------------------------


class ReinspectionRequested(Event):
    """申请复查: holds the ladder, never resets it."""

    report: str
    author: str
    holds: bool
    evidence: tuple[str, ...] = ()

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.author, "rectified"),)


class ReinspectionPassed(Event):
    """复查合格: 整改复查意见书 by two inspectors, signed by the entity or its refusal noted (law art. 68)."""

    inspectors: tuple[str, ...]
    opinion: str
    entity_signed: bool
    refusal_note: str = ""

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return tuple((person, "inspected") for person in self.inspectors)


class ReinspectionFailed(Event):
    """复查不合格."""

    inspectors: tuple[str, ...]
    reason: str
    remedial_by: date | None = None
    forced_on: date | None = None
    """a letter rung fires on this day: the second failure of a cycle and each one after"""
    report_to_government: bool = False
    ladder_from: date | None = None

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return tuple((person, "inspected") for person in self.inspectors)


class PostingRecorded(Event):
    """车间公示 (S18)."""

    what: Literal["list", "progress", "result"]
    evidence: str


class WorkersReportRecorded(Event):
    """双报告 (S21)."""

    regulator_on: date
    body: Literal["workers_congress", "all_workers"]
    workers_on: date
    photo: str


class CaseClosed(Event):
    """销号."""

    approver: str
    opinion: str

    def hands(self) -> tuple[tuple[str, Deed], ...]:
        return ((self.approver, "closed"),)


class ClosureReturned(Event):
    """退回: papers → reinspecting, hazard → rectifying."""

    to: Literal["papers", "hazard"]
    reason: str
    ladder_from: date | None = None


class CaseReopened(Event):
    """重新立案督办 (反弹): a new cycle, a new order, a new T, the ladder from 0."""

    reason: str
    evidence: tuple[str, ...]
    approver: str


class EntityClosed(Event):
    """企业关闭: evidence that power is cut and equipment disabled."""

    evidence: tuple[str, ...]
    note: str = ""


class CaseVoided(Event):
    """误录作废."""

    reason: str


# --- letters -------------------------------------------------------------------------------------------------------


class LetterDrafted(ClockEvent):
    """拟文: a letter of a lapsed obligation, which moves no rung."""

    letter: Letter
    kind: Owe
    ref: str
    next_step: int


class LetterSigned(Event):
    """签发."""

    letter: str
    acting_for: str | None = None
    """代签: the delegate signs as himself "for" """
    legal_reviewer: str | None = None


class DraftHeld(Event):
    """缓发: needs a reason, ends by itself, once."""

    letter: str
    reason: str


class DraftReturned(Event):
    """退回拟稿."""

    letter: str
    reason: str


class LetterIssued(Event):
    """印发, under a number (发文字号), gap-free per issuer and year."""

    letter: str
    number: str
    issuer: str
    text: str


class LetterWithdrawn(Event):
    """撤回, by a numbered letter of its own (撤回函)."""

    letter: str
    number: str
    issuer: str
    reason: str


class LetterVoided(Event):
    """作废: the number is kept."""

    letter: str
    reason: str


class LetterServed(Event):
    """送达. Service of the order begins T, the acknowledgement and the plan."""

    letter: str
    on: date
    how: Literal["principal", "signed_for", "in_person", "other_channel", "announcement"]
    witnesses: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    rectify_by: date | None = None


class ProceededUnserved(Event):
    """径行推进: the head of the issuing office goes on without service, with reason."""

    letter: str
    reason: str
    rectify_by: date | None = None


class LetterAnswered(Event):
    """回函."""

    letter: str
    text: str
    evidence: tuple[str, ...] = ()


# --- talk, penalty, listing ----------------------------------------------------------------------------------------


class TalkRecorded(Event):
    """约谈纪要 (B3): a talk is a record."""

    grounds: str
    on: date
    place: str
    present: tuple[str, ...]
    statements: str
    measures: tuple[str, ...]
    published: bool = False


class TalkMissed(Event):
    """约谈未举行: the principal did not come, or the office did not hold it (its lapse)."""

    whose: Literal["entity", "office"]
    note: str = ""
    gap_from: date
    pressed_on: date | None = None


class TalkReportReceived(Event):
    """收到约谈整改报告."""

    text: str
    evidence: tuple[str, ...] = ()


class PenaltyFiled(Event):
    """立案处罚 (law art. 102)."""

    decision: str
    on: date
    fine_yuan: int = 0


class NoPenaltyExplained(Event):
    """不予立案的理由."""

    reason: str


class ListingRecorded(Event):
    """挂牌督办."""

    level: Literal["county", "city", "province"]
    government: str
    listed_on: date
    listed_until: date
    filed_on: date | None = None
    published_on: date | None = None


class ListingRefused(Event):
    """不予挂牌: proposed again after 30 d."""

    reason: str


class Delisted(Event):
    """摘牌."""

    government: str
    reason: str


class Exposed(Event):
    """曝光, after legal review (S68)."""

    media: str
    content: str
    legal_reviewer: str
    desensitised: bool


class ClosingProposed(Event):
    """提请关闭 (law art. 113)."""

    grounds: str
    legal_reviewer: str


class Transferred(Event):
    """移送司法或纪检监察; the hazard stays open until fixed (S45)."""

    organ: str
    materials: str
    legal_reviewer: str | None = None


class Jumped(Event):
    """直接升级, by decision with grounds (invariant 4)."""

    rung: int
    grounds: Literal["mass_casualty_risk", "repeated_penalties"]
    note: str
    letter: Letter


# --- corrections and editions --------------------------------------------------------------------------------------


class EntryCorrected(Event):
    """更正: field, was, is, reason; later than 24 h or a legal date by two persons."""

    field: str
    was: str
    now: str
    reason: str
    second: str | None = None


class ServiceCorrected(Event):
    """送达更正: a corrected date recomputes what counted from it, and never un-sends a letter."""

    letter: str
    was: date
    on: date
    reason: str
    second: str
    rectify_by: date | None = None


class EditionAdopted(Event):
    """采用新版规则手册 for a running case: a recorded act (invariant 5)."""

    edition: str
    was: str
    reason: str


class ProvisionalReleased(Event):
    """暂定日期放行 by the head of 安委办."""

    reason: str
    ladder_from: date


class DeadlinesProjected(Event):
    """节假日表到位, dates counted again; the reason is on record."""

    calendar: str
    rectify_by: date | None = None
    ladder_from: date | None = None


class SharedLetter(Frozen):
    """合并发文: two lapses at once share one letter, of the higher rung."""

    kind: Owe
    ref: str
    next_step: int


# --- the clock -----------------------------------------------------------------------------------------------------


class ReminderSent(ClockEvent):
    """提醒: a message, no 文号, automatic."""

    subject: str
    """obligation kind, "rectify", "release", "supervise" """
    ref: str = ""
    workdays: int
    to: Role
    whom: str = ""
    next_step: int = 0
    skipped: bool = False
    """the service was down and the date it spoke of has passed: on record, not sent"""


class ObligationLapsed(ClockEvent):
    """逾期 (event): an obligation ran out."""

    kind: Owe | Literal["rectify"]
    ref: str
    due_on: date
    on: Role
    next_step: int = 0
    pressed_on: date | None = None


class RungFired(ClockEvent):
    """阶梯触发: drafted and put before the signatory (催办: a message, automatic)."""

    rung: int
    due_on: date
    cause: Literal["rectify_by", "pressed", "reinspection_failed", "listing_lapsed"]
    letter: Letter | None = None
    names: tuple[str, ...] = ()
    shared: tuple[SharedLetter, ...] = ()
    """obligation letters due the same day that this letter takes in"""


class GapExpired(ClockEvent):
    """文书逾限: unsigned or unserved for 10 wd; the next gap starts by itself, the office's lapse."""

    letter: str
    on: date
    why: Literal["unsigned", "unserved"]
    rectify_by: date | None = None


class LetterRaised(ClockEvent):
    """呈上一级: unsigned, the draft stands before the next superior."""

    letter: str
    to: Role
    next_step: int


def _all(cls: type[Event]) -> Iterator[type[Event]]:
    for child in cls.__subclasses__():
        if child is not ClockEvent:
            yield child
        yield from _all(child)


EVENTS: dict[str, type[Event]] = {cls.__name__: cls for cls in _all(Event)}
