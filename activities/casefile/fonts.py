"""字体 the fonts of the case file: the package's own, so that every machine prints the same pages and none prints boxes.

Noto Serif SC and Noto Sans SC (OFL) come as a dependency; fonts of the machine are never asked. A character that they
lack is printed as 〔U+20BB7〕: the record itself keeps it.
"""

import struct
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

FOLDER = Path(pylopdf_fonts_zh_cn.__file__).parent
PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
"""characters that mean something only where they were made: PDF/A refuses them"""
KEPT = "\n"


def printable(text: str) -> str:
    """The text with every character that would not print written as its number."""
    known = _known()
    return "".join(one if one in KEPT or ord(one) in known else _numbered(one) for one in text)


def _numbered(one: str) -> str:
    return "　" if one.isspace() else f"〔U+{ord(one):04X}〕"


@cache
def _known() -> frozenset[int]:
    """What both typefaces can show: the text of a cell may be set in either."""
    faces = [_characters(path.read_bytes()) for path in sorted(FOLDER.glob("*.otf"))]
    found = frozenset.intersection(*faces)
    return frozenset(one for one in found if one >= 0x20 and not any(low <= one <= high for low, high in PRIVATE))


def _characters(font: bytes) -> frozenset[int]:
    """The characters of an OpenType font, from the segments of its `cmap` (format 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(count))
    cmap = next(offset for name, _, offset, _ in tables if name == b"cmap")
    subtables = struct.unpack_from(">H", font, cmap + 2)[0]
    for place in range(subtables):
        at = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * place)[2]
        if struct.unpack_from(">H", font, at)[0] == 12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            segments = (struct.unpack_from(">III", font, at + 16 + 12 * group) for group in range(groups))
            return frozenset(one for first, last, _ in segments for one in range(first, last + 1))
    raise ValueError("the font has no full table of characters")
