"""人员、机构、单位、任职 from a workbook, a .csv or JSON; bad records come back with their reason (issue 2.6)."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import xlsxwriter

from activities.people_import import Bad, PeopleImport, import_people
from activities.register_people import entity_id
from activities.workbook import FileRefusedError
from domain.people import Role
from domain.refusals import Refusal
from ledger.people import appointments, entity, names
from ledger.store import Ledger

WHOLE: dict[str, list[dict[str, Any]]] = {
    "people": [{"id": "p-1", "name": "示例甲", "phone": "0577-1"}, {"id": "p-2", "name": "示例乙"}],
    "offices": [{"id": "o-1", "name": "示例局", "sign": "示", "jurisdiction": "示例县", "industries": ["化工"]}],
    "entities": [{"name": "示例公司", "region": "示例县"}],
    "appointments": [
        {"person": "p-1", "role": "regulator", "at": "o-1", "head": True, "since": "2026年1月"},
        {"person": "p-2", "role": "主要负责人", "at": "示例公司"},
    ],
}


def written(folder: Path, whole: Any) -> Path:
    path = folder / "people.json"
    path.write_bytes(orjson.dumps(whole))
    return path


def counts(result: PeopleImport) -> tuple[int, int, int, int]:
    return len(result.people), len(result.offices), len(result.entities), len(result.appointments)


async def held(ledger: Ledger) -> set[tuple[str, Role, str, bool, str]]:
    return {(a.person, a.role, a.at, a.head, str(a.since)) for a in await appointments(ledger.pool)}


HELD = {
    ("p-1", Role.REGULATOR, "o-1", True, "2026-01-01"),
    ("p-2", Role.ENTITY, entity_id("示例公司", "示例县"), True, "None"),
}


async def test_json(ledger: Ledger, tmp_path: Path) -> None:
    result = await import_people(ledger, written(tmp_path, WHOLE))
    assert not result.rejected
    assert counts(result) == (2, 1, 1, 2)
    assert await held(ledger) == HELD
    found = await entity(ledger.pool, entity_id("示例公司", "示例县"))
    assert found is not None


async def test_a_workbook_of_four_sheets(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "人员.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet, rows in {
        "人员": [["姓名", "编号", "电话"], ["示例甲", "p-1", "0577-1"], ["示例乙", "p-2", ""]],
        "机构": [["编号", "名称", "机关代字", "辖区", "行业"], ["o-1", "示例局", "示", "示例县", "化工、消防"]],
        "单位": [["单位名称", "区域"], ["示例公司", "示例县"]],
        "任职": [
            ["人员", "角色", "机构或单位", "负责人", "起"],
            ["p-1", "监管部门", "示例局", "是", "2026.1.1"],
            ["p-2", "主要负责人", "示例公司", "", ""],
        ],
    }.items():
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    result = await import_people(ledger, path)
    assert not result.rejected
    assert result.offices[0].industries == ("化工", "消防")
    assert await held(ledger) == HELD


async def test_a_csv_with_a_column_of_kinds(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    lines = [
        "类别,编号,姓名,名称,区域,人员,角色,任职处,负责人,起",
        "人员,p-1,示例甲,,,,,,,",
        "人员,p-2,示例乙,,,,,,,",
        "机构,o-1,,示例局,,,,,,",
        "单位,,,示例公司,示例县,,,,,",
        "任职,,,,,p-1,监管部门,o-1,是,2026-01-01",
        "任职,,,,示例县,p-2,主要负责人,示例公司,,",
    ]
    path.write_bytes("\n".join(lines).encode("gbk"))
    result = await import_people(ledger, path)
    assert not result.rejected
    assert await held(ledger) == HELD


async def test_again_changes_nothing_and_a_change_is_one(ledger: Ledger, tmp_path: Path) -> None:
    await import_people(ledger, written(tmp_path, WHOLE))
    logged = await ledger.pool.fetchval("select count(*) from people_changes")
    await import_people(ledger, written(tmp_path, WHOLE))
    assert await ledger.pool.fetchval("select count(*) from people_changes") == logged
    renamed = WHOLE | {"people": [{"id": "p-1", "name": "示例丙"}]}
    result = await import_people(ledger, written(tmp_path, renamed))
    assert not result.rejected, "p-2 is known from before"
    assert await names(ledger.pool, ["p-1"]) == {"p-1": "示例丙"}
    assert await ledger.pool.fetchval("select count(*) from people_changes") == logged + 1


@pytest.mark.parametrize(
    ("kind", "record", "column", "reason"),
    [
        ("people", {"id": "p-9"}, "name", "没有填写"),
        ("people", {"id": "p 9", "name": "甲"}, "id", "只能用"),
        ("people", {"id": "p-9", "name": "长" * 101}, "name", "超长"),
        ("people", {"id": "p-9", "name": "甲", "身份证": "1"}, "身份证", "不认识"),
        ("offices", {"id": "o-9"}, "name", "没有填写"),
        ("appointments", {"person": "p-1", "role": "国王", "at": "o-1"}, "role", "不认识的角色"),
        ("appointments", {"person": "p-1", "at": "o-1"}, "role", "没有填写"),
        ("appointments", {"person": "p-9", "role": "regulator", "at": "o-1"}, "person", "没有编号为"),
        ("appointments", {"person": "p-1", "role": "regulator", "at": "别处"}, "at", "没有叫"),
        (
            "appointments",
            {"person": "p-1", "role": "regulator", "at": "o-1", "since": "2026-02-30"},
            "since",
            "日期不成立",
        ),
        (
            "appointments",
            {"person": "p-1", "role": "regulator", "at": "o-1", "acting_for": "p-9"},
            "acting_for",
            "没有编号为",
        ),
    ],
)
async def test_a_bad_record_comes_back_with_its_reason_and_the_good_go_in(
    ledger: Ledger, tmp_path: Path, kind: str, record: dict[str, Any], column: str, reason: str
) -> None:
    result = await import_people(ledger, written(tmp_path, WHOLE | {kind: [*WHOLE[kind], record]}))
    (bad,) = result.rejected
    assert bad == Bad(kind, len(WHOLE[kind]) + 1, column, bad.reason)
    assert reason in bad.reason
    assert counts(result) == (2, 1, 1, 2)


async def test_two_units_of_one_name_are_told_apart_or_asked_about(ledger: Ledger, tmp_path: Path) -> None:
    twice = WHOLE | {"entities": [*WHOLE["entities"], {"name": "示例公司", "region": "邻县"}]}
    result = await import_people(ledger, written(tmp_path, twice))
    assert ["不止一个" in bad.reason for bad in result.rejected] == [True]
    twice["appointments"] = [{"person": "p-2", "role": "entity", "at": "示例公司", "region": "邻县"}]
    result = await import_people(ledger, written(tmp_path, twice))
    assert [one.at for one in result.appointments] == [entity_id("示例公司", "邻县")]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"kings": []}', b'{"people": {}}', b'{"people": [1]}'])
async def test_what_is_no_people_file_is_refused(ledger: Ledger, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.json"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError):
        await import_people(ledger, path)


async def test_a_stranger_may_not(ledger: Ledger, tmp_path: Path) -> None:
    await import_people(ledger, written(tmp_path, WHOLE))
    with pytest.raises(Refusal):
        await import_people(ledger, written(tmp_path, WHOLE), by="p-1")
