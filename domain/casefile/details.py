"""事项 what each event says, in one paragraph of plain Chinese: what was decided, when it counts, why, by which papers."""

from collections.abc import Iterable
from typing import Any

from domain import events as e
from domain.case import Case, InterimMeasures
from domain.casefile.told import Names, Step, files_of
from domain.evolve.corrections import read_corrected
from domain.glossary import CHANNELS, CHOICES, CORRECTED, LABELS, LETTERS, OBLIGATIONS, PARTIES, RISKS, RUNGS
from domain.obligations import Owe
from domain.wording import zh

CAUSES = {
    "rectify_by": "整改期限届满而未整改完毕", "pressed": "责任未落实，按上一级措施后的间隔推进",
    "reinspection_failed": "复查不合格", "listing_lapsed": "挂牌督办期限届满",
}  # fmt: skip


def detail(step: Step, names: Names) -> str:
    """One event; an event without more to say than its name says nothing."""
    said = "".join(_parts(step.told.event, step.after, names))
    files = names.files(files_of(step.told.event))
    late = getattr(step.told.event, "late_reason", "")
    return "".join((said, f"（{files}）" if files else "", f"补录理由：{late}。" if late else ""))


def field_name(field: str) -> str:
    """更正的项目 in Chinese."""
    return CORRECTED.get(field, field)


def field_value(field: str, text: str, names: Names) -> str:
    """What a correction says a field was or is."""
    if field == "office":
        return names.office(text)
    try:
        value = read_corrected(field, text)
    except (KeyError, ValueError):
        return text
    return zh(value) if field in ("found_on", "rectify_by") else LABELS.get(str(value), str(value))


def _parts(event: e.Event, case: Case, names: Names) -> Iterable[str]:
    match event:
        case e.HazardReported():
            yield f"{CHANNELS[event.channel]}：{event.unit}，{event.description}。发现日期{zh(event.found_on)}。"
        case e.CaseAdopted():
            yield f"由原台账第{event.row}行接续：{event.unit}，{event.description}。"
            yield f"发现日期{zh(event.found_on)}，整改期限{zh(event.rectify_by)}。"
        case e.RungStated():
            yield f"原台账载明：{zh(event.on)}{RUNGS[event.rung]}。"
        case e.ClosureStated():
            yield f"原台账载明：{zh(event.on)}销号。"
        case e.SupervisionStarted() if event.ladder_from:
            yield f"首批措施自{zh(event.ladder_from)}起。"
        case e.HazardDetermined() | e.SiteDecisionRecorded():
            yield f"现场决定：{LABELS[str(event.site_decision)]}。临时管控：{_interim(event.interim)}"
            if getattr(event, "on_the_spot", False):
                yield "当场整改。"
            if risk := getattr(event, "risk", ""):
                yield f"风险等级：{RISKS.get(risk, risk)}。"
        case e.DangerChecked():
            yield f"{'有现实危险' if event.danger else '无现实危险'}。{_ended(event.note)}"
        case e.HazardDismissed():
            yield f"{_ended(event.reason)}复核人：{names.who(event.second)}。"
            yield "已答复举报人。" if event.reporter_answered else ""
        case e.HazardDowngraded():
            yield f"{_ended(event.reason)}依据：{event.criterion}。批准人：{names.who(event.approver)}。接收凭据：{event.receipt}。"
        case e.CaseMerged():
            yield f"并入案件{event.into}。{_ended(event.reason)}"
        case e.CaseReferred():
            yield f"移送{names.office(event.to)}。{_ended(event.reason)}"
        case e.ReferralAccepted():
            yield f"接收凭据：{event.receipt}。" if event.receipt else ""
        case e.OrderIssued():
            yield f"要求：{_ended(event.requirements)}"
            yield f"整改期限{zh(event.rectify_by)}。" if event.rectify_by else ""
            yield f"整改期限自送达之日起{event.rectify_period_days}日。" if event.rectify_period_days else ""
        case e.PlanSubmitted():
            told = {"责任": event.responsibility, "措施": event.measures, "资金": event.funds, "时限": event.time_limit,
                    "预案": event.contingency}  # fmt: skip
            yield f"五到位——{'；'.join(f'{name}：{value}' for name, value in told.items())}。"
        case e.ProgressReported() | e.TalkReportReceived():
            yield _ended(event.text)
        case e.EvidenceAdded():
            yield f"{event.name}。{_ended(event.note)}"
        case e.InterimMeasuresChecked():
            yield f"{'管控措施已落实' if event.kept else '管控措施未落实'}。{_ended(event.note)}"
        case e.LetterAnswered():
            yield f"{names.letter(case, event.letter)}：{_ended(event.text)}"
        case _:
            yield from _clock_and_closing(event, case, names)


