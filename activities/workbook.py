"""打开工作簿 opening an .xlsx: its zip directory and its XML are looked at before a reader of spreadsheets sees it."""

import contextlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.registers.grid import Cell, Grid, Merge, Uncomputed

MOST_ENTRIES = 2_000
LARGEST_ENTRY = 256 * 1024 * 1024
LARGEST_WHOLE = 384 * 1024 * 1024
HIGHEST_RATIO = 400
RATIO_MATTERS_FROM = 8 * 1024 * 1024
MOST_CELLS = 3_000_000
MOST_SHEETS = 100
_CHUNK = 1 << 18
_ENCRYPTED = 0x1


class FileRefusedError(Exception):
    """文件退回: the file is not opened, nothing of it is read. The message is one Chinese sentence."""


@dataclass(slots=True)
class _Shape:
    """What a sheet's XML holds, counted before it is read."""

    merges: list[Merge] = field(default_factory=list)
    formulas: bool = False
    cells: int = 0


def open_workbook(content: bytes, name: str, *, most_rows: int, most_columns: int) -> list[Grid]:
    """打开工作簿: its sheets as cells. Raises FileRefusedError."""
    shapes = _looked_at(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drawings and styles it passes over
            grids = list(_grids(content, name, shapes, most_rows, most_columns))
    except FileRefusedError:
        raise
    except Exception as error:  # whatever a broken workbook makes the reader do is the workbook's fault
        raise FileRefusedError(f"{name} 损坏或不是 Excel 工作簿，无法打开") from error
    if not grids:
        raise FileRefusedError(f"{name} 里没有工作表")
    return grids


def _looked_at(content: bytes, name: str) -> dict[str, _Shape]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, name)
            return {
                entry.filename: _look(archive, entry, name) for entry in archive.infolist() if _is_xml(entry.filename)
            }
    except FileRefusedError:
        raise
    except expat.ExpatError as error:
        raise FileRefusedError(f"{name} 损坏：其中的 XML 不完整") from error
    except Exception as error:  # a hostile zip has many ways to be one
        raise FileRefusedError(f"{name} 不是完整的 Excel 工作簿") from error


def _check_directory(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES:
        raise FileRefusedError(f"{name} 内含文件过多({len(entries)}个),拒绝打开")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefusedError(f"{name} 已加密，请去掉密码后再导入")
    if len(set(names)) != len(names) or any(n.startswith(("/", "\\")) or normpath(n).startswith("..") for n in names):
        raise FileRefusedError(f"{name} 的内部结构可疑，拒绝打开")
    whole = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > RATIO_MATTERS_FROM and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if whole > LARGEST_WHOLE or swollen or any(entry.file_size > LARGEST_ENTRY for entry in entries):
        raise FileRefusedError(f"{name} 解压后过大({whole // 1024 // 1024} MB),疑似压缩炸弹，拒绝打开")
    if "[Content_Types].xml" not in names or not any(n.endswith("workbook.xml") for n in names):
        raise FileRefusedError(f"{name} 不是 Excel 工作簿")


def _is_xml(filename: str) -> bool:
    return filename.endswith((".xml", ".rels"))


def _look(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> _Shape:
    """One pass over an XML part: refuses document types (entities, billions of laughs), notes merges and formulas."""
    shape = _Shape()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    texts = entry.filename.endswith(("sharedStrings.xml", "styles.xml"))  # large, and no place for cells

    def refuse_doctype(*_: Any) -> None:
        raise FileRefusedError(f"{name} 的 XML 里有实体声明，拒绝打开")

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c":
            shape.cells += 1
            if shape.cells > MOST_CELLS:
                raise FileRefusedError(f"{name} 的单元格太多，拒绝打开")
        elif local == "f":
            shape.formulas = True
        elif local == "mergeCell" and (merge := _merge(attributes.get("ref", ""))):
            shape.merges.append(merge)

    parser.StartDoctypeDeclHandler = refuse_doctype
    if not texts:
        parser.StartElementHandler = start
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    return shape


def _merge(ref: str) -> Merge | None:
    with contextlib.suppress(ValueError, TypeError):
        left, top, right, bottom = (bound or 0 for bound in range_boundaries(ref))
        if min(left, top, right, bottom) > 0:
            return Merge(top - 1, left - 1, bottom - 1, right - 1)
    return None


def _grids(content: bytes, name: str, shapes: dict[str, _Shape], most_rows: int, most_columns: int) -> Iterator[Grid]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas: Any = None
    if len(book.worksheets) > MOST_SHEETS:
        raise FileRefusedError(f"{name} 的工作表太多，最多{MOST_SHEETS}张")
    for position, sheet in enumerate(book.worksheets):
        shape = shapes.get(getattr(sheet, "_worksheet_path", ""))
        if shape is None:  # a sheet in a part that was not looked at
            raise FileRefusedError(f"{name} 的内部结构可疑，拒绝打开")
        hidden = sheet.sheet_state != "visible"
        rows = [] if hidden else _cells(sheet, name, most_rows, most_columns)
        if shape.formulas and not hidden:
            formulas = formulas or load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            _mark_uncomputed(rows, formulas.worksheets[position], len(rows), most_columns)
        yield Grid(rows, sheet.title, hidden, tuple(shape.merges), book.epoch == CALENDAR_MAC_1904)
    book.close()


def _cells(sheet: Any, name: str, most_rows: int, most_columns: int) -> list[list[Cell]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows: list[list[Cell]] = []
    said = 0
    for cells in sheet.iter_rows(values_only=True):
        filled = sum(1 for cell in cells if cell is not None)
        said += bool(filled)
        if said > most_rows:
            raise FileRefusedError(f"{name} 的行太多，最多{most_rows}行")
        if len(cells) > most_columns and any(cell is not None for cell in cells[most_columns:]):
            raise FileRefusedError(f"{name} 的列太多，最多{most_columns}列")
        rows.append(list(cells[:most_columns]) if filled else [])
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _mark_uncomputed(rows: list[list[Cell]], sheet: Any, count: int, most_columns: int) -> None:
    """A formula whose value the file does not hold reads as an empty cell; it is none."""
    sheet.reset_dimensions()
    for index, cells in enumerate(sheet.iter_rows(values_only=True, max_row=count)):
        for column, cell in enumerate(cells[:most_columns]):
            if (
                isinstance(cell, str)
                and cell.startswith("=")
                and (column >= len(rows[index]) or rows[index][column] is None)
            ):
                rows[index].extend([None] * (column + 1 - len(rows[index])))
                rows[index][column] = Uncomputed.FORMULA
