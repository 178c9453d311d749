"""Registers in few words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.registers.grid import Grid
from domain.registers.reading import Reading, read_register

TODAY = date(2026, 7, 1)


def read(*rows: Sequence[Any], name: str = "", level: Any = None, **grid: Any) -> Reading:
    """A register of one sheet, read on 2026-07-01."""
    return read_register([Grid(rows, **grid)], today=TODAY, name=name, level=level)
