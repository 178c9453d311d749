"""事件名 what an event or command is called: the Chinese words its docstring opens with, said in one place."""

import re

from domain.events import EVENTS

_CHINESE_WORDS = re.compile(r"[^A-Za-z.;:,(（→+]*")


def first_words(kind: type) -> str:
    """A docstring opens with the Chinese term; what follows explains it to programmers."""
    opening = _CHINESE_WORDS.match(kind.__doc__ or "")
    return (opening.group().strip() if opening else "") or kind.__name__


def event_title(name: str) -> str:
    """隐患上报 of `HazardReported`; an unknown name as it is."""
    return first_words(EVENTS[name]) if name in EVENTS else name
