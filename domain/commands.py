"""命令 what may be asked of a case. Imperative names; strict at the edge: unknown fields and wrong types are refused.

Every command may say when its fact happened (`at`, for facts entered late) and why it comes late (`late_reason`).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import to_json

from domain.case import Channel, SiteDecision
from domain.refusals import Refusal

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
PersonId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
"""合理的日期: no date outside can be meant, and none may outrun what a calendar can count"""
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1949, 10, 1, tzinfo=UTC), le=datetime(2100, 12, 31, tzinfo=UTC)),
]
Evidence = Annotated[tuple[Digest, ...], Field(max_length=50)]
"""佐证材料, each by the sha256 of a file already stored"""
Some = Annotated[Evidence, Field(min_length=1)]


class Command(BaseModel):
    """命令."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    people: ClassVar[tuple[str, ...]] = ()
    """fields that name other persons"""

    at: Moment | None = None
    late_reason: Maybe = ""

    def persons(self) -> tuple[str, ...]:
        """Ids of the other persons it names (second signatory, inspectors)."""
        found: list[str] = []
        for name in self.people:
            value = getattr(self, name)
            found += [value] if isinstance(value, str) else list(value or ())
        return tuple(found)


class Interim(BaseModel):
    """临时管控措施: what, who, until when (law art. 65)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    measures: Text
    who: Short
    until: Day


# --- opening and verification --------------------------------------------------------------------------------------


class Report(Command):
    """上报隐患. Opens a case."""

    channel: Channel
    entity: Short
    unit: Short
    region: Annotated[str, StringConstraints(max_length=200)] = ""
    industry: Annotated[str, StringConstraints(max_length=100)] = ""
    description: Text
    criterion: Maybe = ""
    risk: Literal["", "red", "orange", "yellow", "blue"] = ""
    lists: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    sponsor: Maybe = ""
    office: Short | None = None
    found_on: Day
    verify_by: Day | None = None
    """上级交办: the date stated"""


class StartSupervision(Command):
    """开始督办 (of one adopted case; a whole batch goes by `duban register start`)."""


class Determine(Command):
    """判定为重大事故隐患, with the site decision and interim measures (law art. 65)."""

    criterion: Short
    site_decision: SiteDecision
    interim: Interim
    on_the_spot: bool = False
    risk: Literal["", "red", "orange", "yellow", "blue"] = ""
    danger_to_life: bool = False


class CheckDanger(Command):
    """险情核查 of a public report."""

    danger: bool
    note: Text


class Dismiss(Command):
    """认定不属实; two persons."""

    people: ClassVar = ("second",)
    reason: Text
    second: PersonId
    reporter_answered: bool = False


class Downgrade(Command):
    """降级转一般隐患; + approver, and the receipt of the ordinary register."""

    people: ClassVar = ("approver",)
    criterion: Short
    reason: Text
    approver: PersonId
    receipt: Short


class Merge(Command):
    """并案."""

    into: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{6,}$")]
    reason: Text


class Refer(Command):
    """移送其他部门 (law art. 69)."""

    to: Short
    reason: Text


class AcceptReferral(Command):
    """接收移送."""

    receipt: Maybe = ""


# --- order and plan ------------------------------------------------------------------------------------------------


class IssueOrder(Command):
    """下达告知书与责令限期整改指令书: T as a date, or as a period from service (default 60 d)."""

    requirements: Text
    rectify_by: Day | None = None
    rectify_days: Annotated[int, Field(ge=1, le=365)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.rectify_by is not None and self.rectify_days is not None:
            raise ValueError("整改期限只能写成日期或天数之一")
        return self


class Acknowledge(Command):
    """主要负责人签收."""


class SubmitPlan(Command):
    """提交治理方案, the five parts (五到位, S19): refused while one is empty."""

    responsibility: Maybe
    measures: Maybe
    funds: Maybe
    time_limit: Maybe
    contingency: Maybe


class ApprovePlan(Command):
    """通过方案."""

    opinion: Maybe = ""


class ReturnPlan(Command):
    """退回方案."""

    reason: Text


class ReportProgress(Command):
    """报告进展."""

    text: Text
    evidence: Evidence = ()


class AddEvidence(Command):
    """补充佐证材料."""

    digest: Digest
    name: Short
    note: Maybe = ""


class CheckInterimMeasures(Command):
    """查看临时管控措施."""

    kept: bool
    note: Maybe = ""


# --- extension, clock hold, suspension -----------------------------------------------------------------------------


class RequestExtension(Command):
    """申请延期, with reasons and interim measures."""

    reason: Text
    interim: Text
    until: Day


class GrantExtension(Command):
    """批准延期."""

    until: Day
    opinion: Maybe = ""


class RefuseExtension(Command):
    """不予延期."""

    reason: Text


class ReturnExtension(Command):
    """退回补正."""

    reason: Text


class HoldClock(Command):
    """提出中止: only 长期停产且断电封存, 不可抗力, 司法查封."""

    grounds: Literal["long_shutdown_sealed", "force_majeure", "judicial_seal"]
    reason: Text
    review_on: Day
    evidence: Some


class Countersign(Command):
    """会签中止."""


class RenewHold(Command):
    """中止续期."""

    review_on: Day
    reason: Text


class ReleaseClock(Command):
    """解除中止."""

    reason: Text


class OrderSuspension(Command):
    """责令停产停业; legal review first (S68). Never stops T."""

    people: ClassVar = ("legal_reviewer",)
    scope: Short
    reason: Text
    legal_reviewer: PersonId


class RequestResumption(Command):
    """申请恢复生产."""

    report: Text


class DecideResumption(Command):
    """恢复生产审查."""

    granted: bool
    opinion: Text


# --- reinspection and closure --------------------------------------------------------------------------------------


class RequestReinspection(Command):
    """申请复查: allowed from any stage after `determined`."""

    report: Text
    evidence: Evidence = ()


class PassReinspection(Command):
    """复查合格; two inspectors; signed by the entity or its refusal noted (law art. 68)."""

    people: ClassVar = ("inspectors",)
    inspectors: Annotated[tuple[PersonId, ...], Field(min_length=2, max_length=10)]
    opinion: Text
    entity_signed: bool
    refusal_note: Maybe = ""


class FailReinspection(Command):
    """复查不合格; after T with a remedial date (≤ 10 wd)."""

    people: ClassVar = ("inspectors",)
    inspectors: Annotated[tuple[PersonId, ...], Field(min_length=2, max_length=10)]
    reason: Text
    remedial_by: Day | None = None


class RecordPosting(Command):
    """登记公示 (S18)."""

    what: Literal["list", "progress", "result"]
    evidence: Digest


class RecordWorkersReport(Command):
    """登记双报告 (S21)."""

    regulator_on: Day
    body: Literal["workers_congress", "all_workers"]
    workers_on: Day
    photo: Digest


class ApproveClosure(Command):
    """批准销号 (→ CaseClosed). Item by item: no bulk closure (S5)."""

    opinion: Text


class ReturnClosure(Command):
    """退回销号: the approver says whether the papers or the hazard."""

    to: Literal["papers", "hazard"]
    reason: Text


class ReopenCase(Command):
    """重新立案督办, with evidence."""

    reason: Text
    evidence: Some


# --- letters -------------------------------------------------------------------------------------------------------

LetterId = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class SignLetter(Command):
    """签发. 曝光、提请关闭、移送 need legal review first (S68)."""

    people: ClassVar = ("legal_reviewer",)
    letter: LetterId
    legal_reviewer: PersonId | None = None


class HoldDraft(Command):
    """缓发: a reason; ends after 3 wd, once."""

    letter: LetterId
    reason: Text


class ReturnDraft(Command):
    """退回拟稿."""

    letter: LetterId
    reason: Text


class IssueLetter(Command):
    """印发, under the next number of the issuer and year."""

    letter: LetterId


class WithdrawLetter(Command):
    """撤回, by a numbered 撤回函."""

    letter: LetterId
    reason: Text


class VoidLetter(Command):
    """作废; the number is kept."""

    letter: LetterId
    reason: Text


class ServeLetter(Command):
    """送达登记; 留置送达 needs two people and a photo."""

    people: ClassVar = ("witnesses",)
    letter: LetterId
    on: Day | None = None
    how: Literal["principal", "signed_for", "in_person", "other_channel", "announcement"]
    witnesses: Annotated[tuple[PersonId, ...], Field(max_length=10)] = ()
    evidence: Evidence = ()


class ProceedUnserved(Command):
    """径行推进, with reason."""

    letter: LetterId
    reason: Text


class AnswerLetter(Command):
    """回函."""

    letter: LetterId
    text: Text
    evidence: Evidence = ()


# --- talk, penalty, listing ----------------------------------------------------------------------------------------


class Commitment(BaseModel):
    """约谈承诺: a measure with its date."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    measure: Short
    by: Day


