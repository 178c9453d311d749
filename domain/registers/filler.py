"""填充行 lines of a table that are no rows: fillers, totals, sections, footnotes, headings printed again."""

import re
from collections.abc import Sequence

from domain.registers.headings import Headings
from domain.registers.text import folded, narrow

_FILLERS = {""} | {
    folded(word)
    for words in (
        "以下空白 此页以下空白 以下无内容 以下无正文 以下为空 此页无正文 本页无正文 此行空白 空白",
        "下略 略 以下略 无 未完待续 转下页 接上页 … …… ...... ... —— — - -- / // /// \\ × 〃",
    )
    for word in words.split()
}
_TOTAL = re.compile(
    r"^(?:合计|小计|总计|共计|总数|累计|本页合计|本页小计|汇总)(?:\d+(?:项|家|处|条|个|起|户)?|[项家处条个])?$"
)
_SECTION = re.compile(
    r"^(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十\d]{1,3}(?:部分|类|批))"
)
_FOOTNOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表说明|填报说明|填表人|填报人|制表人?|审核人?|审批人?|填报单位|填表单位|上报单位|联系人|联系电话|单位负责人|主要负责人|分管领导|填报日期|填报时间|填表日期|制表日期|报送单位)"
    r"(?:签字|签名|盖章|\(.{0,8}\))?\s*:"
)


def filler(texts: Sequence[str], headings: Headings) -> str | None:
    """填充行: why this line of a table is no row, or None when it has to be one."""
    ordinal = headings.fields.get("ordinal")
    said = [text for i, text in enumerate(texts) if text and not (ordinal and i == ordinal.index)]
    if not said:
        return _of_ordinal_alone(texts[ordinal.index] if ordinal and ordinal.index < len(texts) else "")
    unit, description = (folded(_at(texts, headings.fields[name].index)) for name in ("unit", "description"))
    if all(folded(text) in _FILLERS or set(text) <= set("….。·-—_=/\\*×") for text in said):
        return "填充行"
    if _repeats(texts, headings):
        return "重复的表头"
    first = next(text for text in texts if text)
    if any(_TOTAL.match(folded(text)) for text in (first, said[0], unit)) and (
        not unit or not description or _TOTAL.match(unit) or unit.isdigit() or description.isdigit()
    ):
        return "合计行"
    if unit and description:
        return None
    said_below = texts[headings.fields["description"].index] if description else ""
    if _FOOTNOTE.match(narrow(first)) and (not said_below or _FOOTNOTE.match(narrow(said_below))):
        return "表尾说明"
    if len(said) == 1 and not description and _SECTION.match(narrow(said[0])):
        return "分节标题"
    return None


def _of_ordinal_alone(text: str) -> str:
    # forms come with their ordinals printed; one that holds a word there ("合计") says the same as elsewhere
    if _TOTAL.match(folded(text)):
        return "合计行"
    return "只有序号的空行" if any(sign.isalnum() for sign in text) and folded(text) not in _FILLERS else "填充行"


def _repeats(texts: Sequence[str], headings: Headings) -> bool:
    pairs = [(folded(_at(texts, c.index)), folded(c.heading)) for c in headings.fields.values()]
    return sum(a == b for a, b in pairs) >= max(2, len(pairs) - 1) and all(a in (b, "") for a, b in pairs)


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""