def _clock_and_closing(event: e.Event, case: Case, names: Names) -> Iterable[str]:
    match event:
        case e.ExtensionRequested():
            yield f"申请延至{zh(event.until)}。理由：{_ended(event.reason)}期间管控：{_ended(event.interim)}"
        case e.ExtensionGranted():
            yield f"延至{zh(event.until)}。{_ended(event.opinion)}"
        case e.ClockHoldProposed():
            yield f"事由：{CHOICES.get(event.grounds, event.grounds)}。{_ended(event.reason)}复核日期{zh(event.review_on)}。"
        case e.ClockHeld():
            yield f"整改期限、治理方案与各级措施停止计算，至{zh(event.review_on)}复核。"
        case e.HoldRenewed():
            yield f"续至{zh(event.review_on)}。{_ended(event.reason)}"
        case e.ClockReleased():
            yield f"共中止{event.days}日。{_ended(event.reason)}"
            yield f"整改期限顺延至{zh(event.rectify_by)}。" if event.rectify_by else ""
            yield f"挂牌期限顺延至{zh(event.listed_until)}。" if event.listed_until else ""
        case e.SuspensionOrdered():
            yield f"范围：{event.scope}。{_ended(event.reason)}法制审核：{names.who(event.legal_reviewer)}。"
        case e.ResumptionRequested():
            yield _ended(event.report)
        case e.ResumptionDecided():
            yield f"{'同意恢复生产' if event.granted else '不同意恢复生产'}。{_ended(event.opinion)}"
        case e.ReinspectionRequested():
            yield f"{_ended(event.report)}申请人：{names.who(event.author)}。"
            yield "复查期间暂缓各级措施。" if event.holds else "不暂缓各级措施。"
        case e.ReinspectionPassed():
            yield f"复查人：{names.all(event.inspectors)}。意见：{_ended(event.opinion)}"
            yield "单位已签字。" if event.entity_signed else f"单位拒签：{_ended(event.refusal_note)}"
        case e.ReinspectionFailed():
            yield f"复查人：{names.all(event.inspectors)}。{_ended(event.reason)}"
            yield f"补救日期{zh(event.remedial_by)}。" if event.remedial_by else ""
            yield f"{zh(event.forced_on)}发出下一级文书。" if event.forced_on else ""
            yield "报告挂牌的人民政府。" if event.report_to_government else ""
        case e.PostingRecorded():
            yield f"公示{CHOICES[event.what]}。"
        case e.WorkersReportRecorded():
            yield f"{zh(event.regulator_on)}报监管部门，{zh(event.workers_on)}报{CHOICES[event.body]}。"
        case e.CaseClosed():
            yield f"批准人：{names.who(event.approver)}。意见：{_ended(event.opinion)}"
        case e.ClosureReturned():
            yield f"退回{CHOICES[event.to]}。{_ended(event.reason)}"
        case e.CaseReopened():
            yield f"{_ended(event.reason)}批准人：{names.who(event.approver)}。自此为第{case.cycle}轮。"
        case e.EntityClosed():
            yield _ended(event.note)
        case e.PlanApproved():
            yield _ended(event.opinion)
        case _:
            yield from _letters_and_measures(event, case, names)


def _letters_and_measures(event: e.Event, case: Case, names: Names) -> Iterable[str]:
    match event:
        case e.LetterDrafted():
            yield f"因“{OBLIGATIONS[event.kind]}”逾期，拟{LETTERS[event.letter.kind]}，送{PARTIES[event.letter.signed_by.value]}签发。"
        case e.LetterSigned():
            yield f"{names.letter(case, event.letter)}。"
            yield f"代{names.who(event.acting_for)}签发。" if event.acting_for else ""
            yield f"法制审核：{names.who(event.legal_reviewer)}。" if event.legal_reviewer else ""
        case e.DraftHeld() | e.DraftReturned() | e.LetterVoided():
            yield f"{names.letter(case, event.letter)}：{_ended(event.reason)}"
        case e.LetterIssued():
            yield f"{event.number}{LETTERS[found.kind] if (found := case.letter(event.letter)) else ''}。"
        case e.LetterWithdrawn():
            yield f"以{event.number}撤回函撤回{names.letter(case, event.letter)}：{_ended(event.reason)}"
        case e.LetterServed():
            yield f"{names.letter(case, event.letter)}于{zh(event.on)}送达（{CHOICES[event.how]}）。"
            yield f"见证人：{names.all(event.witnesses)}。" if event.witnesses else ""
            yield f"整改期限{zh(event.rectify_by)}。" if event.rectify_by else ""
        case e.ProceededUnserved():
            yield f"{names.letter(case, event.letter)}未能送达，径行推进：{_ended(event.reason)}"
            yield f"整改期限{zh(event.rectify_by)}。" if event.rectify_by else ""
        case e.TalkRecorded():
            yield f"{zh(event.on)}在{event.place}约谈，到场：{names.all(event.present)}。事由：{_ended(event.grounds)}"
            yield f"陈述：{_ended(event.statements)}措施：{'；'.join(event.measures)}。" + (
                "已公开。" if event.published else ""
            )
        case e.TalkMissed():
            yield f"原因：{CHOICES[event.whose]}。{_ended(event.note)}"
        case e.PenaltyFiled():
            yield f"{event.decision}，{zh(event.on)}。" + (f"罚款{event.fine_yuan:,}元。" if event.fine_yuan else "")
        case e.ObligationSettled():
            yield f"{OBLIGATIONS[Owe(event.kind)]}（{event.ref}）。{_ended(event.note)}"
        case e.ListingRecorded():
            yield f"{event.government}（{CHOICES[event.level]}级）{zh(event.listed_on)}挂牌，期限{zh(event.listed_until)}。"
            yield f"备案{zh(event.filed_on)}。" if event.filed_on else ""
            yield f"公布{zh(event.published_on)}。" if event.published_on else ""
        case e.Delisted():
            yield f"{event.government}：{_ended(event.reason)}"
        case e.Exposed():
            yield f"{event.media}：{_ended(event.content)}法制审核：{names.who(event.legal_reviewer)}。"
            yield "已脱敏。" if event.desensitised else ""
        case e.ClosingProposed():
            yield f"{_ended(event.grounds)}法制审核：{names.who(event.legal_reviewer)}。"
        case e.Transferred():
            yield f"移送{event.organ}，材料：{event.materials}。"
            yield f"法制审核：{names.who(event.legal_reviewer)}。" if event.legal_reviewer else ""
        case e.Jumped():
            yield f"升至{RUNGS[event.rung]}。事由：{CHOICES[event.grounds]}。{_ended(event.note)}"
        case _:
            yield from _corrections_and_timers(event, case, names)


