"""打开人员文件 people, offices, entities and posts as somebody keeps them: a workbook, a .csv or JSON, as plain records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from activities.register_file import open_register, read_bounded
from activities.workbook import FileRefusedError
from domain.registers.grid import Grid, text_of
from domain.registers.text import folded

KINDS = {
    "people": "人员 person persons people",
    "offices": "机构 机关 部门 office offices",
    "entities": "单位 企业 生产经营单位 entity entities",
    "appointments": "任职 岗位 职务 post posts appointment appointments",
}
"""the kinds of record, and what their sheets (or the column 类别 of a .csv) are called"""

_FIELDS: Mapping[str, Mapping[str, str]] = {
    "people": {
        "id": "编号 人员编号 id",
        "name": "姓名 name",
        "phone": "电话 手机 联系电话 phone",
        "email": "邮箱 电子邮箱 email",
    },
    "offices": {
        "id": "编号 机构编号 id",
        "name": "名称 机构名称 name",
        "superior": "上级 上级机构 superior",
        "jurisdiction": "辖区 管辖区域 jurisdiction",
        "industries": "行业 管理行业 industries",
        "sign": "机关代字 代字 sign",
    },
    "entities": {
        "id": "编号 单位编号 id",
        "name": "名称 单位名称 企业名称 name",
        "region": "区域 所在区域 地区 地址 region",
        "industry": "行业 行业领域 industry",
        "credit_code": "统一社会信用代码 信用代码 credit_code",
    },
    "appointments": {
        "person": "人员 人员编号 person",
        "role": "角色 role",
        "at": "任职处 机构或单位 机构 单位 任职单位 at",
        "region": "区域 所在区域 region",
        "post": "职务 岗位 post",
        "head": "负责人 是否负责人 主要负责人 head",
        "since": "任职时间 起 自 since",
        "until": "离任时间 止 至 until",
        "acting_for": "代谁 代理 代签 acting_for",
    },
}
_KIND_HEADING = {folded(word) for word in ("类别", "种类", "kind", "type")}
_KIND_OF = {folded(word): kind for kind, words in KINDS.items() for word in words.split()}
_FIELD_OF = {
    kind: {folded(word): name for name, words in fields.items() for word in words.split()}
    for kind, fields in _FIELDS.items()
}
_ANY_FIELD_OF = {word: name for fields in reversed(_FIELD_OF.values()) for word, name in fields.items()}


@dataclass(frozen=True, slots=True)
class Record:
    """一条: a person, office, entity or post as the file has it."""

    kind: str
    sheet: str
    row: int
    fields: Mapping[str, Any]
    headings: Mapping[str, str]
    """field → heading as written"""


def open_people(path: Path) -> list[Record]:
    """打开人员文件. Raises FileRefusedError with one Chinese sentence."""
    if path.suffix.lower() == ".json":
        return list(_of_json(read_bounded(path), path.name))
    records = [record for grid in open_register(path) if not grid.hidden for record in _of_grid(grid)]
    if not records:
        raise FileRefusedError(f"{path.name} 里没有人员、机构、单位或任职：工作表（或“类别”一列）要这样命名")
    return records


def _of_json(content: bytes, name: str) -> Iterator[Record]:
    try:
        whole = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise FileRefusedError(f"{name} 不是完整的 JSON") from error
    if not isinstance(whole, dict) or not all(folded(str(key)) in _KIND_OF for key in whole):
        raise FileRefusedError(f"{name} 应为对象，键只有 people、offices、entities、appointments")
    for key, records in whole.items():
        if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
            raise FileRefusedError(f"{name} 的 {key} 应为对象的列表")
        kind = _KIND_OF[folded(key)]
        for number, one in enumerate(records, 1):
            fields = {_FIELD_OF[kind].get(folded(heading), heading): value for heading, value in one.items()}
            yield Record(kind, key, number, fields, {name: name for name in fields})


def _of_grid(grid: Grid) -> Iterator[Record]:
    named = _KIND_OF.get(folded(grid.sheet))
    rows = [[text_of(cell) for cell in row] for row in grid.rows]
    found = next(((i, at) for i, row in enumerate(rows[:20]) if (at := _headings(row, named))), None)
    if found is None:
        return
    top, (kind_at, columns) = found
    for number, row in enumerate(rows[top + 1 :], top + 2):
        if not any(row):
            continue
        kind = named or _KIND_OF.get(folded(row[kind_at]) if kind_at is not None and kind_at < len(row) else "")
        known = _FIELD_OF.get(kind or "", _ANY_FIELD_OF)
        places = {known[folded(heading)]: i for i, heading in columns if folded(heading) in known}
        fields = {name: row[i] for name, i in places.items() if i < len(row) and row[i]}
        yield Record(kind or "", grid.sheet, number, fields, {name: rows[top][i] for name, i in places.items()})


def _headings(row: Sequence[str], named: str | None) -> tuple[int | None, list[tuple[int, str]]] | None:
    """Where the kind stands and what the other columns are; None when this row is no headings."""
    kind_at = next((i for i, text in enumerate(row) if folded(text) in _KIND_HEADING), None)
    known = _FIELD_OF[named] if named else _ANY_FIELD_OF
    columns = [(i, text) for i, text in enumerate(row) if text and i != kind_at]
    if sum(folded(text) in known for _, text in columns) < 2 or (named is None and kind_at is None):
        return None
    return kind_at, columns
