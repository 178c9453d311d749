"""治理资金 the amount a plan's words name (月报表: 累计落实治理资金)."""

import re
from decimal import Decimal

_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}
_AMOUNT = re.compile(r"(?<![\d.])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(万|亿)?\s*(?:元|圆|人民币|$|(?<=[万亿]))")
_WORDS = re.compile(r"([零一二两三四五六七八九十百千]+)(万|亿)?(?:元|圆)|([零一二两三四五六七八九十百千]+)(万|亿)")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def yuan(text: str) -> int | None:
    """元, rounded down; None when the words name no amount or more than one: nothing is guessed at."""
    plain = text.replace("，", ",").replace("．", ".").strip()
    found = [Decimal(number.replace(",", "")) * _UNITS[unit] for number, unit in _AMOUNT.findall(plain)]
    for first, unit, second, other in _WORDS.findall(plain):
        found.append(Decimal(_number(first or second)) * _UNITS[unit or other])
    return int(found[0]) if len(found) == 1 else None


def _number(words: str) -> int:
    total = digit = 0
    for sign in words:
        if sign in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit
