"""写工作簿 writing an .xlsx: what stood in the record stays text, and a half-written workbook is never seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

LONGEST_CELL = 32_767
"""what a spreadsheet's cell holds"""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""no formula, no link and no number comes to life in what was typed as text"""


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """新工作簿, in memory until it is whole. Errors: OSError."""
    try:
        book = xlsxwriter.Workbook(str(path), {**AS_TEXT, "in_memory": True})
        yield book
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{path}: {error}") from error
