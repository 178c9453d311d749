"""月报表 安全生产事故隐患排查治理情况月报表, with its twelve real columns (domain-facts B10); a zero is left blank."""

from collections.abc import Mapping

from domain.figures.counts import Counts, Filter, Frame
from domain.figures.formulas import Figure
from domain.figures.report import TITLES, TOTAL, UNSTATED, Column, Report, Value, scope_of

STANDARD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("煤矿", ("煤矿", "煤炭")),
    ("金属非金属矿山", ("金属非金属", "非煤矿山", "矿山")),
    ("尾矿库", ("尾矿",)),
    ("石油天然气", ("石油", "天然气")),
    ("危险化学品", ("危险化学品", "危化", "化工")),
)
"""the real form's first rows and how registers call them; what else the register has follows by name"""
COLUMNS: tuple[Column, ...] = (
    Column(name="units", label="排查治理单位", unit="家"),
    Column(name="general_found", label="排查", unit="项", over="一般隐患"),
    Column(name="general_closed", label="已整改", unit="项", over="一般隐患"),
    Column(name="general_rate", label="整改率", unit="%", over="一般隐患"),
    Column(name="major_found", label="排查", unit="项", over="重大隐患"),
    Column(name="major_closed", label="已整改销号", unit="项", over="重大隐患"),
    Column(name="major_rate", label="整改率", unit="%", over="重大隐患"),
    Column(name="planned", label="列入治理计划", unit="项"),
    Column(name="five_parts", label="其中达到“五到位”", unit="项"),
    Column(name="listed", label="挂牌督办", unit="项"),
    Column(name="provincial", label="其中省级", unit="项"),
    Column(name="funds", label="累计落实治理资金", unit="万元"),
)
"""十二列; the industry stands before them"""
INDUSTRY = Column(name="industry", label="行业和领域")
GENERAL, MAJOR = "general", "major"


def monthly_report(
    groups: Mapping[tuple[str, str], Counts],
    units: Mapping[str, int],
    all_units: int,
    when: Frame,
    asked: Filter,
    called: Mapping[str, str],
) -> Report:
    """月报表 from counts by (industry, level), and how many units each industry and all of them have."""
    rows = []
    for industry in sorted({industry for industry, _ in groups}, key=_place):
        levels = {level: counts for (of, level), counts in groups.items() if of == industry}
        row = {"industry": industry or UNSTATED, **_row(levels, units.get(industry, 0))}
        if any(row[column.name] for column in COLUMNS):
            rows.append(row)
    levels = {}
    for (_, level), counts in groups.items():
        before = levels.get(level, dict.fromkeys(counts, 0))
        levels[level] = {name: before[name] + value for name, value in counts.items()}
    return Report(
        kind="monthly", title=TITLES["monthly"], at=when.then, known_at=when.known_at, since=when.since, until=when.until,
        baseline=when.baseline, scope=scope_of(asked, called), asked=asked, by=("industry",), columns=(INDUSTRY, *COLUMNS), rows=tuple(rows),
        total={"industry": TOTAL, **_row(levels, all_units)}, zero_blank=True,
        counts=tuple(
            {"industry": industry, "level": level, **counts} for (industry, level), counts in sorted(groups.items())
        ),
    )  # fmt: skip


def _row(levels: Mapping[str, Counts], units: int) -> dict[str, Value]:
    def of(name: str, *among: str) -> int:
        return sum(counts[name] for level, counts in levels.items() if level in (among or levels))

    return {
        "units": units,
        "general_found": of("found", GENERAL),
        "general_closed": of("found_closed", GENERAL),
        "general_rate": Figure(of("found_closed", GENERAL), of("found", GENERAL), "%").value,
        "major_found": of("increase", MAJOR),
        "major_closed": of("increase_closed", MAJOR),
        "major_rate": Figure(of("increase_closed", MAJOR), of("increase", MAJOR), "%").value,
        "planned": of("planned"),
        "five_parts": of("five_parts"),
        "listed": of("listed"),
        "provincial": of("provincial"),
        # 万元 to one decimal: Figure's tenths of a mean of ten thousands
        "funds": Figure(of("funds_yuan"), 10_000, "万元").value,
    }


def _place(industry: str) -> tuple[int, bool, str]:
    for place, (_, words) in enumerate(STANDARD):
        if industry.startswith(words):
            return place, False, industry
    return len(STANDARD), not industry, industry
