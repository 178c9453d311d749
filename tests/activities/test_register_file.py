"""Files are opened as meant, and oversized or hostile ones refused in one Chinese sentence before they are (issue 2.5)."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities import register_file, workbook
from activities.register_errors import OURS, default_path, write_errors
from activities.register_file import FileRefusedError, open_register
from domain.registers.grid import Grid, Merge, Uncomputed
from domain.registers.reading import Reading, read_register

TODAY = date(2026, 7, 1)
TEXT = "单位名称,隐患内容,整改期限\n甲公司,灭火器失效,2026-12-31\n"


def read(path: Path) -> Reading:
    return read_register(open_register(path), today=TODAY, name=path.stem)


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# -- .csv as it comes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    (row,) = read(saved(tmp_path / "a.csv", TEXT.replace(",", delimiter).encode(encoding))).rows
    assert (row.unit, row.description, row.rectify_by) == ("甲公司", "灭火器失效", date(2026, 12, 31))


def test_rare_signs_of_gb18030(tmp_path: Path) -> None:
    (row,) = read(saved(tmp_path / "a.csv", TEXT.replace("甲", "𠮷㛃").encode("gb18030"))).rows
    assert row.unit == "𠮷㛃公司"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_lines_inside_cells(tmp_path: Path, end: str) -> None:
    text = f'单位名称,隐患内容{end}甲公司,"一,灭火器{end}二""通道"""{end}{end}乙公司,x{end}'
    rows = read(saved(tmp_path / "a.csv", text.encode())).rows
    assert [(row.row, row.unit) for row in rows] == [(2, "甲公司"), (4, "乙公司")]
    assert rows[0].description == '一,灭火器\n二"通道"'


def test_what_spreadsheets_write_for_themselves(tmp_path: Path) -> None:
    text = 'sep=;\n单位名称;隐患内容\n="0012";"=1+1"\n'
    (row,) = read(saved(tmp_path / "a.csv", text.encode())).rows
    assert (row.row, row.unit, row.description) == (3, "0012", "=1+1")


# -- .xlsx as it comes


