"""所问 instants, periods and scopes as they are typed, read for pages and programs alike; what is wrong is said of its field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NoReturn

from activities.reports import instants
from domain.case import Channel
from domain.figures import counts
from domain.figures.counts import COUNTS, Count, Filter, Frame, frame
from domain.figures.instants import Future
from domain.figures.report import GROUPS
from domain.glossary import LEVELS
from domain.refusals import Refusal
from ledger.accounts import Holder

HOW = "写作 2026-06-30（当日24时；当天为此刻）或 2026-06-30 15:00（北京时间）"
MOST_TEXT = 200


class FieldRefused(Refusal):
    """一栏看不懂: the sentence belongs beside `field`."""

    def __init__(self, field: str, sentence: str, code: str = "INPUT_INVALID") -> None:
        super().__init__(code, sentence)
        self.field = field


def framed(asked: Mapping[str, str], now: datetime, *, at: str = "at", known: str = "known") -> Frame:
    """The two instants and the period of a question. Errors: FieldRefused."""
    true_at, known_at = _instants(asked.get(at) or None, asked.get(known) or None, now, at, known)
    since, until = day(asked, "since"), day(asked, "until")
    baseline = day(asked, "baseline") or counts.BASELINE
    try:
        when = frame(true_at, known_at, since=since, until=until, baseline=baseline)
    except (ValueError, OverflowError):
        _refuse(at, "这个日期太早或太晚了。")
    if when.since > when.until:
        _refuse("since", f"本期的起日 {when.since} 晚于止日 {when.until}。")
    return when


def _instants(
    at: str | None, known: str | None, now: datetime, at_name: str, known_name: str
) -> tuple[datetime, datetime]:
    for name, text in ((known_name, known), (at_name, at)):
        try:
            instants(text, None, now)
        except Future:
            _refuse(name, f"时点 {text} 尚未到来。")
        except (ValueError, OverflowError):
            _refuse(name, f"时点“{text}”看不懂，请{HOW}。")
    return instants(at, known, now)


def day(asked: Mapping[str, str], field: str) -> date | None:
    """A date of a field. Errors: FieldRefused."""
    text = (asked.get(field) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(field, f"“{text}”不是日期，应如 2026-06-30。")


def scoped(asked: Mapping[str, str]) -> Filter:
    """范围. Errors: FieldRefused."""
    told = {name: (asked.get(name) or "").strip() or None for name in GROUPS}
    if told["level"] is not None and told["level"] not in LEVELS:
        _refuse("level", f"级别须为{_choices(LEVELS)}。")
    if told["channel"] is not None and told["channel"] not in set(Channel):
        _refuse("channel", "没有这个发现渠道。")
    return Filter(**told)


def grouped(text: str) -> tuple[str, ...]:
    """分组, in the order asked for. Errors: FieldRefused."""
    names = tuple(dict.fromkeys(part.strip() for part in text.replace("，", ",").split(",") if part.strip()))
    if any(name not in GROUPS for name in names):
        _refuse("group", f"分组须为{_choices(GROUPS)}，可用逗号并列。")
    return names


def listable() -> dict[str, Count]:
    """清单 that may be asked for: counts of which each case counts one."""
    return {name: one for name, one in COUNTS.items() if not one.value}


def count_named(field: str, text: str) -> Count:
    """清单所列, by its name or its Chinese label. Errors: FieldRefused."""
    found = listable().get(text) or next((one for one in listable().values() if one.label == text), None)
    if found is None:
        _refuse(field, f"没有“{text[:40]}”这一清单。可用：{_choices({k: v.label for k, v in listable().items()})}。")
    return found


def covered(holder: Holder, where: Filter) -> bool:
    """Whether all that such a scope can hold is the holder's to see."""
    return any(
        (where.region or "").startswith(area.jurisdiction)
        and (not area.industries or (where.industry or "") in area.industries)
        for area in holder.sight.areas
    )


def _choices(names: Mapping[str, str]) -> str:
    return "、".join(f"{name}（{label}）" for name, label in names.items())


def _refuse(field: str, sentence: str) -> NoReturn:
    raise FieldRefused(field, sentence)
