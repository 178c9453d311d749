"""Recorded histories of every kind of life replay on today's code; one that must not, does not (G12, G18)."""

import json
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.record import HISTORIES, LIVES
from workflows.client import CONVERTER
from workflows.hazard import HazardSupervision
from workflows.reconcile import Reconciliation
from workflows.telling import BatchTelling

RECORDED = {path: path.read_text(encoding="utf-8") for path in sorted(HISTORIES.glob("*.json"))}


def replayer() -> Replayer:
    return Replayer(workflows=[HazardSupervision, Reconciliation, BatchTelling], data_converter=CONVERTER)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_life_replays(path: Path) -> None:
    await replayer().replay_workflow(WorkflowHistory.from_json(f"case-{path.stem}", RECORDED[path]))


def test_every_kind_of_life_is_recorded() -> None:
    assert {path.stem.rpartition("-")[0] for path in RECORDED} == {*LIVES, "reconciliation", "telling"}


def test_one_recorded_life_crosses_continue_as_new() -> None:
    assert any("WORKFLOW_EXECUTION_CONTINUED_AS_NEW" in text for text in RECORDED.values())


async def test_a_tampered_history_fails() -> None:
    """A letter handed over by another activity than the one asked for: the gate must see it."""
    history = json.loads(RECORDED[HISTORIES / "silent-1.json"])
    renamed = 0
    for event in history["events"]:
        attributes: dict[str, Any] = event.get("activityTaskScheduledEventAttributes", {})
        if attributes:
            attributes["activityType"]["name"] = "hand_back"
            renamed += 1
    assert renamed

    with pytest.raises(workflow.NondeterminismError):
        await replayer().replay_workflow(WorkflowHistory.from_json("case-tampered", history))
