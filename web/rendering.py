"""模板: everything that is shown goes through the escape, whoever wrote it. Dates are said as people say them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.glossary import CHANNELS, LETTER_STATES, LETTERS, LEVELS, OBLIGATIONS, RISKS, RUNGS, STAGES, deadline_label
from domain.policy import ROLE_NAMES
from domain.titles import event_title
from domain.workdays import SHANGHAI, bundled_calendar, day_of

STATIC = Path(__file__).parent / "static"
WEEKDAYS = "一二三四五六日"

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def day_text(day: date | datetime | None, today: date | None = None) -> str:
    """12月1日(周二); with its year, when that is not the year of `today`."""
    if day is None:
        return "—"
    on = day_of(day) if isinstance(day, datetime) else day
    year = "" if today is not None and on.year == today.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日(周{WEEKDAYS[on.weekday()]})"


def moment_text(at: datetime | None) -> str:
    """2026-11-22 08:30, 北京时间."""
    return "—" if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def left_text(due: date | datetime | None, today: date) -> str:
    """还剩 3 个工作日 · 今天 · 超期 7 个工作日. Workdays, by the holiday table."""
    if due is None:
        return "未定"
    on, calendar = day_of(due) if isinstance(due, datetime) else due, bundled_calendar()
    if on == today:
        return "今天"
    if on > today:
        left = calendar.count(today, on)
        return f"还剩 {left} 个工作日" if left else "今天"
    over = calendar.count(on, today)
    return f"超期 {over} 个工作日" if over else "今天"  # it ran out on a rest day, and rolls to the workday to come


def link(path: str, asked: Mapping[str, Any], **changed: Any) -> str:
    """The same address with some of its questions changed; None takes one away."""
    told = {name: value for name, value in {**asked, **changed}.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(told, doseq=True)}" if told else path


def fragment(template: str, block: str, **told: object) -> Markup:
    """One block of a template: the part of a page that has changed."""
    one = templates.get_template(template)
    return Markup("".join(one.blocks[block](one.new_context(told))))  # noqa: S704 -- made by the template, which escapes


templates.filters.update(day=day_text, moment=moment_text, left=left_text, zip=zip)
templates.globals.update(
    asset=asset,
    link=link,
    STAGES=STAGES,
    RUNGS=RUNGS,
    OBLIGATIONS=OBLIGATIONS,
    LETTERS=LETTERS,
    LETTER_STATES=LETTER_STATES,
    CHANNELS=CHANNELS,
    LEVELS=LEVELS,
    RISKS=RISKS,
    ROLE_NAMES=ROLE_NAMES,
    deadline_label=deadline_label,
    event_title=event_title,
)
