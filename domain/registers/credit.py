"""统一社会信用代码 credit code (GB 32100-2015): eighteen signs of which the last checks the others."""

import unicodedata

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


def credit_code(text: str) -> str | None:
    """统一社会信用代码 in its written form, or None when it is none."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper().replace("-", "")
    if len(code) != LENGTH or any(sign not in _SIGNS for sign in code):
        return None
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=False))
    return code if _SIGNS[(31 - total % 31) % 31] == code[-1] else None
