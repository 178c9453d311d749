"""案件 one supervised matter, from report to closure: the state its events fold into (`evolve`), as a snapshot.

Nothing here decides. `decide` says what may happen, `due` when the next thing happens by itself.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.obligations import Obligation, Owe
from domain.people import Role
from domain.rulebook import LetterKind


class Stage(StrEnum):
    """阶段 (DOMAIN §2)."""

    REPORTED = "reported"  # 待核
    DETERMINED = "determined"  # 已判定
    NOTIFIED = "notified"  # 已告知
    PLANNING = "planning"  # 方案编制
    PLAN_SUBMITTED = "plan_submitted"  # 方案待审
    RECTIFYING = "rectifying"  # 整改中
    REINSPECTING = "reinspecting"  # 待复查
    CLOSING = "closing"  # 待审核销号
    CLOSED = "closed"  # 已销号
    # other endings, never counted as closure
    DISMISSED = "dismissed"  # 不属实
    DOWNGRADED = "downgraded"  # 降级转一般隐患台账
    MERGED = "merged"  # 并案
    REFERRED_OUT = "referred_out"  # 已移送
    ENTITY_CLOSED = "entity_closed"  # 企业关闭
    VOIDED = "voided"  # 误录作废


ENDED = frozenset(
    {
        Stage.CLOSED,
        Stage.DISMISSED,
        Stage.DOWNGRADED,
        Stage.MERGED,
        Stage.REFERRED_OUT,
        Stage.ENTITY_CLOSED,
        Stage.VOIDED,
    }
)
UNDER_ORDER = (Stage.DETERMINED, Stage.NOTIFIED, Stage.PLANNING, Stage.PLAN_SUBMITTED, Stage.RECTIFYING)
"""determined … rectifying: where interim measures, extensions, holds and reinspection requests belong"""


class Channel(StrEnum):
    """发现渠道 (S1)."""

    SELF_CHECK = "self_check"  # 企业自查
    INSPECTION = "inspection"  # 督导检查
    PUBLIC_REPORT = "public_report"  # 群众举报
    ASSIGNED = "assigned"  # 上级交办
    REFERRAL = "referral"  # 移送
    MONITORING = "monitoring"  # 监测预警
    UNSTATED = "unstated"  # 原台账未载


class SiteDecision(StrEnum):
    """现场处理决定 (law art. 65)."""

    IMMEDIATE = "immediate_removal"  # 立即排除
    TIME_LIMIT = "time_limit"  # 限期整改
    PARTIAL_STOP = "partial_suspension"  # 局部停产停用
    FULL_STOP = "full_suspension"  # 全部停产停用
    EVACUATE = "evacuation"  # 撤人


class Frozen(BaseModel):
    """A value that never changes once made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InterimMeasures(Frozen):
    """临时管控措施: what, who, until when (law art. 65)."""

    measures: str
    who: str
    until: date


class LetterStatus(StrEnum):
    """文书状态."""

    DRAFTED = "drafted"  # 待签发
    SIGNED = "signed"  # 已签发
    ISSUED = "issued"  # 已印发
    SERVED = "served"  # 已送达
    WITHDRAWN = "withdrawn"  # 已撤回
    VOID = "void"  # 作废


class Letter(Frozen):
    """文书: drafted → signed → issued → served. An unsigned or unserved letter is the office's own lapse."""

    id: str
    kind: LetterKind
    to: Role
    rung: int | None = None
    names: tuple[str, ...] = ()
    """what else it names: lapses and earlier letters whose gap expired"""
    drafted_on: date
    signed_by: Role
    """the signatory's role; raised to the next superior when unsigned"""
    status: LetterStatus = LetterStatus.DRAFTED
    held: bool = False
    number: str | None = None
    signed_on: date | None = None
    issued_on: date | None = None
    served_on: date | None = None
    answered_on: date | None = None
    ended_on: date | None = None
    """withdrawn or void since"""
    gap_expired_on: date | None = None

    @property
    def needs_service(self) -> bool:
        """Only 告知书/指令书, 函告 and 约谈通知书 need service; copies never gate (DOMAIN §3)."""
        return self.kind in (LetterKind.ORDER, LetterKind.FORMAL_NOTICE, LetterKind.TALK_NOTICE)

    @property
    def live(self) -> bool:
        """Neither withdrawn nor void."""
        return self.status not in (LetterStatus.WITHDRAWN, LetterStatus.VOID)


