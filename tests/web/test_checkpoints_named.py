"""What a checkpoint was made for names no case: it is shown to every auditor, and lies where anybody may read it."""

import pytest

from domain.people import Role
from ledger.witness.checkpoints import checkpoint
from tests.web.conftest import Running
from tests.web.test_walk import told_apart
from web.audit.checkpoints import unnamed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("closure 2026-000123", "closure"),
        ("与账相符，为当时全部记录作证（closure 2026-0001234）", "与账相符，为当时全部记录作证（closure）"),
        ("export 2026-000123", "export"),
        ("daily", "daily"),
        ("by hand", "by hand"),
    ],
)
def test_the_case_of_an_old_checkpoint_is_left_out(said: str, told: str) -> None:
    assert unnamed(said) == told


async def test_an_old_one_names_its_case_to_who_sees_that_alone(running: Running) -> None:
    _, foreign, _ = await told_apart(running, Role.TOWN)
    why = f"closure {foreign[0]['number']}"
    made = await checkpoint(running.ledger, running.desk.settings, why=why)
    pages = {
        role: (await running.told(role, "/api/v1/audit/checkpoints"))["items"]
        for role in (Role.COMMISSION_OFFICE, Role.TOWN)
    }
    (whole,) = [one for one in pages[Role.COMMISSION_OFFICE] if one["note"] == made.note]
    (less,) = [one for one in pages[Role.TOWN] if one["number"] == whole["number"]]
    assert whole["why"] == why
    assert less == whole | {"why": "closure", "note": ""}
