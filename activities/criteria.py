"""判定标准 criteria by which a hazard is major, for whoever determines one to choose from."""

import csv
from dataclasses import dataclass
from pathlib import Path

CRITERIA = Path(__file__).resolve().parents[1] / "samples" / "criteria.csv"


@dataclass(frozen=True, slots=True)
class Criterion:
    """判定情形: one clause of a standard."""

    standard: str
    industry: str
    number: str
    text: str
    checked: bool
    """已核: its words were compared with the published text; 未核: they were not"""
    note: str = ""


def criteria() -> tuple[Criterion, ...]:
    """判定标准, all of them: the unchecked too."""
    with CRITERIA.open(encoding="utf-8", newline="") as file:
        return tuple(
            Criterion(row["标准"], row["行业"], row["编号"], row["情形"], row["核对"] == "已核", row["备注"])
            for row in csv.DictReader(file)
        )


def offered() -> tuple[Criterion, ...]:
    """可选的判定情形: a decision rests on words that were checked, so the unchecked are left out."""
    return tuple(one for one in criteria() if one.checked)
