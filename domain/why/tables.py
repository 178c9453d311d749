"""当时的节假日表 the table of an edition, as far as the running program still carries it."""

from collections.abc import Sequence
from datetime import datetime

from domain.workdays import Calendar, bundled_calendar

Loaded = tuple[datetime, str]
"""when a table was put in force, and its edition"""


def table(edition: str) -> tuple[Calendar, bool]:
    """节假日表 of an edition, and whether it is surely the one of then.

    An edition is named by the last year whose notice it holds; of an older one the later notices are left out. What
    their years' days were thought to be before the notice is not kept: those days are then a plain week, and not sure.
    """
    now = bundled_calendar()
    if edition == now.edition:
        return now, True
    if not edition.isdigit() or int(edition) > max(now.announced):
        return now, False
    last = int(edition)
    older = now.model_copy(
        update={
            "edition": edition,
            "announced": frozenset(year for year in now.announced if year <= last),
            "rest": frozenset(day for day in now.rest if day.year <= last),
            "work": frozenset(day for day in now.work if day.year <= last),
        }
    )
    return older, False


def tables_at(loaded: Sequence[Loaded], at: datetime) -> tuple[str, ...]:
    """Which editions a decision of that moment can have used: in force by the record; else the next one to come.

    A program with a newer table decides with it from its start; the record names it once all dates are counted again.
    """
    before = [edition for moment, edition in loaded if moment <= at]
    after = [edition for moment, edition in loaded if moment > at]
    editions = (*before[-1:], *after[:1]) or (bundled_calendar().edition,)
    return tuple(dict.fromkeys(editions))
