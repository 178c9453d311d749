"""完成时限 terms: when a task of a programme (攻坚 plan) falls due, as plans write it. For later kinds of cases (DOMAIN §1).

| written | due | recurrence |
|---|---|---|
| 每年 | – | yearly |
| 2024年 | 2024-12-31 | – |
| 2024年6月底前 | 2024-06-30 | – |
| 2025年、2026年 | 2025-12-31 and 2026-12-31: the task falls due in each of them | – |

A period is due on its last day. What is written otherwise is refused, never guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.registers.dates import read_date

Recurrence = Literal["yearly"]
_RECURRENCES: dict[str, Recurrence] = {"每年": "yearly"}


@dataclass(frozen=True, slots=True)
class Term:
    """完成时限: fixed days, or how often again; exactly one of the two."""

    due: tuple[date, ...] = ()
    recurrence: Recurrence | None = None


def term_of(text: str) -> Term:
    """完成时限 as written. Raises ValueError (a DateError with its Chinese reason where a date is meant)."""
    words = text.strip()
    if recurrence := _RECURRENCES.get(words):
        return Term(recurrence=recurrence)
    spans = [read_date(part) for part in words.split("、")]
    due = tuple(span.last for span in spans if span is not None)
    if not due or len(due) < len(spans):
        raise ValueError(f"“{words}”没有写明完成时限")
    return Term(due)
