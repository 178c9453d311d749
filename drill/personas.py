"""剧本: what somebody does next on a case. Pure: the case, its unit's temper, the tables."""

from domain.case import Case
from domain.rulebook import rulebook
from domain.workdays import Calendar
from drill.act import Act
from drill.enterprise import enterprise_acts
from drill.offices import office_acts
from drill.temper import Temper


def next_act(case: Case, temper: Temper, calendar: Calendar) -> Act | None:
    """下一个动作: whose turn comes first; one whose hour has passed is done at once."""
    acts = (*office_acts(case, temper, rulebook(case.edition), calendar), *enterprise_acts(case, temper, calendar))
    return min(acts, key=lambda one: one.turn, default=None)
