"""日期 dates as registers write them: 年月日 in all its forms, serial numbers, months and quarters without a day."""

import math
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

EARLIEST_YEAR = 1950
LATEST_YEAR = 2100
_BEIJING = timezone(timedelta(hours=8))
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """日期: what a cell says, as the days it may mean. Found takes the first, due the last (DOMAIN §3, Adoption)."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last


class DateError(ValueError):
    """不成立的日期: the cell means a date and no calendar has it. The message is the Chinese reason."""


class NoDateError(DateError):
    """文字而非日期: words without a figure ("立即整改"). They stay text and have no effect."""


_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "◯": "0",
    "Ｏ": "0",
    "元": "1",
    "两": "2",
    "壹": "1",
    "贰": "2",
    "叁": "3",
    "肆": "4",
    "伍": "5",
    "陆": "6",
    "柒": "7",
    "捌": "8",
    "玖": "9",
}
_NUMERAL = "〇零○◯一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_YEAR_IN_WORDS = re.compile(rf"([{_NUMERAL}oO]{{2,4}})(?=年)")
_NUMBER_IN_WORDS = re.compile(
    rf"([{_NUMERAL}]?[十拾][{_NUMERAL}]?|廿[{_NUMERAL}]?|卅[{_NUMERAL}]?|[{_NUMERAL}])(?=月|日|号|季)"
)

_BLANK = {
    "",
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "－",
    "无",
    "暂无",
    "待定",
    "未定",
    "不详",
    "未知",
    "空",
    "n/a",
    "na",
    "none",
    "null",
    "nan",
    "#n/a",
}
_LEAD = re.compile(
    r"^(?:截至|截止|截止到|至|到|于|在|自|从|预计|计划|拟|力争|约|限|限期|要求|应于|须于|务必于|确保)+(?=\d)"
)
_TAIL = re.compile(
    r"(?:之前|以前|前|止|为止|之内|以内|(?<!年)内|完成|整改|到位|完毕|全部|销号|销案|消除|办结|验收|已|并|左右|起|开始|发现|检查|排查|函告|通报|约谈|挂牌|[。;,])+$"
)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_TIME = re.compile(
    r"(?P<day>\d日|\d号|\d)[tT\s]*(?:上午|下午|am|pm)?\s*"
    r"(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:am|pm)?(?P<zone>z|[+-]\d{2}:?\d{2})?$"
)
_HOUR_IN_WORDS = re.compile(r"(?<=[日号])\d{1,2}[时点](?:\d{1,2}分?)?(?:\d{1,2}秒)?(?:整|许)?$")
_ISO_WITH_ZONE = re.compile(r"^\d{4}-\d{2}-\d{2}[tT ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[zZ]|[+-]\d{2}:?\d{2})$")

_RUN_TOGETHER = re.compile(r"^(?:19|20)\d{4}(?:\d{2})?$")  # 20260501, 202605
_SEP = r"[-/.、_ ]"
_Y = r"(?P<y>\d{4}|\d{2})"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (rf"^{_Y}年度?{_SEP}?(?P<m>\d{{1,2}})月份?{_SEP}?(?P<d>\d{{1,2}})[日号]?$", "day"),
        (rf"^(?P<y>\d{{4}}){_SEP}+(?P<m>\d{{1,2}}){_SEP}+(?P<d>\d{{1,2}})[日号]?$", "day"),
        (r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$", "day"),
        (rf"^(?P<y>\d{{2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}})$", "short"),
        (rf"^(?P<a>\d{{1,2}}){_SEP}(?P<b>\d{{1,2}}){_SEP}(?P<y>\d{{4}})$", "abroad"),
        (rf"^{_Y}年度?{_SEP}?(?P<m>\d{{1,2}})月?份?(?P<part>上旬|中旬|下旬|初|中|底|末)?$", "month"),
        (rf"^(?P<y>\d{{4}}){_SEP}(?P<m>\d{{1,2}})月?份?(?P<part>上旬|中旬|下旬|初|中|底|末)?$", "month"),
        (r"^(?P<y>\d{4})(?P<m>\d{2})$", "month"),
        (rf"^{_Y}年?度?{_SEP}?(?:第?(?P<q>\d)季度?|[qQ](?P<q2>\d))(?:底|末)?$", "quarter"),
        (rf"^{_Y}年?度?(?P<half>上|下)半年(?:底|末)?$", "half"),
        (rf"^{_Y}年度?(?:年?(?P<end>底|末|内|终|初))?$", "year"),
        (r"^(?P<y>\d{4})$", "year"),
    )
)
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 0)}
_ORDER = "分不清年、月、日的次序，请写成“2026年5月1日”的样子"


def read_date(value: object, *, epoch_1904: bool = False) -> Span | None:
    """日期: the days a cell means; None for an empty one. Raises DateError with the reason in Chinese."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return _of_instant(value)
    if isinstance(value, date):
        return _checked(value)
    if isinstance(value, bool | time | timedelta):
        raise DateError(f"“{value}”不是日期")
    if isinstance(value, int | float):
        return _of_number(value, epoch_1904=epoch_1904)
    return _of_text(str(value), epoch_1904=epoch_1904)


