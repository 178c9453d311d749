"""假如的一级 a rung as it would have come, between the earliest and the latest day."""

from datetime import date

from domain.glossary import RUNGS
from domain.why.answer import Instead
from domain.why.supposed import Course
from domain.wording import zh


def instead(rung: int, quick: Course, slow: Course, actual: date | None) -> Instead:
    """假如: one rung between the two courses, beside the day on which it really fired."""
    earliest, latest = quick.rungs.get(rung), slow.rungs.get(rung)
    if earliest is not None and latest is not None and latest < earliest:
        earliest, latest = latest, earliest
    certain = earliest is not None and earliest == latest
    really = f"；实际为{zh(actual)}" if actual else "；实际未触发"
    if certain:
        how = f"应于{zh(earliest)}触发"
    elif earliest is not None and latest is not None:
        how = f"最早{zh(earliest)}，最迟{zh(latest)}，视上一级文书何时签发、送达"
    elif earliest is None and latest is None:
        how = "不会触发"
    else:
        how = f"最早{zh(earliest or latest)}；如文书签发、送达拖延，则在此期间未必触发"
    return Instead(
        rung=rung,
        name=RUNGS[rung],
        earliest=earliest,
        latest=latest,
        certain=certain,
        actual=actual,
        sentence=f"{how}{really}",
    )
