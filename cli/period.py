"""期间 as people write it: from one day through another, by Beijing's clock, or to the minute."""

from datetime import UTC, date, datetime, time

from cli.output import misused
from domain.workdays import SHANGHAI, end_of_day, instant
from ledger.questions.question import Period


def period(since: str | None, until: str | None, options: tuple[str, str]) -> Period:
    """期间: a last day counts whole; an instant is the end itself."""
    begin, end = _moment(options[0], since, last=False), _moment(options[1], until, last=True)
    if begin is not None and end is not None and begin >= end:
        misused(f"{options[0]} {since} 在 {options[1]} {until} 之后；请对调，或只写其中一个。")
    return Period(begin, end)


def _moment(option: str, text: str | None, *, last: bool) -> datetime | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pass
    else:
        try:
            return end_of_day(day) if last else instant(day, time())
        except OverflowError:
            misused(f"{option} {text} 超出了能表示的日期。")
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
    except ValueError:
        misused(f"{option} 须为日期或时刻（北京时间），如 2026-03-01 或 2026-03-01T09:00。")
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
