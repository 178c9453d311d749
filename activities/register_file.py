"""打开台账文件 opening a register somebody sent: refused in one sentence before anything of it is believed."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from activities.workbook import FileRefusedError, open_workbook
from domain.registers.grid import Cell, Grid
from domain.registers.headings import map_headings

LARGEST_FILE = 32 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_WORKBOOKS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".txt"}
_DELIMITERS = ",\t;|"

__all__ = ["FileRefusedError", "open_register"]


def open_register(path: Path) -> list[Grid]:
    """打开台账文件: its sheets as cells. Raises FileRefusedError with one Chinese sentence."""
    content = read_bounded(path)
    suffix = path.suffix.lower()
    if content.startswith(_OLE2):
        raise FileRefusedError(
            f"{path.name} 已加密，请去掉密码后再导入"
            if "EncryptedPackage".encode("utf-16-le") in content
            else f"{path.name} 是旧版 .xls 文件，请另存为 .xlsx 后再导入"
        )
    if content.startswith(b"PK"):
        return open_workbook(content, path.name, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    if suffix in _WORKBOOKS:
        raise FileRefusedError(f"{path.name} 不是 Excel 工作簿，内容与扩展名不符")
    if suffix not in _TEXTS:
        raise FileRefusedError(f"{path.name} 的格式不认识，只能导入 .xlsx 和 .csv")
    return [_open_text(content, path)]


def read_bounded(path: Path) -> bytes:
    """The bytes of a file of bearable size; neither directories nor pipes nor what never ends."""
    try:
        if not path.exists():
            raise FileRefusedError(f"没有这个文件：{path}")
        if not path.is_file():
            raise FileRefusedError(f"{path} 不是文件")
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise FileRefusedError(
                f"{path.name} 太大({size // 1024 // 1024} MB),最多 {LARGEST_FILE // 1024 // 1024} MB"
            )
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise FileRefusedError(f"读不出 {path.name}：{getattr(error, 'strerror', None) or error}") from error
    if len(content) > LARGEST_FILE:
        raise FileRefusedError(f"{path.name} 太大，最多 {LARGEST_FILE // 1024 // 1024} MB")
    if not content.strip():
        raise FileRefusedError(f"{path.name} 是空文件")
    return content


def _open_text(content: bytes, path: Path) -> Grid:
    text = decoded(content, path.name)
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise FileRefusedError(f"{path.name} 是网页或 XML,不是 .csv,请另存为 .xlsx 后再导入")
    first, _, rest = text.partition("\n")
    if (
        first.strip().casefold().startswith("sep=") and len(first.strip()) == 5
    ):  # written by spreadsheets for themselves
        return Grid([[], *_parsed(rest, first.strip()[-1], path.name)], sheet="")
    delimiter = max(_DELIMITERS, key=lambda sign: _how_well_it_parts(text, sign))
    return Grid(_parsed(text, delimiter, path.name), sheet="")


def decoded(content: bytes, name: str) -> str:
    """文字: UTF-8, UTF-16 or GB18030 (GBK), told by marks and by trying, never by guessing letter by letter."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding, name)
    if b"\0" in content:
        # UTF-16 without its mark has its zeros on one side only: line ends and commas are ASCII
        for encoding, zeros in (("utf-16-le", content[1::2]), ("utf-16-be", content[0::2])):
            if len(content) % 2 == 0 and zeros.count(0) == content.count(0):
                return _strictly(content, encoding, name)
        raise FileRefusedError(f"{name} 不是文本文件(含有空字节)")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "gb18030", name)


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefusedError(f"{name} 的编码不认识，请存为 UTF-8 或 GBK 后再导入") from None
    if "\0" in text:
        raise FileRefusedError(f"{name} 不是文本文件(含有空字节)")
    return text


def _how_well_it_parts(text: str, delimiter: str) -> tuple[int, int]:
    """By how many headings of a register the first lines show when parted so."""
    lines = io.StringIO(text[:50_000], newline="")
    best = 0
    try:
        for row, _ in zip(csv.reader(lines, delimiter=delimiter), range(60), strict=False):
            best = max(best, map_headings([" ".join(cell.split()) for cell in row]).score)
    except csv.Error:
        pass
    return best, -_DELIMITERS.index(delimiter)


def _parsed(text: str, delimiter: str, name: str) -> Sequence[Sequence[Cell]]:
    rows: list[list[Cell]] = []
    csv.field_size_limit(LONGEST_CELL)
    # strict: a quotation mark never closed would otherwise swallow the rest of the register in silence
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise FileRefusedError(f"{name} 第{reader.line_num}行的列太多，最多{MOST_COLUMNS}列")
            rows.append([_as_text(cell) for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise FileRefusedError(f"{name} 的行太多，最多{MOST_ROWS}行")
    except csv.Error:
        raise FileRefusedError(f"{name} 第{reader.line_num}行附近的引号不成对或单元格过长，没有读入任何一行") from None
    return rows


def _as_text(cell: str) -> str:
    # ="0012" is how spreadsheets keep a number from being one
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) >= 3 else cell