def _of_instant(value: datetime) -> Span:
    # a moment with a zone is a day in Beijing; one without is what the register's author saw
    return _checked((value.astimezone(_BEIJING) if value.tzinfo else value).date())


def _of_number(value: float, *, epoch_1904: bool) -> Span:
    if not math.isfinite(value):
        raise DateError("不是日期")
    whole = int(value)
    if value == whole and (_RUN_TOGETHER.match(str(whole)) or EARLIEST_YEAR <= whole <= LATEST_YEAR):
        return _of_digits(str(whole))
    if EARLIEST_YEAR <= value < LATEST_YEAR + 1:
        return _of_year_and_month(value)
    try:
        day = (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(days=whole)
    except OverflowError:
        raise DateError(f"“{value}”不是日期") from None
    return _checked(day, shown=f"“{whole}”(序列值)")


def _of_year_and_month(value: float) -> Span:
    """“2026.5” typed as text and taken for a number by the spreadsheet, which makes 2026.10 and 2026.1 the same."""
    year, _, month = str(value).partition(".")
    if month == "1":
        raise DateError(f"“{value}”可能是{year}年1月，也可能是{year}年10月，请写明")
    if len(month) > 2:
        raise DateError(f"“{value}”不是日期")
    return _month(int(year), int(month), None)


def _of_digits(text: str) -> Span:
    for pattern, kind in _FORMS:
        if match := pattern.match(text):
            return _built(kind, match, text)
    raise DateError(f"“{text}”不是日期")


@lru_cache(maxsize=4096)
def _of_text(raw: str, *, epoch_1904: bool) -> Span | None:
    shown = raw.strip()[:40]
    text = unicodedata.normalize("NFKC", raw).strip().strip("'\"`“”‘’").strip()
    if text.casefold() in _BLANK:
        return None
    if _ISO_WITH_ZONE.match(text):
        try:
            return _of_instant(datetime.fromisoformat(text.upper()))
        except (ValueError, OverflowError):
            raise DateError(f"“{shown}”不是日历上有的日子") from None
    text = _stripped(_in_digits(text))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _of_number(float(text), epoch_1904=epoch_1904)
    for pattern, kind in _FORMS:
        if match := pattern.match(text):
            return _built(kind, match, shown)
    if not re.search(r"\d", text):
        raise NoDateError(f"“{shown}”是文字，不是日期")
    if re.match(r"^\d{1,2}(月|[-/.]\d{1,2}$)", text):
        raise DateError(f"“{shown}”没有年份")
    raise DateError(f"“{shown}”不是能认出的日期，请写成“2026年5月1日”的样子")


def _in_digits(text: str) -> str:
    """Chinese numerals as digits: 二〇二六年十二月三十一日 → 2026年12月31日."""
    text = re.sub(r"(?<=年)\s*元月", "1月", text)
    text = _YEAR_IN_WORDS.sub(lambda m: "".join(_DIGITS.get(c, "0") for c in m[1]), text)
    return _NUMBER_IN_WORDS.sub(lambda m: str(_number(m[1])), text)


def _number(words: str) -> int:
    words = words.replace("拾", "十").replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = words.rpartition("十")
    if not ten:
        return int(_DIGITS[words])
    return 10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(units, "0"))


