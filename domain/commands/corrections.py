"""更正、规则版本与暂定日期."""

from typing import ClassVar

from domain.commands.base import Command, Day, LetterId, Maybe, PersonId, Short, Some, Text


class CorrectEntry(Command):
    """更正: the author within 24 h alone; later, or a legal date, by two persons."""

    people: ClassVar = ("second",)
    field: Short
    now: Maybe
    reason: Text
    second: PersonId | None = None


class CorrectService(Command):
    """更正送达日期; two persons."""

    people: ClassVar = ("second",)
    letter: LetterId
    on: Day
    reason: Text
    second: PersonId


class VoidCase(Command):
    """误录作废; office head."""

    reason: Text


class CloseEntity(Command):
    """企业关闭: evidence that power is cut and equipment disabled."""

    evidence: Some
    note: Maybe = ""


class AdoptEdition(Command):
    """采用新版规则手册."""

    edition: Short
    reason: Text


class ReleaseProvisional(Command):
    """放行暂定日期."""

    reason: Text
