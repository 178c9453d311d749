"""时点 how a person writes an instant, and how it is written back."""

from datetime import date, datetime, time, timedelta

from domain.workdays import SHANGHAI, day_of, end_of_day


class Future(ValueError):  # noqa: N818 - what was asked, not what broke
    """A day that has not come yet."""


def read_instant(text: str, now: datetime) -> datetime:
    """时点: "2026-06-30" is 24:00 of that day, today now; "2026-06-30 15:00" is Beijing time unless it names its zone.

    Errors: Future for what has not come yet, ValueError for what is no instant.
    """
    plain = text.strip()
    if plain in ("now", "现在"):
        return now
    found = datetime.fromisoformat(plain)
    if not set(plain) & set("T :"):  # a day alone
        if found.date() > day_of(now):
            raise Future(plain)
        return min(end_of_day(found.date()), now)
    found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    if found > now:
        raise Future(plain)
    return found


def read_month(text: str) -> tuple[date, date]:
    """月份, "2026-06": its first and last day. Errors: ValueError."""
    first = date.fromisoformat(f"{text.strip()}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def half_year(day: date) -> tuple[date, date]:
    """半年总结, handed in by June 4 and December 4 (S60): the first day it speaks of, and the day it is due."""
    dues = [date(year, month, 4) for year in (day.year - 1, day.year, day.year + 1) for month in (6, 12)]
    due = min(one for one in dues if one >= day)
    return max(one for one in dues if one < day) + timedelta(days=1), due


def local(instant: datetime | None) -> str:
    """北京时间 to the minute, as lists show it; a dash where there is none."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else "—"


def said(at: datetime) -> str:
    """北京时间; midnight is the 24:00 of the day before."""
    local = at.astimezone(SHANGHAI)
    if local.time() == time():
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second or local.microsecond else f"{local:%Y-%m-%d %H:%M}"