def _stripped(text: str) -> str:
    """Without weekday, time of day and the words around a date: "预计2026年12月底前完成" → "2026年12月底"."""
    text = _WEEKDAY.sub("", text)
    text = _TIME.sub(lambda m: m["day"], text.strip())
    text = re.sub(r"\s*([年月日号])\s*", r"\1", text).strip()
    text = re.sub(r"\s*([-/.、])\s*", r"\1", text)
    text = _LEAD.sub("", re.sub(r"^\((.*)\)$", r"\1", text))
    text = _TAIL.sub("", text).rstrip(".、-/ ")
    return _HOUR_IN_WORDS.sub("", text)


def _built(kind: str, match: re.Match[str], shown: str) -> Span:
    part = match.groupdict()
    year = int(part["y"])
    year += 2000 if len(part["y"]) == 2 else 0
    if kind == "day":
        return _day(year, int(part["m"]), int(part["d"]), shown)
    if kind == "short":
        # 26.5.1: in China the year comes first; 5.1.26 would be somebody else's order, so ask
        if int(part["y"]) <= 12:
            raise DateError(f"“{shown}”{_ORDER}")
        return _day(year, int(part["m"]), int(part["d"]), shown)
    if kind == "abroad":
        return _abroad(year, int(part["a"]), int(part["b"]), shown)
    if kind == "month":
        return _month(year, int(part["m"]), part.get("part"), shown)
    if kind == "quarter":
        quarter = int(part["q"] or part["q2"])
        if not 1 <= quarter <= 4:
            raise DateError(f"“{shown}”：一年只有四个季度")
        return _months(year, 3 * quarter - 2, 3 * quarter, shown)
    if kind == "half":
        return _months(year, 1, 6, shown) if part["half"] == "上" else _months(year, 7, 12, shown)
    return _months(year, 1, 3 if part.get("end") == "初" else 12, shown)


def _abroad(year: int, a: int, b: int, shown: str) -> Span:
    if a > 12 >= b:
        return _day(year, b, a, shown)
    if b > 12 >= a or a == b:
        return _day(year, a, b, shown)
    raise DateError(f"“{shown}”{_ORDER}")


def _day(year: int, month: int, day: int, shown: str) -> Span:
    try:
        found = date(year, month, day)
    except ValueError:
        raise DateError(f"“{shown}”不是日历上有的日子") from None
    return _checked(found, shown=f"“{shown}”")


def _month(year: int, month: int, part: str | None, shown: str = "") -> Span:
    if not 1 <= month <= 12:
        raise DateError(f"“{shown or f'{year}.{month}'}”：没有{month}月")
    last = monthrange(year, month)[1] if year >= 1 else 28
    first_day, last_day = _PARTS.get(part or "", (1, 0))
    _checked(date(max(year, 1), month, 1), shown=f"“{shown or year}”")
    return Span(date(year, month, first_day), date(year, month, last_day or last))


def _months(year: int, first: int, last: int, shown: str) -> Span:
    return Span(_month(year, first, None, shown).first, _month(year, last, None, shown).last)


def _checked(day: date, *, shown: str = "") -> Span:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise DateError(f"{shown or day.isoformat()}的年份({day.year}年)不可信")
    return Span(day, day)