class RecordTalk(Command):
    """登记约谈纪要 (B3)."""

    people: ClassVar = ("present",)
    grounds: Text
    on: Day
    place: Short
    present: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    statements: Text
    measures: Annotated[tuple[Commitment, ...], Field(min_length=1, max_length=50)]
    published: bool = False


class MissTalk(Command):
    """登记约谈未举行."""

    whose: Literal["entity", "office"]
    note: Maybe = ""


class ReceiveTalkReport(Command):
    """收到约谈整改报告."""

    text: Text
    evidence: Evidence = ()


class FilePenalty(Command):
    """立案处罚 (law art. 102)."""

    decision: Short
    on: Day
    fine_yuan: Annotated[int, Field(ge=0)] = 0
    pay_by: Day | None = None


class ExplainNoPenalty(Command):
    """说明不予立案的理由."""

    reason: Text


class RecordListing(Command):
    """登记挂牌督办; again with the dates of filing and publication."""

    level: Literal["county", "city", "province"]
    government: Short
    listed_on: Day
    listed_until: Day
    filed_on: Day | None = None
    published_on: Day | None = None


class RefuseListing(Command):
    """登记不予挂牌."""

    reason: Text


class Delist(Command):
    """登记摘牌."""

    government: Short
    reason: Text


class Expose(Command):
    """登记曝光; legal review first (S68)."""

    people: ClassVar = ("legal_reviewer",)
    media: Short
    content: Text
    legal_reviewer: PersonId
    desensitised: bool


