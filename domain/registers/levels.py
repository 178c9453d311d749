"""隐患级别 level: which words make a row a major hazard, and what a title says when no column does (DOMAIN §3)."""

import re

from domain.registers.row import Level
from domain.registers.text import folded, narrow

_NOT_MAJOR = re.compile(r"(?:非|不是|不属于|不属|不构成|未构成|未达到|未达|不为|无|未定级?为?|拟定?|疑似)重大")
_MAJOR = re.compile(r"重大(?!危险源|风险)|^major$")
_GENERAL = re.compile(r"一般|^general$|(?:非|不是|不属于|不属|不构成|未构成)重大")
_YES = {folded(word) for word in ("是", "重大", "√", "✓", "✔", "y", "yes", "true", "1", "属于", "构成")}
_NO = {
    folded(word)
    for word in ("否", "不是", "×", "x", "✗", "n", "no", "false", "0", "一般", "非", "不属于", "不构成", "非重大")
}
_ABOUT_CRITERIA = re.compile(r"重大事故隐患判定(?:标准|依据)")
_NOTE = re.compile(r"^\(?(?:注|说明|备注|填报说明|填表说明|要求)")
LONGEST_TITLE = 80


def level_of(words: str) -> Level | None:
    """级别: what the words of a level column decide; None when they decide nothing."""
    key = folded(words)
    major = bool(_MAJOR.search(_NOT_MAJOR.sub("", key)))
    general = bool(_GENERAL.search(key))
    if major == general:
        return None
    return "major" if major else "general"


def yes_or_no(words: str) -> bool | None:
    """是/否 under a heading like 是否重大事故隐患; None when it says neither."""
    key = folded(words)
    if key in _YES:
        return True
    if key in _NO:
        return False
    return None


def level_of_title(title: str) -> Level | None:
    """标题: only the words 重大事故隐患 in a title make rows 重大; a title that also speaks of 一般 decides nothing."""
    text = folded(_ABOUT_CRITERIA.sub("", title))
    if len(title) > LONGEST_TITLE or _NOTE.match(narrow(title).strip()):
        return None
    if "重大事故隐患" not in _NOT_MAJOR.sub("", text):
        return None
    return None if "一般" in text else "major"
