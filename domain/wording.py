"""文稿 the plain text of letters and messages. Units and offices are named; persons never (G20): they go by their post."""

from datetime import date

from domain.case import Case, Letter
from domain.glossary import LETTERS, OBLIGATIONS, RUNGS, STAGES
from domain.obligations import Owe
from domain.people import Role
from domain.rulebook import LetterKind

_BASIS = "《中华人民共和国安全生产法》第四十一条"


def zh(day: date | None) -> str:
    """2026年12月1日."""
    return "(未定)" if day is None else f"{day.year}年{day.month}月{day.day}日"


def addressees(letter: Letter) -> tuple[str, ...]:
    """主送与抄送, as posts."""
    if letter.to is Role.ENTITY:
        copies = {
            LetterKind.ORDER: ("controller", "industry_department"),
            LetterKind.FORMAL_NOTICE: ("industry_department", "town"),
            LetterKind.CIRCULAR: ("industry_department", "member_units"),
        }
        return ("principal", *copies.get(letter.kind, ()))
    return (letter.to.value,)


def title(case: Case, letter: Letter) -> str:
    """标题."""
    return f"关于{case.unit}重大事故隐患整改的{LETTERS[letter.kind]}"


def called(letter: Letter | None) -> str:
    """文书的称呼 by its number, else by the day it was issued."""
    if letter is None:
        return "文书"
    which = letter.number or f"{zh(letter.issued_on or letter.drafted_on)}的"
    return f"{which}{LETTERS[letter.kind]}"


def body(case: Case, letter: Letter, number: str, on: date) -> str:
    """全文: number, addressee, facts, demand, date."""
    lines = [number, ""] if number else []
    lines += [title(case, letter), "", f"{_addressee(case, letter)}："]
    lines.append(f"  案件编号 {case.number}。{case.unit}存在重大事故隐患：{case.description}")
    if case.criterion:
        lines.append(f"  判定依据：{case.criterion}。")
    lines.append(f"  整改期限：{_period(case)}。{_demand(letter)}")
    lines += [f"  并指出：{name}。" for name in letter.names]
    lines += [f"  依据：{_BASIS}。", "", zh(on)]
    return "\n".join(lines)


def message(case: Case, subject: str, whom: str, days: int) -> tuple[str, str]:
    """提醒 a message's title and text."""
    unit = f"{case.unit}（案件{case.number}）"
    if subject == "rectify":
        return "整改到期提醒", f"{unit}重大事故隐患整改期限为{zh(case.rectify_by)}，请按期完成整改并申请复查。"
    if subject == "release":
        return "暂定日期待放行", f"{unit}下一级措施的日期按未公布的节假日推算，请确认放行或载入节假日表。"
    if subject == "supervise":
        return "督办提醒", f"{unit}尚未销号，已到“{RUNGS[case.rung]}”，请继续督办。"
    matter = OBLIGATIONS[Owe(subject)]
    when = "即将到期" if days < 0 else "已逾期"
    return f"{matter}{when}", f"{unit}的“{matter}”{when}，请{whom or '责任单位'}及时办理。"


def overdue_notice(case: Case) -> tuple[str, str]:
    """催办 title and text."""
    text = f"{case.unit}（案件{case.number}）重大事故隐患整改期限{zh(case.rectify_by)}已过，请主要负责人、实际控制人立即整改。"
    return "重大事故隐患整改催办", text


def urging(case: Case, note: str) -> tuple[str, str]:
    """催促 title and text: to whose turn it is, no letter and no rung."""
    return "重大事故隐患办理催促", f"{case.unit}（案件{case.number}）现为“{STAGES[case.stage]}”。{note}"


def _period(case: Case) -> str:
    """整改期限 as a date, or as the period that service begins (期限未起算)."""
    if case.rectify_by is None and case.rectify_period_days is not None:
        return f"自送达之日起{case.rectify_period_days}日"
    return zh(case.rectify_by)


def _addressee(case: Case, letter: Letter) -> str:
    match letter.to:
        case Role.ENTITY:
            return case.unit
        case Role.GOVERNMENT:
            return "人民政府"
        case Role.REGULATOR:
            return "监管部门"
        case _:
            return "有关机关"


def _demand(letter: Letter) -> str:
    match letter.kind:
        case LetterKind.ORDER:
            return "责令按期完成整改，落实临时管控措施，并报送治理方案。"
        case LetterKind.FORMAL_NOTICE:
            return "请在收到本函之日起5个工作日内书面回复整改情况。"
        case LetterKind.TALK_NOTICE:
            return "请主要负责人在收到本通知之日起5个工作日内到场接受约谈，不得委托他人。"
        case LetterKind.CIRCULAR:
            return "逾期未完成整改，现予通报。"
        case LetterKind.LISTING_PROPOSAL:
            return "逾期未完成整改，提请挂牌督办。"
        case LetterKind.SUPERVISION_LETTER:
            return "请督促有关部门限期履行职责。"
        case _:
            return ""