class ProposeClosing(Command):
    """提请关闭 (law art. 113)."""

    people: ClassVar = ("legal_reviewer",)
    grounds: Text
    legal_reviewer: PersonId


class Transfer(Command):
    """移送司法机关或纪检监察 (S45)."""

    people: ClassVar = ("legal_reviewer",)
    organ: Short
    to_discipline: bool = False
    materials: Text
    legal_reviewer: PersonId | None = None


class Jump(Command):
    """直接升级 (invariant 4): to listing, or to a proposal to close. Present danger is `OrderSuspension`, at any hour."""

    grounds: Literal["mass_casualty_risk", "repeated_penalties"]
    note: Text


# --- corrections and editions --------------------------------------------------------------------------------------


class CorrectEntry(Command):
    """更正: the author within 24 h alone; later, or a legal date, by two persons."""

    people: ClassVar = ("second",)
    field: Short
    now: Maybe
    reason: Text
    second: PersonId | None = None


class CorrectService(Command):
    """更正送达日期; two persons."""

    people: ClassVar = ("second",)
    letter: LetterId
    on: Day
    reason: Text
    second: PersonId


class VoidCase(Command):
    """误录作废; office head."""

    reason: Text


class CloseEntity(Command):
    """企业关闭: evidence that power is cut and equipment disabled."""

    evidence: Some
    note: Maybe = ""


class AdoptEdition(Command):
    """采用新版规则手册."""

    edition: Short
    reason: Text


class ReleaseProvisional(Command):
    """放行暂定日期."""

    reason: Text


# --- the clock's own -----------------------------------------------------------------------------------------------


class Lapse(Command):
    """时限到: sent by the case's timer alone."""

    due_at: Moment


class Project(Command):
    """节假日表到位: dates counted again; sent by the daily reconcile alone."""

    calendar: Short


def _all(cls: type[Command]) -> Iterator[type[Command]]:
    for child in cls.__subclasses__():
        yield child
        yield from _all(child)


COMMANDS: dict[str, type[Command]] = {cls.__name__: cls for cls in _all(Command)}


def parse(name: str, data: dict[str, Any]) -> Command:
    """命令解析; errors: Refusal COMMAND_UNKNOWN, COMMAND_MALFORMED (naming the fields)."""
    kind = COMMANDS.get(name)
    if kind is None:
        raise Refusal("COMMAND_UNKNOWN", f"没有名为“{name[:60]}”的命令")
    try:
        return kind.model_validate_json(to_json(data))
    except ValidationError as wrong:
        fields = "；".join(
            f"{'.'.join(str(part) for part in error['loc']) or '整体'}: {_why(error['type'], error['msg'])}"
            for error in wrong.errors()[:5]
        )
        raise Refusal("COMMAND_MALFORMED", f"{name} 的内容不合要求：{fields}") from None
    except ValueError:
        raise Refusal("COMMAND_MALFORMED", f"{name} 的内容不能读取为 JSON 对象") from None


def _why(kind: str, message: str) -> str:
    return _WHY.get(kind, message)


_WHY = {
    "missing": "必填",
    "extra_forbidden": "没有这一项",
    "string_too_short": "不能为空",
    "string_too_long": "过长",
    "too_short": "数量不足",
    "too_long": "数量过多",
    "literal_error": "不是可选的值",
    "enum": "不是可选的值",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "date_from_datetime_parsing": "不是有效日期(YYYY-MM-DD)",
    "date_parsing": "不是有效日期(YYYY-MM-DD)",
    "date_type": "不是有效日期(YYYY-MM-DD)",
    "string_pattern_mismatch": "格式不对",
    "timezone_aware": "时刻须带时区",
    "greater_than_equal": "超出合理范围",
    "less_than_equal": "超出合理范围",
}