def written(path: Path, fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    fill(book)
    book.close()
    return path


def test_a_workbook_with_all_that_people_do(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("台账")
        day = book.add_format({"num_format": "yyyy年m月d日"})
        sheet.merge_range("A1:D1", "某县重大事故隐患台账")
        sheet.write_row("A3", ["序号", "单位名称", "隐患内容", "整改期限"])
        sheet.merge_range("B4:B5", "甲公司")
        sheet.write_row("C4", ["灭火器失效"])
        sheet.write_datetime("D4", datetime(2026, 12, 31), day)  # noqa: DTZ001
        sheet.write_row("C5", ["通道堵塞", 46143])
        sheet.write("B7", "乙公司")
        sheet.write_formula("C7", '="第"&1&"处"', None, "第1处")
        sheet.write_formula("D7", "=DATE(2026,9,30)", day, 46295)
        sheet.write_row("A8", ["合计", 3])
        hidden = book.add_worksheet("旧")
        hidden.write_row("A1", ["单位名称", "隐患内容"])
        hidden.write_row("A2", ["丙", "丁"])
        hidden.hide()

    reading = read(written(tmp_path / "a.xlsx", fill))
    assert [(r.row, r.unit, r.description, r.rectify_by, r.level) for r in reading.rows] == [
        (4, "甲公司", "灭火器失效", date(2026, 12, 31), "major"),
        (5, "甲公司", "通道堵塞", date(2026, 5, 1), "major"),
        (7, "乙公司", "第1处", date(2026, 9, 30), "major"),
    ]
    assert [(p.sheet, p.row, p.why) for p in reading.passed] == [
        ("台账", 8, "合计行"),
        ("旧", 0, "隐藏的工作表，未读"),
    ]


def test_a_formula_counts_as_its_cached_value_and_without_one_is_rejected(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位名称", "隐患内容", "整改期限"])
    sheet.append(["甲公司", '="灭火器"&"失效"', None])  # openpyxl calculates nothing
    book.save(tmp_path / "a.xlsx")
    (grid,) = open_register(tmp_path / "a.xlsx")
    assert grid.rows[1][1] is Uncomputed.FORMULA
    (reject,) = read(tmp_path / "a.xlsx").rejects
    assert (reject.row, reject.column) == (2, "隐患内容")


def test_serial_dates_in_the_1904_system(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["单位", "隐患", "整改期限"])
        sheet.write_row("A2", ["甲", "乙"])
        sheet.write_datetime("C2", datetime(2026, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_row("A3", ["甲", "丙", 46143 - 1462])

    rows = read(written(tmp_path / "a.xlsx", fill, date_1904=True)).rows
    assert [row.rectify_by for row in rows] == [date(2026, 5, 1)] * 2


def test_formatted_emptiness_to_the_end_of_the_sheet_is_no_size(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["单位", "隐患"])
        sheet.write_row("A2", ["甲", "乙"])
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))

    assert len(read(written(tmp_path / "a.xlsx", fill)).rows) == 1


# -- refused before it is opened


def refused(path: Path) -> str:
    with pytest.raises(FileRefusedError) as told:
        open_register(path)
    sentence = str(told.value)
    assert any("一" <= sign <= "鿿" for sign in sentence)
    assert "\n" not in sentence
    return sentence


def test_no_file_a_directory_a_pipe_and_an_empty_file(tmp_path: Path) -> None:
    assert "没有这个文件" in refused(tmp_path / "none.xlsx")
    assert "不是文件" in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    assert "不是文件" in refused(tmp_path / "pipe.csv")
    assert "空文件" in refused(saved(tmp_path / "a.csv", b" \n"))


def test_kinds_of_file_that_are_none(tmp_path: Path) -> None:
    assert ".xls" in refused(saved(tmp_path / "a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600))
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    assert "加密" in refused(saved(tmp_path / "a.xlsx", locked))
    assert "不是 Excel" in refused(saved(tmp_path / "b.xlsx", TEXT.encode()))
    assert "只能导入" in refused(saved(tmp_path / "a.pdf", b"%PDF-1.7"))
    assert "网页" in refused(saved(tmp_path / "a.csv", b"<html><table></table></html>"))


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_file, "LARGEST_FILE", 1000)
    assert "太大" in refused(saved(tmp_path / "a.csv", b"x" * 1001))


def test_broken_text(tmp_path: Path) -> None:
    assert "空字节" in refused(saved(tmp_path / "a.csv", TEXT.encode() + b"\0"))
    assert "编码" in refused(saved(tmp_path / "a.csv", TEXT.encode() + b"\xff\xff\xff"))
    assert "引号" in refused(saved(tmp_path / "a.csv", (TEXT + '乙公司,"没有收尾的引号,2026-12-31\n丙,丁,\n').encode()))
    assert "过长" in refused(saved(tmp_path / "a.csv", (TEXT + "乙," + "长" * 1_100_000).encode()))


def test_too_many_rows_and_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_file, "MOST_ROWS", 5)
    assert "行太多" in refused(saved(tmp_path / "a.csv", (TEXT * 3).encode()))
    assert "列太多" in refused(saved(tmp_path / "b.csv", ("a," * 300 + "b\n").encode()))

    def tall(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(7):
            sheet.write(row, 0, "a")

    def wide(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write(0, 300, "a")

    assert "行太多" in refused(written(tmp_path / "tall.xlsx", tall))
    assert "列太多" in refused(written(tmp_path / "wide.xlsx", wide))


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def good_entries(tmp_path: Path) -> dict[str, bytes]:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["单位", "隐患"])
        sheet.write_row("A2", ["甲", "乙"])

    with zipfile.ZipFile(written(tmp_path / "good.xlsx", fill)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_a_zip_bomb_is_known_by_its_directory(tmp_path: Path) -> None:
    entries = good_entries(tmp_path)
    assert len(read(zipped(tmp_path / "a.xlsx", entries)).rows) == 1, "the same without the bomb is read"
    bomb = b"<worksheet>" + b" " * (40 * 1024 * 1024) + b"</worksheet>"
    assert "压缩炸弹" in refused(zipped(tmp_path / "bomb.xlsx", entries | {"xl/worksheets/sheet1.xml": bomb}))
    assert "压缩炸弹" in refused(
        zipped(tmp_path / "media.xlsx", entries | {"xl/media/a.bin": b"\0" * (64 * 1024 * 1024)})
    )


def test_a_directory_of_too_many_entries(tmp_path: Path) -> None:
    many = good_entries(tmp_path) | {f"x/{i}.txt": b"" for i in range(workbook.MOST_ENTRIES)}
    assert "过多" in refused(zipped(tmp_path / "a.xlsx", many))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_are_refused_wherever_they_are_declared(tmp_path: Path, part: str, declared: str) -> None:
    entries = good_entries(tmp_path)
    head, mark, rest = entries[part].partition(b"?>")
    assert "实体" in refused(zipped(tmp_path / "a.xlsx", entries | {part: head + mark + declared.encode() + rest}))


def test_a_zip_that_is_no_workbook_or_a_broken_one(tmp_path: Path) -> None:
    entries = good_entries(tmp_path)
    assert "不是 Excel" in refused(zipped(tmp_path / "a.xlsx", {"a.txt": b"x"}))
    assert "XML" in refused(zipped(tmp_path / "b.xlsx", entries | {"xl/worksheets/sheet1.xml": b"<worksheet><row>"}))
    assert refused(zipped(tmp_path / "c.xlsx", entries | {"xl/workbook.xml": b"<workbook/>"}))
    assert "可疑" in refused(zipped(tmp_path / "d.xlsx", entries | {"../../x.xml": b"<a/>"}))
    whole = zipped(tmp_path / "e.xlsx", entries).read_bytes()
    assert refused(saved(tmp_path / "f.xlsx", whole[: len(whole) // 2]))
    assert "加密" in refused(saved(tmp_path / "g.xlsx", _flagged(whole)))


def _flagged(content: bytes) -> bytes:
    """The same zip with the first entry marked as encrypted, in its directory."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + bytes([content[at + 8] | 1]) + content[at + 9 :]


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".txt"]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_bytes_are_opened_or_refused(tmp_path: Path, content: bytes, suffix: str, zip_like: bool) -> None:
    path = saved(tmp_path / f"a{suffix}", (b"PK\x03\x04" if zip_like else b"") + content)
    try:
        grids = open_register(path)
    except FileRefusedError as sentence:
        told = str(sentence)
        assert told
    else:
        assert all(isinstance(grid, Grid) for grid in grids)


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_a_workbook_with_any_byte_changed_is_opened_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # stored: a changed byte reaches the XML
        for name, content in good_entries(tmp_path).items():
            archive.writestr(name, content)
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        open_register(saved(tmp_path / "a.xlsx", bytes(content)))
    except FileRefusedError as sentence:
        told = str(sentence)
        assert told


# -- the error sheet


def test_the_error_sheet_holds_the_rows_as_they_stood_and_nothing_comes_to_life(tmp_path: Path) -> None:
    rows = [
        ["单位名称", "隐患内容", "整改期限", "网址"],
        ["甲", "乙", "2026-02-30", '=HYPERLINK("http://x")'],
        ["", "丁", "", "http://example.invalid"],
        ["好", "好", "", ""],
    ]
    path = default_path(tmp_path / "台账.xlsx")
    assert path.name == "台账-错误.xlsx"
    write_errors(read_register([Grid(rows, "一月")], today=TODAY), path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == [*OURS, *rows[0]]
    assert lines[1][:2] == ["一月!2", "整改期限(C)"]
    assert lines[1][3:] == ["甲", "乙", "2026-02-30", '=HYPERLINK("http://x")']
    assert lines[2][1:3] == ["单位名称(A)", "没有单位名称"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_mended_error_sheet_can_be_imported_as_it_is(tmp_path: Path) -> None:
    reading = read_register([Grid([["单位名称", "隐患内容", "整改期限"], ["甲", "乙", "2026-02-30"]])], today=TODAY)
    write_errors(reading, tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert book.active is not None
    book.active["F2"] = "2026-02-28"
    book.save(tmp_path / "e.xlsx")
    (row,) = read(tmp_path / "e.xlsx").rows
    assert (row.unit, row.rectify_by) == ("甲", date(2026, 2, 28))


def test_merges_are_told_zero_based() -> None:
    assert workbook._merge("B4:B5") == Merge(3, 1, 4, 1)
    assert workbook._merge("nonsense") is None
