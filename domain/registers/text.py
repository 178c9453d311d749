"""Text as people typed it, folded so that the same thing typed twice is the same thing."""

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]+")
# C0 controls and lone surrogates, which neither PostgreSQL's text nor an .xlsx can hold
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A cell's text without what cannot be stored or seen: control characters, outer space."""
    text = _UNSTORABLE.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\ufeff", "").strip()


def folded(text: str) -> str:
    """Normal form for comparing: NFKC, lower case, no whitespace, no punctuation."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    kept = "".join(c for c in text if unicodedata.category(c)[0] not in "PZC")
    # a text of punctuation only ("/", "—") still has to differ from no text at all
    return kept or text
