"""计数 what is counted (DOMAIN §6), each once, as expressions over `Facts` and the frame of the question.

Nothing here divides; nothing elsewhere says what is counted.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from domain.case import Frozen
from domain.figures.expressions import evaluated
from domain.figures.facts import Facts
from domain.workdays import day_of

BASELINE = date(2023, 12, 31)
"""存量 is what was found by then (DOMAIN §6)"""

Counts = Mapping[str, int]


class Frame(Frozen):
    """问的是何时: true at one instant, known at another; the period `since`…`until`, days of Beijing time."""

    at: datetime
    known_at: datetime
    since: date
    until: date
    baseline: date = BASELINE

    @property
    def then(self) -> datetime:
        """Facts are never of the future: nothing later than what was known can be asked after."""
        return min(self.at, self.known_at)

    @property
    def today(self) -> date:
        """The day of the instant; what lapses at 24:00 of a day has lapsed from the next day on."""
        return day_of(self.then)

    def values(self) -> dict[str, date]:
        """What the expressions call by name."""
        return {name: getattr(self, name) for name in ("baseline", "since", "until", "today")}


class Filter(Frozen):
    """范围: cases of a region (and all that starts with it), an industry, a channel, a level, an office."""

    region: str | None = None
    industry: str | None = None
    channel: str | None = None
    level: str | None = None
    office: str | None = None


PARAMETERS = ("baseline", "since", "until", "today")


def frame(
    at: datetime, known_at: datetime, *, since: date | None = None, until: date | None = None, baseline: date = BASELINE
) -> Frame:
    """The period is the year up to then, unless said otherwise; 24:00 of a day is that day."""
    last = day_of(min(at, known_at) - timedelta(microseconds=1))
    until = until or last
    return Frame(at=at, known_at=known_at, since=since or until.replace(month=1, day=1), until=until, baseline=baseline)


@dataclass(frozen=True, slots=True)
class Count:
    """One thing counted: of which cases, and how much of each."""

    label: str
    where: str
    value: str = ""
    """summed over them; empty: each counts one"""
    unit: str = "件"
    distinct: bool = False
    """how many different values, not their sum"""


_RUNG_LABELS = ("催办", "函告", "通报", "约谈", "提请挂牌督办", "曝光、提级", "提请关闭、移送")
_DETERMINED = "counted and determined_on <= today"
_NEW = "counted and since <= determined_on <= until and determined_on <= today"
_FOUND = "counted and since <= found_on <= until and found_on <= today"
_DUE = "counted and since <= lapses_on <= until and lapses_on < today"

COUNTS: dict[str, Count] = {
    "open": Count("在办", "open"),
    "pending": Count("待核", "open and not determined"),
    "stock": Count("存量", "counted and open and found_on <= baseline"),
    "increase": Count("增量", _NEW),
    "determined": Count("累计判定", _DETERMINED),
    "closed": Count("累计销号", f"{_DETERMINED} and closed_on <= today"),
    "fell_due": Count("本期到期", _DUE),
    "met": Count("按期销号", f"{_DUE} and closed_on <= lapses_on"),
    "fell_due_extended": Count("本期到期（经延期）", f"{_DUE} and extended"),
    "met_extended": Count("按期销号（经延期）", f"{_DUE} and extended and closed_on <= lapses_on"),
    "overdue": Count("逾期", "open and lapses_on < today"),
    "days_of": Count("计入天数的件数", "counted and determined_on <= closed_on"),
    "days": Count("自判定至销号天数之和", "counted and determined_on <= closed_on", "closed_on - determined_on", "天"),
    "inspected": Count("已复查", "counted and inspected"),
    "passed_first": Count("首次复查合格", "counted and passed_first"),
    "rebounds": Count("反弹", "counted", "rebounds", "次"),
    **{f"rung_{rung}": Count(label, f"open and rung == {rung}") for rung, label in enumerate(_RUNG_LABELS, 1)},
    "unsigned": Count("文书待签发", "open", "unsigned", "份"),
    "unserved": Count("文书待送达", "open", "unserved", "份"),
    "unanswered": Count("函告待回复", "open", "unanswered", "份"),
    "talks_due": Count("约谈应办", "counted", "talks_due", "次"),
    "talks_held": Count("约谈已办", "counted", "talks_held", "次"),
    "reporters": Count("举报未答复", "reporter_waits"),
    "entity_open": Count("企业未了义务", "counted", "entity_open", "项"),
    "entity_lapsed": Count("企业逾期义务", "counted", "entity_lapsed", "项"),
    "office_open": Count("监管方未了义务", "counted", "office_open", "项"),
    "office_lapsed": Count("监管方逾期义务", "counted", "office_lapsed", "项"),
}
"""统计指标的计数, in the order they are shown"""

MONTHLY: dict[str, Count] = {
    "units": Count("排查治理单位", f"({_NEW}) or ({_FOUND})", "entity", "家", distinct=True),
    "found": Count("排查", _FOUND),
    "found_closed": Count("其中已整改", f"{_FOUND} and closed_on <= today"),
    "increase": COUNTS["increase"],
    "increase_closed": Count("其中已整改销号", f"{_NEW} and closed_on <= today"),
    "planned": Count("列入治理计划", "open and planned"),
    "five_parts": Count("其中达到“五到位”", "open and planned and five_parts"),
    "listed": Count("挂牌督办", "open and listed"),
    "provincial": Count("其中省级", "open and provincial"),
    "funds_yuan": Count("累计落实治理资金", "counted", "funds_yuan", "元"),
    "funds_unread": Count("未写明金额的方案", "counted", "funds_unread", "份"),
}
"""月报表的计数"""


def counted(facts: Iterable[Facts], when: Frame, counts: Mapping[str, Count] = COUNTS) -> Counts:
    """计数 by looking at every case: what the ledger's SQL must agree with."""
    sums: dict[str, int] = dict.fromkeys(counts, 0)
    seen: dict[str, set[object]] = {name: set() for name, count in counts.items() if count.distinct}
    parameters = when.values()
    for one in facts:
        values = {**values_of(one), **parameters}
        for name, count in counts.items():
            if not evaluated(count.where, values):
                continue
            amount = evaluated(count.value, values) if count.value else 1
            if count.distinct:
                seen[name].add(amount)
            else:
                sums[name] += amount
    return sums | {name: len(found) for name, found in seen.items()}


def values_of(facts: Facts) -> dict[str, object]:
    """The facts by name, with `determined`: whether anybody has said that it is a major hazard."""
    return {**asdict(facts), "determined": facts.determined_on is not None}


def together(many: Collection[Counts]) -> Counts:
    """合计 of counts that add up (distinct ones do not)."""
    names = next(iter(many), {})
    return {name: sum(one[name] for one in many) for name in names}
