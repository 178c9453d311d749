"""报文 the shapes of what comes in and goes out, strict at the edge: lengths, forms, and nothing that was not asked for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Header, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.case import Case, Channel, Stage
from ledger.questions.register import ORDERS, Wanted
from ledger.records import CaseRow
from web.problems import Problem

Item = TypeVar("Item")

PLAIN = r"^[^\x00-\x1f\x7f]+$"
Short = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Cursor = Annotated[str, StringConstraints(max_length=600, pattern=r"^[A-Za-z0-9_=-]+$")]
AccountName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")]
Leaf = Annotated[int, Field(ge=0, le=2**53)]

CaseNumber = Annotated[str, Path(pattern=r"^(case-)?[0-9]{4}-[0-9]{6,9}$", description="案件编号，如 2026-000001")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="材料摘要（sha256）")]
CommandKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$",
        description="命令号：同一命令号只生效一次；没有得到回答时，用原命令号再送一次即知结果",
    ),
]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "model": Problem,
        "description": "不予受理或未能完成：code 稳定，detail 是一句中文",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class Asked(BaseModel):
    """来文: what is asked for, in JSON; another type or another field is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Page(BaseModel, Generic[Item]):
    """一页, and how to go on; no `after` at the end."""

    items: list[Item]
    after: str | None = None


class Filters(BaseModel):
    """筛选案件: all of it must hold. The same words in the API and in the desk's addresses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Short | None = Field(None, description="编号，或单位、隐患、地点的任何一段，或拼音首字母")
    stage: Stage | None = None
    open: bool | None = Field(None, description="在办")
    overdue: bool | None = Field(None, description="已过整改期限")
    soon: bool | None = Field(None, description="未过整改期限，十四日内到期")
    rung: int | None = Field(None, ge=0, le=7)
    rung_min: int | None = Field(None, ge=0, le=7, description="阶梯不低于")
    region: Short | None = Field(None, description="区划，开头即可")
    industry: Short | None = None
    office: Short | None = Field(None, description="监管部门的编号")
    level: Literal["major", "general"] | None = None
    channel: Channel | None = None
    unit: Short | None = Field(None, description="单位名称，开头即可")
    batch: Short | None = None
    found_from: date | None = None
    found_to: date | None = None
    determined_from: date | None = None
    determined_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    due_from: date | None = Field(None, description="下一步时限不早于")
    due_to: date | None = Field(None, description="下一步时限不晚于")

    def wanted(self) -> Wanted:
        """As the record is asked."""
        told = self.model_dump(include=set(Filters.model_fields), exclude_none=True)
        plain: dict[str, Any] = {n: one.value if isinstance(one, StrEnum) else one for n, one in told.items()}
        return Wanted(**plain)


class CaseQuery(Filters):
    """案件一览的一页."""

    sort: Literal[ORDERS] = Field("due", description="排序，前加 - 为倒序")  # type: ignore[valid-type]
    after: Cursor | None = Field(None, description="上一页的 after")
    limit: int = Field(50, ge=1, le=500)


class CaseView(BaseModel):
    """一件案件: its state as folded from the record, what wakes it next, what the asker may do."""

    number: str
    version: int
    as_of: datetime
    case: Case
    due_at: datetime | None
    due_kind: str | None
    due_label: str | None = Field(description="中文")
    provisional: bool
    rectify_forecast: date | None
    allowed: list[str] = Field(description="现在可由您办理的命令")


class Allowed(BaseModel):
    """可办事项."""

    command: str
    title: str
    href: str


class TrailQuery(BaseModel):
    """案卷的一页."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(0, ge=0, le=2**31 - 1, description="上一页最后一条的 version")
    limit: int = Field(200, ge=1, le=1000)


class Event(BaseModel):
    """一条记录, as it stands: the hash continues that of the one before."""

    version: int
    type: str
    title: str
    at: datetime
    recorded_at: datetime
    by: str
    edition: str
    shape: int
    command_id: str
    body: dict[str, Any]
    prev_hash: str
    hash: str


class Named(BaseModel):
    """人员姓名, whose reading is on record."""

    names: dict[str, str]


class Result(BaseModel):
    """案件现状 after a command; versions this command wrote, first and last."""

    command_id: str
    case: str
    version: int
    stage: str
    rung: int
    due_at: datetime | None
    due_kind: str
    provisional: bool
    armed: bool
    first_version: int | None
    last_version: int | None


class Pending(BaseModel):
    """结果未明: sent, not answered. Nothing is lost and nothing is done twice: ask, or send again under the same id."""

    command_id: str
    case: str
    code: str
    detail: str
    recorded: bool = Field(description="此刻账上是否已有这一命令")
    href: str


class CommandState(BaseModel):
    """一条命令的结果, as the record has it."""

    command_id: str
    case: str
    outcome: str
    refusal: str | None
    sentence: str | None
    first_version: int | None
    last_version: int | None
    recorded_at: datetime


class FileKept(BaseModel):
    """已存入的材料."""

    digest: str
    type: str
    bytes: int
    known: bool = Field(description="早已存有")


class ChangeLine(BaseModel):
    """一条变动."""

    leaf: int
    case: str
    version: int
    type: str
    title: str
    at: datetime
    recorded_at: datetime


class Changes(BaseModel):
    """变动, and the number to ask after next."""

    items: list[ChangeLine]
    after: int
    more: bool


class Post(BaseModel):
    """任职."""

    role: str
    role_name: str
    at: str
    office: str
    post: str
    head: bool


class AreaView(BaseModel):
    """管辖 × 行业; empty: everywhere, all."""

    jurisdiction: str
    industries: list[str]


class Me(BaseModel):
    """本人: the account, who acts through it, in which posts, and what it may see."""

    account: str
    person: str | None
    kind: str = Field(description="session 或 token")
    expires_at: datetime
    posts: list[Post]
    areas: list[AreaView]
    entities: list[str]
    writes: bool
    administers: bool
    ledger: str = Field(description="real、sample（示例）或 drill（演练）")


Cases = Page[CaseRow]
