"""What crosses Temporal: orders going in, standings coming back. Fields are only ever added, with a default.

Temporal shows payloads in plain text, so these carry numbers, codes and ids, never a name (G20).
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

TASK_QUEUE = "duban"
HAZARD_SUPERVISION = "HazardSupervision"
RECONCILIATION = "Reconciliation"
TELLING = "BatchTelling"
NEW_CASE = "new"
"""What an order names as its case when it reports a matter that has no number yet."""
LAPSE = "Lapse"
PROJECT = "Project"
CLOCK = "duban:clock"
"""Who acts when a deadline passes: nobody but time."""


class Codes:
    """Refusals of the machinery itself; those of the rules are the rules' own."""

    CASE_UNKNOWN = "CASE_UNKNOWN"
    COMMAND_ID_MALFORMED = "COMMAND_ID_MALFORMED"
    COMMAND_ID_REUSED = "COMMAND_ID_REUSED"
    COMMAND_MALFORMED = "COMMAND_MALFORMED"
    COMMAND_TOO_LARGE = "COMMAND_TOO_LARGE"
    COMMAND_UNKNOWN = "COMMAND_UNKNOWN"
    EVIDENCE_MISSING = "EVIDENCE_MISSING"
    EXECUTION_FAILED = "EXECUTION_FAILED"
    HANDS_NOT_SEPARATE = "HANDS_NOT_SEPARATE"
    LEDGER_BEHIND = "LEDGER_BEHIND"
    LEDGER_UNAVAILABLE = "LEDGER_UNAVAILABLE"
    MISDIRECTED = "MISDIRECTED"
    NOT_YET = "NOT_YET"


class _Payload(BaseModel):
    # Unknown fields are ignored on purpose: an older worker must read what a newer one wrote.
    model_config = ConfigDict(frozen=True)


class Refused(_Payload):
    """不予受理: why nothing happened, as a stable code and a sentence for people."""

    code: str
    sentence: str


class NoticeRef(_Payload):
    """文书或消息的去向凭据: a letter or message that must still be handed over, by its key alone."""

    key: str
    case: str


class Order(_Payload):
    """指令: one command for one case. `digest` covers what was asked, so that the same id cannot mean two things."""

    case: str
    command: str
    data: dict[str, Any]
    by: str
    command_id: str
    digest: str
    now: datetime | None = None
    """The workflow's clock when it is executed; the ledger of a drill has no other."""
    seen: int = 0
    """The highest version the workflow has seen: a ledger that is behind it has been restored (G9)."""


class Standing(_Payload):
    """案件现状: the ledger's last answer about a case, never a second truth."""

    case: str
    version: int = 0
    stage: str = ""
    rung: int = 0
    due_at: datetime | None = None
    due_kind: str = ""
    provisional: bool = False
    armed: bool = False
    refusal: Refused | None = None
    undelivered: tuple[NoticeRef, ...] = ()
    first_version: int | None = None
    """Versions this command wrote, first and last; none when it wrote nothing."""
    last_version: int | None = None
    ahead: float = 0.0
    """With NOT_YET: by how many seconds the asker's clock is ahead of the database's."""


class Watch(_Payload):
    """A case to be watched. `seen` is a tripwire that survives continue-as-new (G9), never a state."""

    case: str
    seen: int = 0


class Reconciled(_Payload):
    """对账结果: what one comparison of the ledger with the running workflows found and did."""

    open: int = 0
    """Cases with an armed deadline."""
    started: int = 0
    """Workflows that were missing and now run."""
    failed: int = 0
    """Workflows that are missing and could not be started."""
    projected: int = 0
    """Cases whose dates were counted again, because a new holiday table has come."""
    overdue: tuple[str, ...] = ()
    """Cases whose deadline has passed without an answer (G7)."""
    strays: tuple[str, ...] = ()
    """Workflows running for a case that has nothing armed; each was asked to look again."""
    behind: tuple[str, ...] = ()
    """Cases of which a workflow has seen more than the ledger holds (G9)."""


class Telling(_Payload):
    """待知会的批次: its cases were written past their workflows, by this command of the ledger if by any."""

    batch: str
    command_id: str = ""


class Told(_Payload):
    """知会到哪里: soonest deadline first, up to and with this one."""

    told: int = 0
    missed: tuple[str, ...] = ()
    """Cases on the way that could not be told, to be tried again."""
    due_at: datetime | None = None
    case: str = ""


def workflow_id(case: str) -> str:
    """The one workflow id of a case, and the name of its stream in the ledger."""
    return f"case-{case}"


def telling_id(telling: Telling) -> str:
    """One telling of a command at a time, whoever begins it."""
    return f"tell-{telling.command_id or telling.batch}"


def lapse_id(case: str, version: int) -> str:
    """The clock's command id: one lapse per version, so a repeated timer is the same command."""
    return f"{workflow_id(case)}/lapse/{version}"


def project_id(case: str, calendar: str) -> str:
    """The clock's command id for counting a case's dates again over a new holiday table."""
    return f"{workflow_id(case)}/project/{calendar}"


def digest_of(case: str, command: str, data: dict[str, Any], by: str) -> str:
    """Digest over what was asked: the same command id with another digest is another command, and refused (G2)."""
    asked = json.dumps([case, command, data, by], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def order_of(case: str, command: str, data: dict[str, Any], *, by: str, command_id: str) -> Order:
    """An order with its digest, as a person gives it."""
    digest = digest_of(case, command, data, by)
    return Order(case=case, command=command, data=data, by=by, command_id=command_id, digest=digest)


def lapse_of(standing: Standing) -> Order:
    """The clock's order for the deadline a standing has armed."""
    data = {"due_at": standing.due_at.isoformat() if standing.due_at else None}
    command_id = lapse_id(standing.case, standing.version)
    return order_of(standing.case, LAPSE, data, by=CLOCK, command_id=command_id)
