"""表单的各项 from a command's own type: what is asked for, and how it is typed. The rules' type stays the only one."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from domain.commands import COMMANDS
from domain.glossary import CHANNELS, CHOICES, CORRECTED, OBLIGATIONS, RISKS, SITE_DECISIONS
from domain.obligations import SURVIVING
from web.forms.labels import YES_NO, told

Kind = Literal[
    "text", "long", "day", "moment", "number", "yes", "tick", "choice", "person", "people", "letter", "case", "file",
    "files", "lines", "part", "rows",
]  # fmt: skip
Choice = tuple[str, str]
"""value and label"""

DIGEST, PERSON = r"^[0-9a-f]{64}$", r"^[\w.:-]{1,64}$"
LONG_FROM = 1000
SAID: dict[str, str] = {
    **CHOICES,
    **{str(key): label for table in (CHANNELS, SITE_DECISIONS, RISKS, OBLIGATIONS) for key, label in table.items()},
}
KINDS: dict[str, Kind] = {
    "letter": "letter", "Merge.into": "case", "Report.sponsor": "person", "Report.criterion": "text",
    "Report.office": "choice", "Refer.to": "choice", "Settle.ref": "choice", "CorrectEntry.field": "choice",
    "AdoptEdition.edition": "choice", "AcceptReferral.receipt": "text", "PassReinspection.refusal_note": "text",
    "Expose.desensitised": "tick",
}  # fmt: skip
"""where the type alone does not say how it is best typed"""
MORE = frozenset(
    {"at", "late_reason", "Report.criterion", "Report.risk", "Report.lists", "Report.sponsor", "Report.verify_by",
     "Report.office", "Report.industry"}
)  # fmt: skip
"""seldom filled in: folded away below the others"""
NEVER = frozenset({"CorrectEntry.at", "CorrectEntry.late_reason"})
"""a correction is of the moment it is made"""


@dataclass(frozen=True, slots=True)
class Field:
    """一项. Its name is that of the input: parts of a part by a dot, rows by their number."""

    name: str
    label: str
    hint: str
    kind: Kind
    required: bool
    choices: tuple[Choice, ...] = ()
    longest: int | None = None
    parts: tuple["Field", ...] = field(default=())
    more: bool = False

    def offering(self, choices: tuple[Choice, ...]) -> "Field":
        """The same with something to choose from."""
        return replace(self, choices=choices)


@cache
def fields_of(command: str) -> tuple[Field, ...]:
    """各项 of a command, in the order of its type; what is common to all comes last."""
    schema = COMMANDS[command].model_json_schema()
    names = [name for name in schema["properties"] if name not in ("at", "late_reason")] + ["at", "late_reason"]
    return tuple(_field(command, name, schema, schema) for name in names if f"{command}.{name}" not in NEVER)


def _field(command: str, path: str, within: dict[str, Any], whole: dict[str, Any]) -> Field:
    name = path.rpartition(".")[2]
    told_of, required = _resolved(within["properties"][name], whole), name in within.get("required", ())
    label, hint = told(command, path)
    kind = _kind(command, path, told_of, required=required, whole=whole)
    inner = _resolved(told_of["items"], whole) if kind == "rows" else told_of if kind == "part" else None
    return Field(
        name=path,
        label=label,
        hint=hint,
        kind=kind,
        required=required or told_of.get("minItems", 0) > 0,
        choices=_choices(command, path, told_of, kind),
        longest=told_of.get("maxLength"),
        parts=tuple(_field(command, f"{path}.{one}", inner, whole) for one in inner["properties"]) if inner else (),
        more=path in MORE or f"{command}.{path}" in MORE,
    )


def _resolved(told_of: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """Without `or nothing`, and with what a reference refers to."""
    if "anyOf" in told_of:
        told_of = next(one for one in told_of["anyOf"] if one.get("type") != "null")
    place = told_of.get("$ref")
    found: dict[str, Any] = whole["$defs"][place.rpartition("/")[2]] if place else told_of
    return found


def _kind(command: str, path: str, told_of: dict[str, Any], *, required: bool, whole: dict[str, Any]) -> Kind:
    if known := KINDS.get(path) or KINDS.get(f"{command}.{path}"):
        return known
    match told_of:
        case {"enum": _}:
            return "choice"
        case {"type": "object"}:
            return "part"
        case {"type": "array", "items": items}:
            return _of_many(_resolved(items, whole))
        case {"type": "boolean"}:
            return "yes" if required else "tick"
        case {"type": "integer"}:
            return "number"
        case {"format": "date"}:
            return "day"
        case {"format": "date-time"}:
            return "moment"
        case {"pattern": pattern} if pattern == DIGEST:
            return "file"
        case {"pattern": pattern} if pattern == PERSON:
            return "person"
        case _:
            return "long" if told_of.get("maxLength", 0) >= LONG_FROM else "text"


def _of_many(items: dict[str, Any]) -> Kind:
    if items.get("type") == "object":
        return "rows"
    return {DIGEST: "files", PERSON: "people"}.get(items.get("pattern", ""), "lines")  # type: ignore[return-value]


def _choices(command: str, path: str, told_of: dict[str, Any], kind: Kind) -> tuple[Choice, ...]:
    if kind == "yes":
        yes, no = YES_NO[f"{command}.{path}"]
        return ("yes", yes), ("no", no)
    if (command, path) == ("CorrectEntry", "field"):
        return tuple(CORRECTED.items())
    if (command, path) == ("Settle", "kind"):
        return tuple((one.value, OBLIGATIONS[one]) for one in sorted(SURVIVING))
    return tuple((str(one), SAID[str(one)]) for one in told_of.get("enum", ()) if one != "")
