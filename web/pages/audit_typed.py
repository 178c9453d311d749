"""所填 what was typed into an audit's form: kept as it was, looked at before anything is asked."""

from collections.abc import Iterable
from itertools import groupby

from domain.figures.report import Column
from domain.refusals import Refusal
from web.audit.asked import MOST_TEXT, FieldRefused
from web.pages.shell import Visitor


class Typed:
    """一张表单: its fields as they were typed, and what is wrong with them."""

    def __init__(self, looking: Visitor, fields: Iterable[str]) -> None:
        told = looking.request.query_params
        self.given = bool(told)
        self.fields = {name: told.get(name, "")[: MOST_TEXT + 1].strip() for name in fields}
        self.errors: dict[str, str] = {}
        for name, value in self.fields.items():
            if not value.isprintable() or len(value) > MOST_TEXT:
                self.fields[name] = "".join(filter(str.isprintable, value))[:MOST_TEXT]
                self.errors[name] = f"最多 {MOST_TEXT} 个字，不能有换行等看不见的字符。"

    def wrong(self, refused: Refusal) -> None:
        """Note what was refused, beside its field where it has one."""
        self.errors[refused.field if isinstance(refused, FieldRefused) else ""] = refused.sentence

    @property
    def asked(self) -> dict[str, str]:
        """What was filled in."""
        return {name: value for name, value in self.fields.items() if value}

    @property
    def status(self) -> int:
        return 422 if self.errors else 200


def runs(columns: Iterable[Column]) -> list[tuple[str, list[Column]]]:
    """列 as a heading of two rows has them: those under one common word together."""
    return [(over, list(those)) for over, those in groupby(columns, key=lambda one: one.over)]
