"""期间 of two options; what cannot be read is wrong usage."""

from cli.output import misused
from ledger.questions.period import PeriodRefused, read_period
from ledger.questions.question import Period


def period(since: str | None, until: str | None, options: tuple[str, str]) -> Period:
    """期间: a last day counts whole; an instant is the end itself."""
    try:
        return read_period(since, until, options)
    except PeriodRefused as refused:
        misused(refused.sentence)
