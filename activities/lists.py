"""清单 a list of cases line by line, as screens and workbooks show it."""

from collections.abc import Mapping, Sequence

from domain.figures.formulas import NONE
from domain.figures.report import Value
from domain.glossary import LABELS, RUNGS
from ledger.questions.figures import State

LIST = ("案件", "单位", "阶段", "级次", "区划", "行业和领域", "发现", "判定", "期限届满", "销号")


def rung(number: int) -> str:
    """督办级次, with its letter."""
    return f"{number} {RUNGS[number]}" if number else "0"


def list_rows(states: Sequence[State], units: Mapping[str, str]) -> list[list[Value]]:
    """清单 line by line, as LIST heads it."""
    return [
        [
            one.number, units.get(one.number, ""), LABELS.get(one.stage, one.stage), rung(one.rung), one.region,
            one.industry,
            *(day.isoformat() if day else NONE for day in (one.found_on, one.determined_on, one.lapses_on, one.closed_on)),
        ]
        for one in states
    ]  # fmt: skip
