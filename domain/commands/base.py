"""命令的共同之处 what every command carries, and the strict types of its fields."""

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
PersonId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
"""合理的日期: no date outside can be meant, and none may outrun what a calendar can count"""
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1949, 10, 1, tzinfo=UTC), le=datetime(2100, 12, 31, tzinfo=UTC)),
]
Evidence = Annotated[tuple[Digest, ...], Field(max_length=50)]
"""佐证材料, each by the sha256 of a file already stored"""
Some = Annotated[Evidence, Field(min_length=1)]
LetterId = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""文书 by its id within the case"""


class Command(BaseModel):
    """命令."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    people: ClassVar[tuple[str, ...]] = ()
    """fields that name other persons"""

    at: Moment | None = None
    late_reason: Maybe = ""

    def persons(self) -> tuple[str, ...]:
        """Ids of the other persons it names (second signatory, inspectors)."""
        found: list[str] = []
        for name in self.people:
            value = getattr(self, name)
            found += [value] if isinstance(value, str) else list(value or ())
        return tuple(found)


class Interim(BaseModel):
    """临时管控措施: what, who, until when (law art. 65)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    measures: Text
    who: Short
    until: Day
