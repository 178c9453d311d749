"""不能办的缘故 why a command may not be given now, as a sentence: who may, in which stage, what is not pending."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.case import Case
from domain.commands import COMMANDS
from domain.decide.allowed import PENDING
from domain.decide.frame import RULES, in_turn
from domain.people import Appointment, Office
from domain.policy import require
from domain.refusals import Refusal

NOT_PENDING: dict[str, str] = {
    "Determine": "本案已经判定，或已移送待接收",
    "CheckDanger": "本案没有待办的险情核查",
    "Dismiss": "本案已移送，等待接收",
    "Downgrade": "本案已移送，等待接收",
    "Merge": "本案已移送，等待接收",
    "Refer": "本案已移送，等待接收",
    "AcceptReferral": "本案没有待接收的移送",
    "IssueOrder": "指令书已下达，待送达",
    "Acknowledge": "本案没有待签收的告知书",
    "CheckInterimMeasures": "本案尚未确定临时管控措施",
    "GrantExtension": "没有待决定的延期申请",
    "RefuseExtension": "没有待决定的延期申请",
    "ReturnExtension": "没有待决定的延期申请",
    "RequestExtension": "整改期限尚未起算，已有延期申请待决定，或已批准过一次延期",
    "Countersign": "没有待会签的中止",
    "RenewHold": "本案不在中止期间",
    "ReleaseClock": "本案不在中止期间",
    "HoldClock": "本案正在中止期间",
    "RequestResumption": "本案没有停产停业决定，或已有恢复生产申请待审查",
    "DecideResumption": "没有待审查的恢复生产申请",
    "ReleaseProvisional": "没有等待放行的暂定日期",
    "SignLetter": "没有待签发的文书",
    "HoldDraft": "没有待签发的文书",
    "ReturnDraft": "没有待签发的文书",
    "IssueLetter": "没有已签发待印发的文书",
    "ServeLetter": "没有已印发待送达的文书",
    "ProceedUnserved": "没有送达不成、待决定送达方式的文书",
    "WithdrawLetter": "没有已印发的文书",
    "VoidLetter": "没有可以作废的文书",
    "CorrectService": "没有已送达的文书",
    "RecordTalk": "没有已送达且在期限内的约谈通知",
    "MissTalk": "没有已送达且在期限内的约谈通知",
    "ReceiveTalkReport": "没有待报送的约谈整改报告",
    "ExplainNoPenalty": "没有待办的立案",
    "Settle": "没有待了结的罚款或约谈承诺",
    "RecordListing": "尚未提请挂牌督办",
    "RefuseListing": "没有待答复的挂牌提请",
    "Expose": "仅逾期或挂牌督办的案件可以采取此措施",
    "ProposeClosing": "仅逾期或挂牌督办的案件可以采取此措施",
    "Transfer": "仅逾期或挂牌督办的案件可以采取此措施",
    "AnswerLetter": "没有已印发的文书",
    "StartSupervision": "本案已开始督办",
    "Delist": "本案未挂牌督办",
}
"""A test holds it to what `allowed` asks for."""


def refusing(
    case: Case, name: str, person: str, appointments: Iterable[Appointment], day: date, offices: Mapping[str, Office]
) -> Refusal | None:
    """Why not, as the rules would say it; None when nothing stands in the way before anything is filled in."""
    rule = RULES.get(COMMANDS[name]) if name in COMMANDS else None
    if rule is None:
        return Refusal("COMMAND_UNKNOWN", "没有这一事项")
    try:
        require(tuple(appointments), rule.by, None if rule.anywhere else case, day, offices, head=rule.head)
        in_turn(case, rule)
    except Refusal as refused:
        return refused
    if name in PENDING and not PENDING[name](case):
        return Refusal("NOTHING_OWED", NOT_PENDING[name])
    if name == "ApproveClosure" and person in case.hands:
        return Refusal("OWN_WORK", "参与整改或复查的人员不能审核销号，需另一人批准")
    return None
