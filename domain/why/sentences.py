"""陈述 what one entry of the trail did to T or to the ladder, in one Chinese sentence. Persons are not named (G20)."""

from collections.abc import Callable
from typing import Any

from domain import events as e
from domain.case import Case, Letter
from domain.glossary import LETTERS, OBLIGATIONS, RUNGS
from domain.obligations import Owe
from domain.rulebook import LetterKind
from domain.why.trail import Fold
from domain.why.words import lapsing
from domain.wording import zh
from domain.workdays import day_of

_GROUNDS = {
    "long_shutdown_sealed": "长期停产且断电封存",
    "force_majeure": "不可抗力",
    "judicial_seal": "司法查封",
    "mass_casualty_risk": "易致群死群伤且难以整改",
    "repeated_penalties": "屡次处罚",
}
_SERVED = {
    "principal": "主要负责人签收",
    "signed_for": "单位他人代收",
    "in_person": "留置送达",
    "other_channel": "其他方式送达",
    "announcement": "公告送达",
}


def sentence(fold: Fold) -> str:
    """这一条记录说了什么, as far as it bears on T or the ladder; "" for what bears on neither."""
    tell = _TELLS.get(type(fold.event))
    told = tell(fold, fold.event) if tell else ""
    if told and (late := (day_of(fold.entry.recorded_at) - fold.entry.on).days) > 0:
        told += f"（{zh(day_of(fold.entry.recorded_at))}记入，晚{late}天）"
    return told


def _letter(fold: Fold, letter_id: str) -> Letter | None:
    return fold.after.letter(letter_id)


def _name(fold: Fold, letter_id: str) -> str:
    letter = _letter(fold, letter_id)
    return LETTERS[letter.kind] if letter else "文书"


def _is_order(fold: Fold, letter_id: str) -> bool:
    letter = _letter(fold, letter_id)
    return letter is not None and letter.kind is LetterKind.ORDER


def _now(fold: Fold) -> str:
    """How T stands after the entry, and what it was."""
    was, now = fold.before.rectify_by if fold.before else None, fold.after.rectify_by
    if was == now:
        return ""
    if now is None:
        return "，整改期限随之失效"
    return f"，整改期限为{zh(now)}" if was is None else f"，整改期限由{zh(was)}改为{zh(now)}"


def _counted(fold: Fold, told: str) -> str:
    """T that a period begins with: from when, how many days."""
    case: Case = fold.after
    before = fold.before
    if before is None or before.rectify_by == case.rectify_by or case.rectify_by is None:
        return told
    return f"{told}，自次日起算{case.rectify_period_days}日，整改期限为{zh(case.rectify_by)}"


def _adopted(fold: Fold, event: e.CaseAdopted) -> str:
    if event.rectify_by is None:
        return f"原台账第{event.row}行接续督办，未载明整改期限"
    inexact = "" if event.rectify_exact else "（原文未写明日，按末日计）"
    return f"原台账第{event.row}行载明整改期限{zh(fold.after.rectify_by or event.rectify_by)}{inexact}"


def _issued(_fold: Fold, event: e.OrderIssued) -> str:
    if event.rectify_by is not None:
        return f"下达责令限期整改指令书，载明整改期限{zh(event.rectify_by)}"
    return f"下达责令限期整改指令书，限自送达之日起{event.rectify_period_days}日内整改，期限自送达起算"


def _served(fold: Fold, event: e.LetterServed) -> str:
    told = f"{_name(fold, event.letter)}于{zh(event.on)}送达（{_SERVED[event.how]}）"
    return _counted(fold, told) if _is_order(fold, event.letter) else told


def _gap_expired(fold: Fold, event: e.GapExpired) -> str:
    why = "拟发后逾限未签发" if event.why == "unsigned" else "印发后逾限未送达"
    told = f"{_name(fold, event.letter)}{why}（机关的逾期），{zh(event.on)}起视同已满间隔"
    return _counted(fold, told) if _is_order(fold, event.letter) else told


def _unserved(fold: Fold, event: e.ProceededUnserved) -> str:
    told = f"{_name(fold, event.letter)}未能送达，负责人决定径行推进：{event.reason}"
    return _counted(fold, told) if _is_order(fold, event.letter) else told


def _taken_back(how: str) -> Callable[[Fold, Any], str]:
    return lambda fold, event: f"{_name(fold, event.letter)}{how}：{event.reason}{_now(fold)}"


def _requested(_fold: Fold, event: e.ReinspectionRequested) -> str:
    return "申请复查，督办阶梯暂停待复查" if event.holds else "申请复查（已有两次不合格，不再暂停阶梯）"


def _failed(fold: Fold, event: e.ReinspectionFailed) -> str:
    told = f"本轮第{fold.after.failures}次复查不合格"
    if event.remedial_by is not None:
        told += f"，另定补救日期{zh(event.remedial_by)}"
    if event.forced_on is not None:
        told += f"，{zh(event.forced_on)}发出下一级文书"
    return told + ("，报告挂牌督办的政府" if event.report_to_government else "")


