"""事件类型 by whatever they are called: the stored name, the Chinese title, or a part of it."""

from difflib import get_close_matches

from domain.events import EVENTS
from domain.refusals import Refusal
from domain.titles import first_words
from ledger.own import OWN

TYPES: dict[str, str] = {name: first_words(kind) for name, kind in {**EVENTS, **OWN}.items()}
"""every type of event with its Chinese title"""
ALIKE = 0.4
PART = 4
"""letters of a stored name that mean something"""


def types_called(called: str) -> tuple[str, ...]:
    """The types a word means: 批准延期 one, 延期 all that are about it. Errors: Refusal EVENT_UNKNOWN, with what is close."""
    asked = called.strip().casefold()
    exactly = tuple(name for name, title in TYPES.items() if asked in (name.casefold(), title.casefold()))
    if exactly:
        return exactly
    within = tuple(
        name
        for name, title in TYPES.items()
        if asked and (asked in title or (len(asked) >= PART and asked in name.casefold()))
    )
    if within:
        return within
    raise Refusal("EVENT_UNKNOWN", f"没有叫“{called}”的事件类型{_close(asked)}。")


def _close(asked: str) -> str:
    """The titles most like it, by title or by stored name."""
    titles = get_close_matches(asked, TYPES.values(), n=4, cutoff=ALIKE)
    folded = {name.casefold(): title for name, title in TYPES.items()}
    titles += [folded[name] for name in get_close_matches(asked, folded, n=2, cutoff=0.6)]
    # one sign in common is the most that two short titles may have
    titles += [title for title in TYPES.values() if len(set(asked) & set(title)) >= 2]
    found = list(dict.fromkeys(titles))[:5]
    return f"；相近的有：{'、'.join(found)}" if found else ""
