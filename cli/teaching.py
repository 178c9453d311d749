"""What the command line teaches: names in Chinese, and what each command takes, from the rules' own types."""

from typing import Any

from domain.commands import COMMANDS
from domain.events import EVENTS
from domain.glossary import LABELS

OF_THE_CLOCK = frozenset({"Lapse", "Project"})


def labelled(name: str) -> str:
    """The Chinese label of a stage, role or other value; of an event its own first words; else the name itself."""
    return LABELS.get(name) or (_first_words(EVENTS[name]) if name in EVENTS else name)


def command_names() -> dict[str, str]:
    """Every command a person may give, with what it means."""
    return {name: _first_words(kind) for name, kind in COMMANDS.items() if name not in OF_THE_CLOCK}


def fields_of(command: str) -> list[dict[str, Any]] | None:
    """What a command takes, or None when there is no such command."""
    if command not in COMMANDS or command in OF_THE_CLOCK:
        return None
    schema = COMMANDS[command].model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "required": name in required,
            "form": _form(form, schema.get("$defs", {})),
            "meaning": LABELS.get(name, ""),
        }
        for name, form in sorted(schema.get("properties", {}).items(), key=lambda one: one[0] not in required)
    ]


def _first_words(kind: type) -> str:
    return (kind.__doc__ or kind.__name__).strip().splitlines()[0].rstrip(".")


def _form(form: dict[str, Any], shared: dict[str, Any]) -> str:
    """One field's shape in a few words."""
    if "$ref" in form:
        form = shared[form["$ref"].rpartition("/")[2]]
    if "anyOf" in form:
        return " 或 ".join(_form(one, shared) for one in form["anyOf"] if one.get("type") != "null")
    if "enum" in form:
        return " | ".join(str(value) or '""' for value in form["enum"])
    if form.get("type") == "object":
        inside = ", ".join(f"{name}: {_form(one, shared)}" for name, one in form.get("properties", {}).items())
        return f"{{{inside}}}"
    if form.get("type") == "array":
        return f"[{_form(form.get('items', {}), shared)}]"
    words = {"string": "文字", "boolean": "true/false", "integer": "整数"}
    formats = {"date": "日期 YYYY-MM-DD", "date-time": "时刻（带时区）"}
    return formats.get(form.get("format", ""), words.get(form.get("type", ""), "文字"))
