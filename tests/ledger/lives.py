"""Small lives to record: events as the rules would give them, appended as `execute` would."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.case import Case, Channel
from domain.due import Deadline, armed
from domain.events import CaseAdopted, Event, HazardReported, ReinspectionRequested
from domain.evolve import evolve
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar
from ledger.appending import Append, append_to
from ledger.pool import Connection
from ledger.records import Opening, Recalled
from ledger.store import Ledger

EDITION = CURRENT_EDITION
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def reported(number: str, **changes: Any) -> HazardReported:
    known: dict[str, Any] = {
        "at": AT, "number": number, "edition": EDITION, "author": "p-wang", "channel": Channel.INSPECTION,
        "entity": "e-1", "unit": "宏达化工有限公司", "region": "高新区", "industry": "危险化学品",
        "description": "储罐区可燃气体报警器失效", "office": "o-emb", "found_on": date(2026, 3, 1),
    }  # fmt: skip
    return HazardReported(**{**known, **changes})


def adopted(number: str, batch: str = "b-1", **changes: Any) -> CaseAdopted:
    known: dict[str, Any] = {
        "at": AT, "number": number, "edition": EDITION, "author": "p-clerk", "batch": batch,
        "channel": Channel.UNSTATED, "entity": f"e-{number}", "unit": "永盛烟花厂", "region": "临江县",
        "industry": "烟花爆竹", "description": f"库房超量储存 {number}", "level": "major", "found_on": date(2026, 1, 5),
        "rectify_by": date(2026, 4, 1), "row": int(number[-6:]), "original": {"单位": "永盛烟花厂"},
    }  # fmt: skip
    return CaseAdopted(**{**known, **changes})


def asked(author: str = "p-li") -> ReinspectionRequested:
    return ReinspectionRequested(at=AT + timedelta(days=1), report="已更换", author=author, holds=True)


def fold(events: Sequence[Event], case: Case | None = None) -> Case:
    for event in events:
        case = evolve(case, event)
    assert case is not None
    return case


def armed_by(case: Case) -> Deadline | None:
    return armed(case, rulebook(EDITION), bundled_calendar())


def due(at: datetime = AT + timedelta(days=7), **changes: Any) -> Deadline:
    known: dict[str, Any] = {
        "at": at,
        "due_at": at,
        "kind": "step",
        "subject": "verify",
        "day": at.date(),
        "sends": False,
    }
    return Deadline(**{**known, **changes})


async def append(
    ledger: Ledger, number: str, events: Sequence[Event], recalled: Recalled | None = None, **changes: Any
) -> int:
    """Recall unless told what was recalled, fold, append."""
    recalled = recalled or await ledger.recall(number)
    return await ledger.append(**{**_told(number, events, recalled), **changes})


async def append_within(connection: Connection, ledger: Ledger, number: str, events: Sequence[Event]) -> int:
    """The same by a connection whose transaction stays open."""
    return await append_to(connection, _told(number, events, await ledger.recall(number)))


def _told(number: str, events: Sequence[Event], recalled: Recalled) -> Append:
    after = fold(events, recalled.case)
    return {
        "case": number, "events": events, "after": after, "deadline": armed_by(after),
        "expected": recalled.version, "head": recalled.head, "by": "p-wang", "digest": "d", "edition": EDITION,
        "command_id": f"{number}/{recalled.version}", "recorded_at": recalled.clock,
    }  # fmt: skip


def opening(number: str, batch: str = "b-1", **changes: Any) -> Opening:
    events = [adopted(number, batch)]
    case = fold(events)
    told: dict[str, Any] = {
        "number": number, "events": events, "case": case, "deadline": armed_by(case), "fingerprint": f"f-{number}",
        "row_digest": f"r-{number}", "row": {"unit": "永盛烟花厂"},
    }  # fmt: skip
    return Opening(**{**told, **changes})


async def put(ledger: Ledger, number: str, **changes: Any) -> None:
    """One adopted case, as it stands then."""
    events = [adopted(number, **changes)]
    case = fold(events)
    await append(ledger, number, events, after=case, deadline=armed_by(case))
