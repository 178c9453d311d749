"""不合要求之处 beside which field a refusal is said, in the words of a form."""

from collections.abc import Iterable, Mapping, Sequence

from web.forms.fields import Field

WHERE: dict[str, tuple[str, ...]] = {
    "AT_IN_FUTURE": ("on", "at", "regulator_on", "listed_on"),
    "AT_BEFORE_FOUND": ("on", "at", "listed_on"),
    "LATE_REASON_MISSING": ("late_reason",),
    "SECOND_PERSON": ("second", "approver", "legal_reviewer"),
    "LEGAL_REVIEW_MISSING": ("legal_reviewer",),
    "LETTER_UNKNOWN": ("letter",),
    "LETTER_MOVED": ("letter",),
    "NOT_SIGNATORY": ("letter",),
    "NEEDS_NO_SERVICE": ("letter",),
    "NEEDS_NO_ANSWER": ("letter",),
    "FOUND_IN_FUTURE": ("found_on", "now"),
    "NOT_ASSIGNED": ("verify_by",),
    "INTERIM_PAST": ("interim.until",),
    "REPORTER_UNANSWERED": ("reporter_answered",),
    "MERGE_INTO_ITSELF": ("into",),
    "PERIOD_OUT_OF_RANGE": ("rectify_by", "rectify_days"),
    "EXTENSION_SHORTER": ("until",),
    "EXTENSION_TOO_LONG": ("until",),
    "REVIEW_OUT_OF_RANGE": ("review_on",),
    "REVIEW_NOT_LATER": ("review_on",),
    "TWO_INSPECTORS": ("inspectors",),
    "SIGNATURE_MISSING": ("refusal_note",),
    "REMEDIAL_NOT_ALLOWED": ("remedial_by",),
    "REMEDIAL_OUT_OF_RANGE": ("remedial_by",),
    "SERVICE_DATE": ("on",),
    "WITNESSES_MISSING": ("witnesses",),
    "SERVICE_STILL_OWED": ("how",),
    "PRINCIPAL_ABSENT": ("present",),
    "LISTING_TOO_LONG": ("listed_until",),
    "NOT_DESENSITISED": ("desensitised",),
    "VALUE_INVALID": ("now",),
    "NOT_CORRECTABLE": ("field",),
    "PERIOD_NOT_BEGUN": ("field",),
    "EDITION_UNKNOWN": ("edition",),
    "EDITION_IN_FORCE": ("edition",),
    "EVIDENCE_MISSING": ("evidence", "digest", "photo"),
    "ASSIGNED_ALREADY": ("handler",),
}
"""by the code of a refusal; the first of these fields that the form has. What is not here is said above the form."""


def beside(code: str, sentence: str, fields: Iterable[Field]) -> dict[str, str]:
    """A refusal of the rules beside its field, or nothing."""
    names = {one.name for field in fields for one in (field, *field.parts)}
    where = next((name for name in WHERE.get(code, ()) if name in names), None)
    return {} if where is None else {where: sentence}


def named(faults: Sequence[tuple[tuple[str, ...], str]], fields: Sequence[Field]) -> dict[str, str]:
    """What the type says of each field, by the name of its input; what concerns the whole is under the empty name."""
    labels = {one.name: one for field in fields for one in (field, *field.parts)}
    told: dict[str, str] = {}
    for where, why in faults:
        name, known = _input(where, labels)
        told.setdefault(name, _sentence(known, why) if known else why)
    return told


def _input(where: tuple[str, ...], labels: Mapping[str, Field]) -> tuple[str, Field | None]:
    """`measures.0.by` is told by its row's input; a place within a list by the list's."""
    bare = ".".join(part for part in where if not part.isdigit())
    full = ".".join(where)
    if bare in labels:
        many = labels[bare].kind in ("people", "files", "lines")
        return (bare if many else full), labels[bare]
    parent = where[0] if where else ""
    return parent, labels.get(parent)


def _sentence(field: Field, why: str) -> str:
    label = field.label
    choosing = field.kind in ("choice", "person", "people", "letter", "yes", "file", "files")
    match why:
        case "必填" | "不能为空":
            return f"请{'选择' if choosing else '填写'}{label}。"
        case "数量不足":
            return f"{label}：选的不够。" if field.kind == "people" else f"请{'选择' if choosing else '填写'}{label}。"
        case "不是可选的值":
            return f"{label}：请从所列的里面选。"
        case "不是有效日期(YYYY-MM-DD)":
            return f"{label}：日期写作 2026-01-31。"
        case "过长":
            return f"{label}：最多 {field.longest} 字。" if field.longest else f"{label}过长。"
        case "格式不对":
            return f"{label}：格式不对。"
        case _:
            return f"{label}：{why}。"
