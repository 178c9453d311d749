"""Text as people typed it, folded so that the same thing typed twice is the same thing."""

import re
import unicodedata
from functools import lru_cache

# C0 controls and lone surrogates, which neither PostgreSQL's text nor an .xlsx can hold
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")


class _Kept(dict[int, int | None]):
    """Which signs count when comparing: neither punctuation nor space nor control. Learned sign by sign."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code))[0] in "PZC" else code
        return self[code]


class _Visible(dict[int, int | None]):
    """The same, punctuation kept."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code))[0] in "ZC" else code
        return self[code]


_KEPT, _VISIBLE = _Kept(), _Visible()


def clean(text: str) -> str:
    """A cell's text without what cannot be stored or seen: control characters, outer space."""
    if not text.isprintable():
        text = _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return text.strip()


def narrow(text: str) -> str:
    """Full-width signs in their plain width: （一）： → (一):"""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Normal form for comparing: NFKC, lower case, no whitespace, no punctuation."""
    text = narrow(text).casefold()
    # a text of punctuation only ("/", "—") still has to differ from no text at all
    return text.translate(_KEPT) or text.translate(_VISIBLE)
