"""What a checkpoint was made for names no case: it is shown to every auditor, and lies where anybody may read it."""

import pytest

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
