"""台账行 row: one good line of a register, and when two lines are the same matter."""

import hashlib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.case import Channel
from domain.registers.text import folded

Level = Literal["major", "general"]

LONGEST_UNIT = 200
LONGEST_TEXT = 4_000
LONGEST_SHORT = 500


class Row(BaseModel):
    """台账行: one good row of a register, every field as the register stated it.

    `rectify_exact` / `found_exact` are False where the register gave a month or a quarter: found is then the first day,
    due the last. `original` is the whole row as it stood, heading → text; `personal` names the headings among them
    whose text is about a person, which must not reach an event (G20).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int = Field(ge=1)
    sheet: str = ""
    unit: str = Field(min_length=1, max_length=LONGEST_UNIT)
    description: str = Field(min_length=1, max_length=LONGEST_TEXT)
    region: str = Field(default="", max_length=LONGEST_SHORT)
    address: str = Field(default="", max_length=LONGEST_SHORT)
    industry: str = Field(default="", max_length=LONGEST_SHORT)
    criterion: str = Field(default="", max_length=LONGEST_TEXT)
    level: Level | None = None
    level_text: str = Field(default="", max_length=LONGEST_SHORT)
    channel: Channel = Channel.UNSTATED
    found_on: date | None = None
    found_exact: bool = True
    rectify_by: date | None = None
    rectify_exact: bool = True
    responsible: str = Field(default="", max_length=LONGEST_TEXT)
    supervising: str = Field(default="", max_length=LONGEST_TEXT)
    outcome: str = Field(default="", max_length=LONGEST_TEXT)
    credit_code: str = ""
    sponsor: str = Field(default="", max_length=LONGEST_SHORT)
    closed_on: date | None = None
    noticed_on: date | None = None
    circular_on: date | None = None
    talked_on: date | None = None
    listed_on: date | None = None
    original: dict[str, str] = Field(default_factory=dict)
    personal: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """所在地, by which units of one name are told apart."""
        return self.region or self.address


def entity_key(unit: str, place: str = "", credit_code: str = "") -> str:
    """生产经营单位: the key under which a register's entity is known — its credit code, else name and place."""
    return credit_code or f"{folded(unit)}@{folded(place)}"


def fingerprint(row: Row) -> str:
    """(entity, normalised description): two open rows with the same fingerprint are the same matter."""
    key = f"{entity_key(row.unit, row.place, row.credit_code)}\n{folded(row.description)}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]
