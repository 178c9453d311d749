"""命令 what may be asked of a case. Imperative names; strict at the edge: unknown fields and wrong types are refused.

Every command may say when its fact happened (`at`, for facts entered late) and why it comes late (`late_reason`).
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from domain.commands import clock, closing, corrections, extension, handling, letters, measures, order, verification
from domain.commands.base import EARLIEST, LATEST, Command, Interim
from domain.commands.clock import Lapse, Project
from domain.commands.closing import (
    ApproveClosure,
    FailReinspection,
    PassReinspection,
    RecordPosting,
    RecordWorkersReport,
    ReopenCase,
    RequestReinspection,
    ReturnClosure,
)
from domain.commands.corrections import (
    AdoptEdition,
    CloseEntity,
    CorrectEntry,
    CorrectService,
    ReleaseProvisional,
    VoidCase,
)
from domain.commands.extension import (
    Countersign,
    DecideResumption,
    GrantExtension,
    HoldClock,
    OrderSuspension,
    RefuseExtension,
    ReleaseClock,
    RenewHold,
    RequestExtension,
    RequestResumption,
    ReturnExtension,
)
from domain.commands.handling import Assign, Urge
from domain.commands.letters import (
    AnswerLetter,
    HoldDraft,
    IssueLetter,
    ProceedUnserved,
    ReturnDraft,
    ServeLetter,
    SignLetter,
    VoidLetter,
    WithdrawLetter,
)
from domain.commands.measures import (
    Commitment,
    Delist,
    ExplainNoPenalty,
    Expose,
    FilePenalty,
    Jump,
    MissTalk,
    ProposeClosing,
    ReceiveTalkReport,
    RecordListing,
    RecordTalk,
    RefuseListing,
    Settle,
    Transfer,
)
from domain.commands.order import (
    Acknowledge,
    AddEvidence,
    ApprovePlan,
    CheckInterimMeasures,
    IssueOrder,
    ReportProgress,
    ReturnPlan,
    SubmitPlan,
)
from domain.commands.verification import (
    AcceptReferral,
    CheckDanger,
    Determine,
    Dismiss,
    Downgrade,
    Merge,
    Refer,
    Report,
    StartSupervision,
)
from domain.refusals import Refusal

__all__ = [
    "COMMANDS",
    "EARLIEST",
    "LATEST",
    "AcceptReferral",
    "Acknowledge",
    "AddEvidence",
    "AdoptEdition",
    "AnswerLetter",
    "ApproveClosure",
    "ApprovePlan",
    "Assign",
    "CheckDanger",
    "CheckInterimMeasures",
    "CloseEntity",
    "Command",
    "Commitment",
    "CorrectEntry",
    "CorrectService",
    "Countersign",
    "DecideResumption",
    "Delist",
    "Determine",
    "Dismiss",
    "Downgrade",
    "ExplainNoPenalty",
    "Expose",
    "FailReinspection",
    "FilePenalty",
    "GrantExtension",
    "HoldClock",
    "HoldDraft",
    "Interim",
    "IssueLetter",
    "IssueOrder",
    "Jump",
    "Lapse",
    "Merge",
    "MissTalk",
    "OrderSuspension",
    "PassReinspection",
    "ProceedUnserved",
    "Project",
    "ProposeClosing",
    "ReceiveTalkReport",
    "RecordListing",
    "RecordPosting",
    "RecordTalk",
    "RecordWorkersReport",
    "Refer",
    "RefuseExtension",
    "RefuseListing",
    "ReleaseClock",
    "ReleaseProvisional",
    "RenewHold",
    "ReopenCase",
    "Report",
    "ReportProgress",
    "RequestExtension",
    "RequestReinspection",
    "RequestResumption",
    "ReturnClosure",
    "ReturnDraft",
    "ReturnExtension",
    "ReturnPlan",
    "ServeLetter",
    "Settle",
    "SignLetter",
    "StartSupervision",
    "SubmitPlan",
    "Transfer",
    "Urge",
    "VoidCase",
    "VoidLetter",
    "WithdrawLetter",
    "faults",
    "parse",
]


_STORY = (verification, order, extension, closing, letters, measures, handling, corrections, clock)

COMMANDS: dict[str, type[Command]] = {
    name: thing
    for module in _STORY
    for name, thing in vars(module).items()
    if isinstance(thing, type) and issubclass(thing, Command) and thing.__module__ == module.__name__
}
"""by name, in the order of a case's life"""


def parse(name: str, data: dict[str, Any]) -> Command:
    """命令解析; errors: Refusal COMMAND_UNKNOWN, COMMAND_MALFORMED (naming the fields)."""
    if (kind := COMMANDS.get(name)) is None:
        raise Refusal("COMMAND_UNKNOWN", f"没有名为“{name[:60]}”的命令")
    try:
        return kind.model_validate_json(to_json(data))
    except ValidationError as wrong:
        fields = "；".join(f"{'.'.join(where) or '整体'}: {why}" for where, why in _faults(wrong)[:5])
        raise Refusal("COMMAND_MALFORMED", f"{name} 的内容不合要求：{fields}") from None
    except ValueError:
        raise Refusal("COMMAND_MALFORMED", f"{name} 的内容不能读取为 JSON 对象") from None


def faults(name: str, data: dict[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    """不合要求之处 of what would be asked: which field, and why; empty when all of it can be read."""
    try:
        COMMANDS[name].model_validate_json(to_json(data))
    except ValidationError as wrong:
        return _faults(wrong)
    return []


def _faults(wrong: ValidationError) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(map(str, one["loc"])), _why(one["type"], one["msg"])) for one in wrong.errors()]


def _why(kind: str, message: str) -> str:
    return _WHY.get(kind) or message.removeprefix("Value error, ")


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
