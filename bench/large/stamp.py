"""印模: a text of a sample case as a form that any number of copies fill in: dates moved, places, units and numbers their own.

A mark is a place in the copy's list of values; a date is moved by days once for a whole group of copies, so that each
copy costs one formatting in C.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import itemgetter

from bench.large.lives import BATCH, ENTITY, INDUSTRY, MATTER, NUMBER, REGION, UNIT
from domain.wording import zh

MARKS = (NUMBER, UNIT, REGION, INDUSTRY, MATTER, ENTITY, BATCH)
TEAM, SIGN = len(MARKS), len(MARKS) + 1
"""whose people act, and 机关代字 of their office"""
LETTERS = len(MARKS) + 2
"""from here on, the letters of the case in order"""

_PEOPLE = "leader|director|clerk|regulator|inspector|second|approver|town-second|town"
_OFFICES = "commission|office|regulator|town"
_PATTERN = re.compile(
    "|".join(
        (
            f"(?P<mark>{'|'.join(map(re.escape, MARKS))})",
            rf"(?<![\w-])(?P<team>p-(?=(?:{_PEOPLE})\b)|o-(?=(?:{_OFFICES})\b))",
            r"〖(?P<letter>\d+)〗〔\d{4}〕1号",
            r"(?P<sign>〖\d+〗)",
            r"(?P<zh>\d{4}年\d{1,2}月\d{1,2}日)",
            r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
        )
    )
)
Values = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its dates filled in."""

    text: bytes
    of: Callable[[Values], tuple[bytes, ...]]

    def filled(self, values: Values) -> bytes:
        """One copy."""
        return self.text % self.of(values)


class Text:
    """A text as it stands in the sample case, taken apart: what stays, and between it the dates."""

    __slots__ = ("_days", "_fixed", "_get", "_told")

    def __init__(self, told: str) -> None:
        self._told: list[str] = [""]
        self._days: list[tuple[str, date]] = []
        slots: list[int] = []
        place = 0
        for found in _PATTERN.finditer(told):
            self._told[-1] += told[place : found.start()].replace("%", "%%")
            place = found.end()
            match found.lastgroup:
                case "mark":
                    slots.append(MARKS.index(found[0]))
                    self._told[-1] += "%b"
                case "team":
                    slots.append(TEAM)
                    self._told[-1] += f"{found[0]}%b-"
                case "letter":
                    slots.append(LETTERS + int(found["letter"]))
                    self._told[-1] += "%b"
                case "sign":
                    slots.append(SIGN)
                    self._told[-1] += "%b"
                case form:
                    self._days.append((str(form), _read(found[0])))
                    self._told.append("")
        self._told[-1] += told[place:].replace("%", "%%")
        self._get = _getter(tuple(slots))
        self._fixed = None if self._days else Form(self._told[0].encode(), self._get)

    def moved(self, days: int) -> Form:
        """For copies whose dates all lie so many days later."""
        if self._fixed is not None:
            return self._fixed
        parts = [""] * (2 * len(self._days) + 1)
        parts[::2] = self._told
        parts[1::2] = [_day(form, day, days) for form, day in self._days]
        return Form("".join(parts).encode(), self._get)


def _read(told: str) -> date:
    return date(*map(int, re.findall(r"\d+", told)))


@cache
def _day(form: str, day: date, days: int) -> str:
    later = day + timedelta(days=days)
    return zh(later) if form == "zh" else later.isoformat()


@cache
def _getter(slots: tuple[int, ...]) -> Callable[[Values], tuple[bytes, ...]]:
    if not slots:
        return lambda _values: ()
    if len(slots) == 1:
        (only,) = slots
        return lambda values: (values[only],)
    return itemgetter(*slots)
