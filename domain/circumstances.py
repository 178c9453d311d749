"""情境 everything a decision may look at besides the case: time, identity and tables come in as arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.people import Appointment, Office
from domain.rulebook import Rulebook
from domain.workdays import Calendar, day_of


@dataclass(frozen=True)
class Circumstances:
    """情境 of one command: who acts, when, under which rulebook and holiday table."""

    now: datetime
    by: str
    number: str
    """the case's number, for the command that opens it"""
    rules: Rulebook
    calendar: Calendar
    appointments: Mapping[str, tuple[Appointment, ...]] = field(default_factory=dict)
    """of the actor and of every person the command names"""
    offices: Mapping[str, Office] = field(default_factory=dict)
    letter_number: str | None = None
    """发文字号 taken under a row lock, for the commands that issue"""

    @property
    def today(self) -> date:
        """今天 in Shanghai."""
        return day_of(self.now)

    def add(self, day: date, workdays: int) -> date:
        """N workdays after (before) a day."""
        return self.calendar.add(day, workdays)
