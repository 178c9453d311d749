"""What the ledger hands out and takes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from domain.case import Case
from domain.due import Deadline
from domain.events import Event
from domain.notices import Notice
from domain.people import Appointment, Office

Kind = Literal["real", "sample", "drill"]
Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a command, for ever."""

    command_id: str
    stream: str
    digest: str
    outcome: Outcome
    refusal_code: str | None = None
    refusal_sentence: str | None = None
    first_version: int | None = None
    last_version: int | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """Everything that deciding on a case needs, read at one instant."""

    case: Case | None
    version: int
    head: bytes
    clock: datetime
    answered: Answer | None
    appointments: Mapping[str, tuple[Appointment, ...]]
    offices: Mapping[str, Office]
    edition: str | None
    calendar: str | None
    undelivered: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the record."""

    stream: str
    version: int
    type: str
    shape: int
    edition: str
    at: datetime
    recorded_at: datetime
    by: str
    command_id: str
    body: bytes
    prev_hash: bytes
    hash: bytes
    position: int
    xid: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it."""

    case: str
    kind: str
    stage: str
    open: bool
    started: bool
    cycle: int
    rung: int
    unit: str
    region: str
    industry: str
    level: str | None
    office: str | None
    batch: str | None
    found_on: date | None
    rectify_by: date | None
    due_at: datetime | None
    due_kind: str | None
    due_label: str | None
    provisional: bool
    overdue: bool
    version: int
    description: str | None = None
    """隐患 in its own words, where the list was asked for them"""
    handler: str | None = None
    """承办人, likewise"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that a batch opens."""

    number: str
    events: Sequence[Event]
    case: Case
    deadline: Deadline | None
    fingerprint: str = ""
    row_digest: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One of many cases to which one command is applied."""

    number: str
    events: Sequence[Event]
    case: Case
    deadline: Deadline | None
    expected: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as it stands, for a command that goes to many."""

    case: Case
    version: int
    head: bytes


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of an earlier register."""

    number: str
    fingerprint: str
    row_digest: str
    open: bool
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Armed:
    """A case with a deadline to come, or one that has passed without an answer."""

    case: str
    version: int
    due_at: datetime
