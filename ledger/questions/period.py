"""期间 as people write it: from one day through another, by Beijing's clock, or to the minute."""

from datetime import UTC, date, datetime, time

from domain.refusals import Refusal
from domain.workdays import SHANGHAI, end_of_day, instant
from ledger.questions.question import Period


class PeriodRefused(Refusal):
    """期间看不懂. `which`: the end of it that is wrong, as it was called."""

    def __init__(self, sentence: str, which: str) -> None:
        super().__init__("PERIOD_REFUSED", sentence)
        self.which = which


def read_period(since: str | None, until: str | None, names: tuple[str, str]) -> Period:
    """期间: a last day counts whole; an instant is the end itself. Errors: PeriodRefused."""
    begin, end = _moment(names[0], since, last=False), _moment(names[1], until, last=True)
    if begin is not None and end is not None and begin >= end:
        raise PeriodRefused(f"{names[0]} {since} 在 {names[1]} {until} 之后；请对调，或只写其中一个。", names[0])
    return Period(begin, end)


def _moment(name: str, text: str | None, *, last: bool) -> datetime | None:
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
            raise PeriodRefused(f"{name} {text} 超出了能表示的日期。", name) from None
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = f"{name} 须为日期或时刻（北京时间），如 2026-03-01 或 2026-03-01T09:00。"
        raise PeriodRefused(sentence, name) from None
