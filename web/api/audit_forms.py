"""查档的报文 the shapes of what an audit asks and is told."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from domain.figures.report import Report
from web.api.forms import Cursor, Short

MOST = 500
Several = Annotated[list[Short], Field(max_length=20)]


class Question(BaseModel):
    """检索条件, all of which an event must meet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: Several = Field([], description="办理人，或记录中提到的人：编号或姓名；按姓名找即记入查阅记录")
    office: Several = Field([], description="当时的监管机关：编号或名称")
    type: Several = Field([], description="事件类型，如 批准延期；写 延期 则凡与延期有关的")
    region: Short | None = Field(None, description="当时的区划，开头即可")
    industry: Short | None = Field(None, description="当时的行业，开头即可")
    letter: Short | None = Field(None, description="发文字号，如 安委办〔2026〕12号")
    case: Annotated[
        list[Annotated[str, Field(pattern=r"^((case-)?[0-9]{4}-[0-9]{6,9}|ledger)$")]], Field(max_length=20)
    ] = []
    text: Short | None = Field(None, description="案情里的字词或拼音首字母，空格隔开的都要有")
    from_: Short | None = Field(None, alias="from", description="自这一天（时刻）起发生的")
    to: Short | None = Field(None, description="到这一天为止发生的，含当天")
    known_from: Short | None = Field(None, description="自这一天起记入的")
    known_to: Short | None = Field(None, description="到这一天为止记入的，含当天")

    def told(self) -> dict[str, Any]:
        """As pages ask it, by field."""
        return self.model_dump(by_alias=True, exclude={"after", "limit"}, exclude_none=True)


class QuestionPage(Question):
    """检索的一页."""

    after: Cursor | None = Field(None, description="上一页的 after")
    limit: int = Field(50, ge=1, le=MOST)


class FoundEvent(BaseModel):
    """一条记录, with where its case stood then."""

    leaf: int = Field(description="全账序号")
    case: str
    version: int
    type: str
    what: str
    at: datetime
    recorded_at: datetime
    by: str
    unit: str | None
    office: str | None
    region: str | None
    industry: str | None
    edition: str
    hash: str
    body: dict[str, Any]


class FoundPage(BaseModel):
    """检索的一页, and how to go on."""

    items: list[FoundEvent]
    after: str | None


class Scope(BaseModel):
    """范围与时期."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: Short | None = Field(None, description="区划，开头即可")
    industry: Short | None = None
    channel: Short | None = None
    level: Short | None = None
    office: Short | None = Field(None, description="监管部门的编号")
    since: Short | None = Field(None, description="本期自何日起；不写则自当年1月1日")
    until: Short | None = Field(None, description="本期到何日止，含当日")
    baseline: Short | None = Field(None, description="存量基线")

    def told(self) -> dict[str, str]:
        """As it was typed, by field."""
        return {name: str(value) for name, value in self.model_dump(by_alias=True).items() if value is not None}


class AsOf(Scope):
    """时点: what was true at one instant, as known at another."""

    at: Short | None = Field(None, description="哪一时点的情况，如 2026-06-30（当日24时）")
    known: Short | None = Field(None, description="按何时所知；不写则按现在所知")


class AsOfFigures(AsOf):
    """时点统计."""

    group: Short | None = Field(None, description="分组：region、industry、channel、level、office，可用逗号并列")


class AsOfListExport(AsOf):
    """时点清单."""

    list: Short = Field(description="清单：open 在办、overdue 逾期、stock 存量、closed 累计销号等")


class AsOfList(AsOfListExport):
    """时点清单的一页."""

    after: Annotated[str, Field(pattern=r"^(case-)?[0-9]{4}-[0-9]{6,9}$")] | None = None
    limit: int = Field(100, ge=1, le=MOST)


class AsOfCase(BaseModel):
    """一件案件的时点."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Short | None = None
    known: Short | None = None


class Diff(Scope):
    """两个时点."""

    from_: Short = Field(alias="from", description="甲：时点")
    to: Short = Field(description="乙：时点")
    from_known: Short | None = Field(None, description="甲按何时所知；不写则按现在所知")
    to_known: Short | None = None
    among: Short = Field("open", description="比较哪些案件：open 在办、overdue 逾期、determined 累计判定等")
    limit: int = Field(200, ge=1, le=MOST, description="每类最多列几件")


class ListedState(BaseModel):
    """清单的一行."""

    case: str
    unit: str
    region: str
    industry: str
    channel: str
    level: str
    office: str
    stage: str
    rung: int
    lapses_on: str | None
    found_on: str | None
    determined_on: str | None
    closed_on: str | None


class ListedPage(BaseModel):
    """清单的一页."""

    at: datetime
    known_at: datetime
    items: list[ListedState]
    after: str | None


class CaseAsOf(BaseModel):
    """一件案件当时的样子; `case` empty: nobody knew of it yet."""

    number: str
    at: datetime
    known_at: datetime
    events: int
    events_now: int
    case: dict[str, Any] | None
    due_at: datetime | None
    due_label: str | None
    rectify_forecast: str | None


class ReportView(Report):
    """报表, under a name that is no command's: 上报 is called Report as well."""


class WhyQuery(BaseModel):
    """问因."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rung: int | None = Field(None, ge=1, le=7, description="只问这一级")
