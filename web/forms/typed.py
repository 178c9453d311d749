"""填写的内容 what was typed, as the command's JSON. What cannot be read stays as typed, so that the rules' type says why."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from web.forms.fields import Field

Values = Mapping[str, Sequence[str]]
"""by the name of the input, in the order of the form"""

MOST_ROWS = 50
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MOMENT = re.compile(r"(.*?)[T\s]+(\d{1,2})[:：](\d{2})(?::\d{2})?")
_NUMBER = re.compile(r"-?\d{1,15}")


def typed(fields: Iterable[Field], values: Values) -> dict[str, Any]:
    """The command's JSON. What was left empty is left out, where it may be."""
    told = {field.name.rpartition(".")[2]: _value(field, values) for field in fields}
    return {name: value for name, value in told.items() if value is not None}


def day(text: str) -> str:
    """2026-01-05, also when it was written 2026年1月5日 or 2026/1/5; else as written."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(plain)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else plain


def rows(field: Field, values: Values) -> list[int]:
    """Which rows of a list of parts were sent, by number."""
    pattern = re.compile(rf"{re.escape(field.name)}\.(\d{{1,2}})\.\w+", re.ASCII)
    return sorted({int(found[1]) for name in values if (found := pattern.fullmatch(name))})[:MOST_ROWS]


def row(field: Field, number: int) -> tuple[Field, ...]:
    """The fields of one row."""
    return tuple(_renamed(part, f"{field.name}.{number}") for part in field.parts)


def _renamed(part: Field, under: str) -> Field:
    return Field(
        name=f"{under}.{part.name.rpartition('.')[2]}", label=part.label, hint=part.hint, kind=part.kind,
        required=part.required, choices=part.choices, longest=part.longest,
    )  # fmt: skip


def _value(field: Field, values: Values) -> Any:
    match field.kind:
        case "part":
            return typed(field.parts, values)
        case "rows":
            found = [typed(row(field, number), values) for number in rows(field, values)]
            return [one for one in found if any(one.values())]
        case "people" | "files":
            return [one.strip() for one in values.get(field.name, ()) if one.strip()]
        case "lines":
            text = _text(values, field.name)
            return [one.strip() for one in text.split("\n") if one.strip()]
        case "tick":
            return True if _text(values, field.name) else None
        case _:
            return _single(field, _text(values, field.name))


def _single(field: Field, text: str) -> Any:
    plain = text.strip()
    if not plain:
        words = field.kind in ("text", "long", "letter", "person", "case", "file")
        return "" if field.required and words else None
    match field.kind:
        case "yes":
            return {"yes": True, "no": False}.get(plain, plain)
        case "number":
            number = unicodedata.normalize("NFKC", plain).replace(",", "").replace("，", "")
            return int(number) if _NUMBER.fullmatch(number) else plain
        case "day":
            return day(plain)
        case "moment":
            found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", plain))
            return f"{day(found[1])}T{int(found[2]):02}:{found[3]}:00+08:00" if found else plain
        case _:
            return plain


def _text(values: Values, name: str) -> str:
    given = values.get(name, ())
    return given[-1].replace("\r\n", "\n").replace("\r", "\n") if given else ""