def _corrections_and_timers(event: e.Event, case: Case, names: Names) -> Iterable[str]:
    match event:
        case e.EntryCorrected():
            was, now = (field_value(event.field, text, names) or "（空）" for text in (event.was, event.now))
            yield f"{field_name(event.field)}由“{was}”更正为“{now}”。{_ended(event.reason)}"
            yield f"第二人：{names.who(event.second)}。" if event.second else ""
        case e.ServiceCorrected():
            yield f"{names.letter(case, event.letter)}的送达日期由{zh(event.was)}更正为{zh(event.on)}。{_ended(event.reason)}"
            yield f"第二人：{names.who(event.second)}。"
            yield f"整改期限{zh(event.rectify_by)}。" if event.rectify_by else ""
        case e.EditionAdopted():
            yield f"由{event.was}版改用{event.edition}版。{_ended(event.reason)}"
        case e.ProvisionalReleased():
            yield f"{_ended(event.reason)}自{zh(event.ladder_from)}起推进。"
        case e.DeadlinesProjected():
            yield f"依{event.calendar}版节假日表重新推算。"
            yield f"整改期限{zh(event.rectify_by)}。" if event.rectify_by else ""
        case e.CaseAssigned():
            yield f"承办人：{names.who(event.handler)}。{_ended(event.note)}"
        case e.CaseUrged():
            yield f"催促{PARTIES[event.to.value]}：{_ended(event.note)}"
        case e.ReminderSent():
            matter = OBLIGATIONS[Owe(event.subject)] if event.subject in set(Owe) else _OF_THE_CASE[event.subject]
            yield f"{matter}，提醒{event.whom or PARTIES[event.to.value]}。" + (
                "服务中断，日期已过，未发出。" if event.skipped else ""
            )
        case e.ObligationLapsed():
            matter = "整改" if event.kind == "rectify" else OBLIGATIONS[Owe(event.kind)]
            yield f"{PARTIES[event.on.value]}的“{matter}”于{zh(event.due_on)}届满，未履行。"
        case e.RungFired():
            yield f"到第{event.rung}级“{RUNGS[event.rung]}”：{CAUSES[event.cause]}。应于{zh(event.due_on)}。"
            yield f"并指出：{'、'.join(event.names)}。" if event.names else ""
        case e.GapExpired():
            why = "未签发" if event.why == "unsigned" else "未送达"
            yield f"{names.letter(case, event.letter)}{why}逾限，自{zh(event.on)}起计算下一级间隔。"
        case e.LetterRaised():
            yield f"{names.letter(case, event.letter)}逾期未签，呈{PARTIES[event.to.value]}签发。"
        case _:
            yield _ended(getattr(event, "reason", ""))


_OF_THE_CASE = {"rectify": "整改期限将至", "release": "暂定日期待放行", "supervise": "尚未销号，继续督办"}


def _interim(interim: InterimMeasures) -> str:
    return f"{interim.measures}，责任人{interim.who}，至{zh(interim.until)}。"


def _ended(text: Any) -> str:
    """With one full stop at the end, or nothing."""
    said = str(text or "").strip()
    return said if not said or said[-1] in "。！？；" else f"{said}。"