def _lapsed(fold: Fold, event: e.ObligationLapsed) -> str:
    if event.kind == "rectify":
        return f"整改期限{lapsing(event.due_on, fold.entry.calendar)}24时届满，未销号"
    return f"“{OBLIGATIONS[Owe(event.kind)]}”期限{zh(event.due_on)}届满，未履行"


def _missed(_fold: Fold, event: e.TalkMissed) -> str:
    return f"约谈未举行：{'单位未到' if event.whose == 'entity' else '机关未办'}，间隔自{zh(event.gap_from)}起算"


def _checked(_fold: Fold, event: e.InterimMeasuresChecked) -> str:
    return "查看临时管控措施：未落实，下一级措施按间隔提前" if event.pressed_on else ""


def _released(fold: Fold, event: e.ClockReleased) -> str:
    how = "中止到复核日期自动解除" if event.due_at else "中止解除"
    return f"{how}，计中止{event.days}天{_now(fold) or '，整改期限不变'}，阶梯至早自{zh(event.ladder_from)}起"


def _granted(fold: Fold, event: e.ExtensionGranted) -> str:
    before = fold.before
    if before is not None and before.listed:
        return f"批准延期，挂牌督办期限由{zh(before.listed_until)}改为{zh(event.until)}"
    return f"批准延期{_now(fold)}"


def _fired(_fold: Fold, event: e.RungFired) -> str:
    how = "发出" if event.letter is None else "拟文并呈签发人"
    return f"第{event.rung}级“{RUNGS[event.rung]}”{how}"


_TELLS: dict[type[e.Event], Callable[[Fold, Any], str]] = {
    e.CaseAdopted: _adopted,
    e.RungStated: lambda _f, event: f"原台账载明{RUNGS[event.rung]}于{zh(event.on)}",
    e.SupervisionStarted: lambda _f, event: (
        "开始督办" + (f"，本案首次文书排在{zh(event.ladder_from)}" if event.ladder_from else "")
    ),
    e.OrderIssued: _issued,
    e.LetterServed: _served,
    e.GapExpired: _gap_expired,
    e.ProceededUnserved: _unserved,
    e.ServiceCorrected: lambda fold, event: (
        f"更正{_name(fold, event.letter)}送达日期，由{zh(event.was)}改为{zh(event.on)}{_now(fold)}"
    ),
    e.EntryCorrected: lambda fold, event: f"更正：{event.reason}{_now(fold)}" if event.field == "rectify_by" else "",
    e.LetterIssued: lambda fold, event: f"{_name(fold, event.letter)}印发（{event.number}）",
    e.LetterWithdrawn: _taken_back("撤回"),
    e.LetterVoided: _taken_back("作废"),
    e.ExtensionRequested: lambda _f, event: f"申请延期至{zh(event.until)}，待决期间阶梯暂停",
    e.ExtensionGranted: _granted,
    e.ExtensionRefused: lambda _f, event: f"不予延期：{event.reason}",
    e.ExtensionReturned: lambda _f, event: f"延期申请退回补正：{event.reason}",
    e.ClockHeld: lambda fold, event: (
        f"中止生效（{_GROUNDS.get(fold.after.hold.grounds, '') if fold.after.hold else ''}），"
        f"期限与阶梯停止计算，复核日期{zh(event.review_on)}"
    ),
    e.HoldRenewed: lambda _f, event: f"中止续期至{zh(event.review_on)}",
    e.ClockReleased: _released,
    e.ReinspectionRequested: _requested,
    e.ReinspectionPassed: lambda _f, _e: "复查合格，待审核销号，阶梯暂停",
    e.ReinspectionFailed: _failed,
    e.ClosureReturned: lambda _f, event: (
        "销号审核退回补材料" if event.to == "papers" else "销号审核退回重新整改，阶梯恢复"
    ),
    e.ObligationLapsed: _lapsed,
    e.InterimMeasuresChecked: _checked,
    e.TalkRecorded: lambda fold, event: f"约谈于{zh(event.on)}举行，整改报告应于{zh(fold.after.talk_settled_on)}前报送",
    e.TalkMissed: _missed,
    e.ListingRecorded: lambda _f, event: (
        f"{event.government}于{zh(event.listed_on)}挂牌督办，期限至{zh(event.listed_until)}"
    ),
    e.ProvisionalReleased: lambda _f, event: f"安委办主任放行暂定日期：{event.reason}",
    e.DeadlinesProjected: lambda fold, event: f"节假日表{event.calendar}到位，重新推算{_now(fold)}",
    e.EditionAdopted: lambda _f, event: f"本案改用规则手册{event.edition}（原{event.was}）：{event.reason}",
    e.Jumped: lambda _f, event: (
        f"以“{_GROUNDS[event.grounds]}”为由决定直接升级到“{RUNGS[event.rung]}”"
        + (f"：{event.note}" if event.note else "")
    ),
    e.RungFired: _fired,
    e.CaseReopened: lambda _f, event: f"重新立案督办，第{_f.after.cycle}轮，阶梯自零起：{event.reason}",
}
