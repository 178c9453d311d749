"""The case view's row: the snapshot, and the columns that lists need."""

from hashlib import sha256
from typing import Any

import orjson

from domain.case import Case
from domain.due import Deadline

SHAPE = sha256(orjson.dumps(Case.model_json_schema(), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
"""Which Case the snapshots are of. A release that changes Case finds another shape and folds the events anew."""

COLUMNS = (
    "number", "version", "shape", "snapshot", "kind", "stage", "open", "started", "cycle", "rung", "unit", "entity",
    "region", "industry", "channel", "level", "office", "batch", "found_on", "rectify_by", "due_at", "due_kind",
    "due_label", "provisional", "sponsor",
)  # fmt: skip
DUE = frozenset({"due_at", "due_kind", "due_label", "provisional"})


def row(case: Case, version: int, deadline: Deadline | None) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    return (
        case.number,
        version,
        SHAPE,
        case.model_dump_json(exclude_defaults=True),
        case.kind,
        case.stage.value,
        case.open,
        case.started,
        case.cycle,
        case.rung,
        case.unit,
        case.entity,
        case.region,
        case.industry,
        case.channel.value,
        case.level,
        case.office,
        case.batch,
        case.found_on,
        None
        if case.hold is not None and case.hold.in_force
        else case.rectify_by,  # 中止: T stands still, nothing lapses
        deadline.due_at if deadline else None,
        deadline.kind if deadline else None,
        deadline.label if deadline else None,
        deadline.provisional if deadline else False,
        case.sponsor,
    )


def snapshot(text: str, shape: str, folded: int, version: int) -> Case | None:
    """The case as it was kept, or None when it must be folded from its events."""
    if shape != SHAPE or folded != version:
        return None
    return Case.model_validate_json(text)