class RungFact(Frozen):
    """阶梯事实: a rung that fired, or that the register stated."""

    rung: int
    on: date
    letter: str | None = None
    stated: bool = False


class Extension(Frozen):
    """延期申请."""

    requested_on: date
    until: date


class ClockHold(Frozen):
    """中止: proposed by the regulator, in force once countersigned, until its review date."""

    grounds: str
    author: str
    proposed_on: date
    review_on: date
    since: date | None = None
    plan_left: int | None = None

    @property
    def in_force(self) -> bool:
        """Countersigned."""
        return self.since is not None


class Case(Frozen):
    """案件, as the ledger knows it now."""

    number: str
    kind: str = "major_hazard"
    edition: str
    stage: Stage
    cycle: int = 1

    # what is supervised
    channel: Channel
    entity: str
    unit: str
    region: str = ""
    industry: str = ""
    description: str
    criterion: str = ""
    level: str | None = None
    risk: str = ""
    lists: tuple[str, ...] = ()
    sponsor: str = ""
    office: str | None = None
    handler: str | None = None
    """承办人: the person of the office who handles it, once assigned"""
    urged_on: date | None = None
    """the last day on which somebody urged whose turn it was"""
    found_on: date | None
    found_exact: bool = True
    reported_at: datetime
    author: str
    batch: str | None = None
    started: bool = True
    """开始督办 pressed; an adopted case sends nothing before"""

    # what was decided
    site_decision: SiteDecision | None = None
    interim: InterimMeasures | None = None
    on_the_spot: bool = False
    plan_approved: bool = False

    # T and what moves it
    order_on: date | None = None
    """service of the order (for adopted cases the import), where the period begins"""
    rectify_period_days: int | None = None
    """a period ordered whose service is still to come: 期限未起算"""
    rectify_by: date | None = None
    rectify_counted: bool = False
    """T was counted from service rather than written in the order"""
    rectify_set_on: date | None = None
    rectify_reminded: tuple[int, ...] = ()
    rectify_lapsed: bool = False
    extension: Extension | None = None
    extended: bool = False
    hold: ClockHold | None = None
    held_days: int = 0
    suspended: bool = False

    # the ladder of this cycle
    rung: int = 0
    rungs: tuple[RungFact, ...] = ()
    ladder_from: date | None = None
    """no rung fires before this day: portions of a started batch, and the workday after a hold ended"""
    pressed_on: date | None = None
    """the next rung is due by its gap alone since this day: interim measures not kept, talk missed"""
    forced_on: date | None = None
    """the next letter rung fires on this day: second failed reinspection"""
    ladder_held: bool = False
    """a request for reinspection holds the ladder until it is decided"""
    remedial_by: date | None = None
    failures: int = 0
    talk_settled_on: date | None = None
    """约谈 after rung 4: the day from which the gap to listing counts"""
    asked_release_on: date | None = None
    provisional_released: bool = False

    # closing
    passed: bool = False
    posted: tuple[str, ...] = ()
    workers_reported: bool = False
    inspectors: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    """who rectified or inspected in this cycle: may not approve its closure (G14)"""
    approved_by: str | None = None
    closed_on: date | None = None

    listed_until: date | None = None
    listed_level: str = ""
    delisted: bool = False
    penalties: tuple[date, ...] = ()

    obligations: tuple[Obligation, ...] = ()
    letters: tuple[Letter, ...] = ()
    came_from: Stage | None = None
    """the stage a referral, request or return goes back to"""
    acted_on: date
    """the last day on which anything happened: where the cadence counts from"""

    @property
    def open(self) -> bool:
        """在办."""
        return self.stage not in ENDED

    @property
    def listed(self) -> bool:
        """挂牌督办中."""
        return self.listed_until is not None and not self.delisted

    def owes(self, kind: Owe, ref: str | None = None) -> Obligation | None:
        """The open obligation of a kind (and reference), or None."""
        for obligation in self.obligations:
            if obligation.kind is kind and ref in (None, obligation.ref):
                return obligation
        return None

    def letter(self, letter_id: str) -> Letter | None:
        """文书 by its id, or None."""
        return next((one for one in self.letters if one.id == letter_id), None)

    def rung_fact(self, rung: int) -> RungFact | None:
        """How a rung of this cycle came about, or None."""
        return next((fact for fact in self.rungs if fact.rung == rung), None)
