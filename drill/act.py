"""演练中的一个动作: who does what on which day, always in office hours and never at the instant of a deadline."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from domain.workdays import instant

PHOTO = hashlib.sha256("演练：现场照片".encode()).hexdigest()
"""佐证材料 of every act that needs a file; a drill keeps none"""

# Deadlines fall at 24:00 or between 08:30 and 08:50, so each of these is far from any. Within a day what follows from
# something comes after it: a draft of 08:30 is signed, issued and served the same day.
HOURS = {
    "ReleaseProvisional": time(9, 10),
    "SignLetter": time(9, 20),
    "Determine": time(9, 30),
    "RequestReinspection": time(9, 40),
    "IssueOrder": time(9, 50),
    "SubmitPlan": time(10, 10),
    "IssueLetter": time(10, 30),
    "ServeInPerson": time(10, 50),
    "CheckInterimMeasures": time(11, 10),
    "FilePenalty": time(11, 20),
    "PassReinspection": time(13, 40),
    "FailReinspection": time(13, 40),
    "ServeLetter": time(14, 20),
    "RecordTalk": time(14, 40),
    "Acknowledge": time(15, 10),
    "AnswerLetter": time(15, 20),
    "ReceiveTalkReport": time(15, 40),
    "ApprovePlan": time(15, 50),
    "RecordPosting": time(16, 0),
    "RecordWorkersReport": time(16, 10),
    "ApproveClosure": time(16, 40),
}


@dataclass(frozen=True)
class Act:
    """动作: one command, by whom, and when at the earliest."""

    command: str
    by: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def act(command: str, by: str, day: date, *, hour: str = "", **data: Any) -> Act:
    """The act on that day, at the hour at which such things are done."""
    return Act(command, by, instant(day, HOURS[hour or command]), data)
