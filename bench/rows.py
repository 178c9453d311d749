"""A register of any length: rows like those people keep, no two the same matter."""

from datetime import date, timedelta

from domain.registers.reading import Reading
from domain.registers.row import Row

TOWNS = ("城关镇", "临江镇", "柳河乡", "石桥镇", "东湖街道", "南山乡")
INDUSTRIES = ("危险化学品", "烟花爆竹", "金属冶炼", "粉尘涉爆", "有限空间", "消防")
FAULTS = ("可燃气体报警器失效", "库房超量储存", "防爆电气缺失", "除尘系统未接地", "安全阀未校验", "疏散通道被占用")
ROWS_EACH = 4
"""rows of one unit"""


def register(rows: int, first: date) -> Reading:
    """As read from a file."""
    return Reading(rows=[_row(number, first) for number in range(1, rows + 1)])


def _row(number: int, first: date) -> Row:
    unit, kind = f"示例第{number // ROWS_EACH}号化工有限公司", number % len(FAULTS)
    found = first + timedelta(days=number % 60)
    due = found + timedelta(days=90 + number % 30)
    description = f"{number % 97}号车间{FAULTS[kind]}，第{number}处，未见整改记录"
    town = TOWNS[number // ROWS_EACH % len(TOWNS)]
    return Row(
        row=number + 1, sheet="台账", unit=unit, description=description, region=town, industry=INDUSTRIES[kind],
        level="major", level_text="重大", found_on=found, rectify_by=due,
        original={
            "序号": str(number), "单位名称": unit, "所在镇街": town, "隐患描述": description, "隐患等级": "重大",
            "发现日期": str(found), "整改期限": str(due), "行业": INDUSTRIES[kind],
        },
    )  # fmt: skip
