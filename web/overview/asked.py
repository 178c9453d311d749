"""问的范围 which area and which period, as the address says it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from domain.figures.counts import Frame, frame
from domain.figures.overview import PERIODS, Period, begin
from domain.workdays import day_of
from ledger.accounts import Holder
from web.api.forms import Short


class Scoped(BaseModel):
    """范围与时段."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    area: Short | None = Field(None, description="区划，开头即可；不写则为管辖的全部")
    period: Period = Field("month", description="month 本月、quarter 本季、year 本年")

    @property
    def within(self) -> str:
        """The area, empty for all of it."""
        return self.area or ""


ScopedQuery = Annotated[Scoped, Query()]


@dataclass(frozen=True, slots=True)
class Span:
    """时段: the frame of its figures, and how it is called."""

    period: Period
    frame: Frame

    @property
    def title(self) -> str:
        return PERIODS[self.period]

    @property
    def since(self) -> date:
        return self.frame.since

    @property
    def until(self) -> date:
        return self.frame.until


def span_of(holder: Holder, period: Period) -> Span:
    """The period up to now."""
    return Span(period, frame(holder.clock, holder.clock, since=begin(period, day_of(holder.clock))))
