"""演练中的一个动作: who does what on which day, always in office hours and never at the instant of a deadline."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from domain.workdays import instant

PHOTO = hashlib.sha256("演练：现场照片".encode()).hexdigest()
"""佐证材料 of every act that needs a file; a drill keeps none"""

# Deadlines fall at 24:00 or between 08:30 and 08:50, so each of these is far from any. Everything else of a day is done at
# one moment: to turn a case's clock costs nearly as much as what is done then.
HOUR = time(10, 30)
HOURS = {"CheckInterimMeasures": time(8, 5)}  # before the handler would be reminded of it

# What follows from something comes after it: a draft of 08:30 is signed, issued and served the same day.
TURNS = (
    "CheckInterimMeasures",
    "ReleaseProvisional",
    "SignLetter",
    "Determine",
    "RequestReinspection",
    "IssueOrder",
    "SubmitPlan",
    "IssueLetter",
    "FilePenalty",
    "PassReinspection",
    "FailReinspection",
    "ServeLetter",
    "RecordTalk",
    "Acknowledge",
    "AnswerLetter",
    "ReceiveTalkReport",
    "ApprovePlan",
    "RecordPosting",
    "RecordWorkersReport",
    "ApproveClosure",
)


@dataclass(frozen=True)
class Act:
    """动作: one command, by whom, and when at the earliest."""

    command: str
    by: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def turn(self) -> tuple[datetime, int]:
        """When it is done, and where it stands among what is done then."""
        return self.at, TURNS.index(self.command)


def act(command: str, by: str, day: date, **data: Any) -> Act:
    """The act on that day, at the hour at which such things are done."""
    return Act(command, by, instant(day, HOURS.get(command, HOUR)), data)
