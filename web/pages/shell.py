"""门厅 what every page stands in: who looks, which rooms there are for him, what day it is, and whether the clocks run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from domain.people import Role
from domain.policy import ROLE_NAMES
from domain.workdays import day_of
from ledger.accounts import Holder
from ledger.seen import Seen, SeenCase
from web.desk import Desk
from web.identity import DeskOf, holder_if_any
from web.problems import Refused, unknown
from web.rendering import fragment, templates


@dataclass(frozen=True, slots=True)
class Room:
    """栏目: a page of the first row."""

    href: str
    title: str
    open_to: Callable[[Holder], bool]


def _of_an_office(holder: Holder) -> bool:
    return bool(holder.sight.areas)


def _reads(holder: Holder) -> bool:
    return bool(holder.sight.areas or holder.sight.entities)


def _writes(holder: Holder) -> bool:
    return holder.sight.writes and holder.person is not None


def _keeps(holder: Holder) -> bool:
    return holder.sight.administers


ROOMS = (
    Room("/overview", "总览", _of_an_office),
    Room("/turn", "待我办理", _writes),
    Room("/cases", "隐患台账", _reads),
    Room("/letters", "文书", _reads),
    Room("/audit", "审计", _of_an_office),
    Room("/organisation", "机构", _reads),
    Room("/accounts", "账户", _keeps),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """来访者 of one request."""

    request: Request
    desk: Desk
    holder: Holder

    @property
    def today(self) -> date:
        """The ledger's day, in Beijing."""
        return day_of(self.holder.clock)

    @property
    def now(self) -> datetime:
        """The ledger's clock."""
        return self.holder.clock

    @property
    def seen(self) -> Seen:
        """What may be seen, and nothing else."""
        return self.desk.seen(self.holder)

    @property
    def rooms(self) -> list[Room]:
        """栏目 that are open to him; the first is where he comes in."""
        return [room for room in ROOMS if room.open_to(self.holder)]

    @property
    def home(self) -> str:
        """Where he comes in: offices by the overview, an entity's people by what they must do."""
        return self.rooms[0].href if self.rooms else "/account"

    @property
    def posts(self) -> list[str]:
        """任职 of today, as they are called."""
        held = [one for one in self.holder.appointments if one.holds_on(self.today)]
        return [
            (f"{self.holder.offices[one.at].name} · " if one.at in self.holder.offices else "")
            + ROLE_NAMES[one.role]
            + ("（代签）" if one.acting_for else "")
            for one in held
        ]

    @property
    def by_htmx(self) -> bool:
        """Asked for by a part of a page, which wants that part alone."""
        return self.request.headers.get("hx-request") == "true" and "hx-boosted" not in self.request.headers

    async def case(self, number: str) -> SeenCase:
        """案件 within sight, by what an address says. Errors: Refusal CASE_UNKNOWN."""
        found = await self.seen.case(number) if number.isprintable() else None
        if found is None:
            raise unknown(number)
        return found

    def has(self, *roles: Role) -> bool:
        """Whether he holds one of the roles today."""
        return not self.holder.sight.roles.isdisjoint(roles)

    def page(self, template: str, status: int = 200, **told: object) -> HTMLResponse:
        """A whole page."""
        return HTMLResponse(templates.get_template(template).render(**self._about(), **told), status)

    def part(self, template: str, block: str, status: int = 200, **told: object) -> HTMLResponse:
        """One block of a page, for htmx."""
        return HTMLResponse(fragment(template, block, **self._about(), **told), status)

    def _about(self) -> dict[str, object]:
        return {
            "visitor": self,
            "path": self.request.url.path,
            "asked": dict(self.request.query_params),
            "today": self.today,
            "now": self.now,
            "sample": self.desk.record.ledger.kind != "real",
            "clocks_away": self.desk.clocks_away,
        }


async def visitor(request: Request, desk: DeskOf, holder: Annotated[Holder | None, Depends(holder_if_any)]) -> Visitor:
    """Who looks. Errors: Refused NOT_SIGNED_IN, which a browser is shown as the door."""
    if holder is None:
        raise Refused("NOT_SIGNED_IN", "请先登录。")
    return Visitor(request, desk, holder)


Looking = Annotated[Visitor, Depends(visitor)]


async def of_an_office(looking: Looking) -> Visitor:
    """Who reads for an office. Errors: Refused NOT_PERMITTED."""
    return _admitted(looking, _of_an_office, "这一页供机关人员查阅。")


async def reading(looking: Looking) -> Visitor:
    """Who reads cases. Errors: Refused NOT_PERMITTED."""
    return _admitted(looking, _reads, "这个账户不查阅案件。")


async def writing(looking: Looking) -> Visitor:
    """Who acts. Errors: Refused NOT_PERMITTED."""
    return _admitted(looking, _writes, "这个账户不办理案件。")


async def keeping(looking: Looking) -> Visitor:
    """Who keeps the accounts. Errors: Refused NOT_PERMITTED."""
    return _admitted(looking, _keeps, "只有系统管理员管理账户。")


Official = Annotated[Visitor, Depends(of_an_office)]
Reading = Annotated[Visitor, Depends(reading)]
Writing = Annotated[Visitor, Depends(writing)]
Keeping = Annotated[Visitor, Depends(keeping)]


def _admitted(looking: Visitor, open_to: Callable[[Holder], bool], sentence: str) -> Visitor:
    if not open_to(looking.holder):
        raise Refused("NOT_PERMITTED", sentence)
    return looking
