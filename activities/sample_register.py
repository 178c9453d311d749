"""示例县的台账 the sample county's register: its dates are kept as offsets from the day it is loaded ("D-45", "D+15").

`samples/county.csv` is the source; `samples/register.csv` is the same as a plain register, as it stood on `WRITTEN_ON`:

    python -m activities.sample_register 2025-01-02 > samples/register.csv
"""

import csv
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from activities.register_file import open_register
from domain.registers.grid import Cell, Grid
from domain.registers.reading import Reading, read_register

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
COUNTY = SAMPLES / "county.csv"
WRITTEN_ON = date(2025, 1, 2)
"""the day of the plain register: past, so that nothing in it is found in the future wherever it is imported"""

_OFFSET = re.compile(r"D(?P<days>[+-]\d{1,4})?")


def dated(cell: Cell, loaded_on: date) -> Cell:
    """日期 of an offset from the day of loading; any other cell as it is."""
    if not isinstance(cell, str) or not (offset := _OFFSET.fullmatch(cell)):
        return cell
    return (loaded_on + timedelta(days=int(offset["days"] or 0))).isoformat()


def county_on(loaded_on: date) -> list[Grid]:
    """示例县的台账 as it stands on that day, as sheets of cells."""
    return [
        replace(grid, rows=[[dated(cell, loaded_on) for cell in row] for row in grid.rows])
        for grid in open_register(COUNTY)
    ]


def read_county(loaded_on: date) -> Reading:
    """The same, read as any register is."""
    return read_register(county_on(loaded_on), today=loaded_on, name=COUNTY.stem)


def plain(grids: Sequence[Grid]) -> str:
    """台账文件: sheets as the text of a .csv file."""
    written = io.StringIO()
    for grid in grids:
        csv.writer(written, lineterminator="\n").writerows(grid.rows)
    return written.getvalue()


if __name__ == "__main__":
    sys.stdout.write(plain(county_on(date.fromisoformat(sys.argv[1]))))
