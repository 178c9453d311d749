"""接续标记 where a page ended, as the address of the next one carries it."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from domain.refusals import Refusal


def cursor(key: Sequence[Any]) -> str:
    """The mark of a row's key."""
    return base64.urlsafe_b64encode(orjson.dumps([str(part) for part in key])).decode().rstrip("=")


def opened(mark: str, *kinds: Callable[[str], Any]) -> tuple[Any, ...]:
    """The key again, each part read as its kind; errors: Refusal CURSOR_REFUSED."""
    try:
        told = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if "\x00" in "".join(told):
            raise ValueError("no key")  # noqa: TRY301 -- one answer to all that is wrong
        return tuple(kind(part) for kind, part in zip(kinds, told, strict=True))
    except (ValueError, TypeError, binascii.Error, OverflowError):
        raise Refusal("CURSOR_REFUSED", "翻页的 after 不是上一页给出的，请从第一页重新开始。") from None


def small(text: str) -> int:
    """A place among the rows of one case; errors: ValueError."""
    found = int(text)
    if not 0 <= found < 1 << 15:
        raise ValueError("no place")
    return found
