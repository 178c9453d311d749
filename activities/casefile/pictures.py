"""图片 which attachments are printed: pictures whose size is known before anything unpacks them."""

import struct

LARGEST_SIDE = 20_000
LARGEST = 60_000_000
"""Pixels: a telephone makes 50 million; more is no photo, and would cost the memory of the page setter."""
_START = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def printed_as(content: bytes) -> str | None:
    """`png` or `jpg` for what can be printed, None for the rest."""
    kind, size = None, None
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, size = "png", _png(content)
    elif content.startswith(b"\xff\xd8\xff"):
        kind, size = "jpg", _jpeg(content)
    if size is None or not 0 < size[0] <= LARGEST_SIDE or not 0 < size[1] <= LARGEST_SIDE:
        return None
    return kind if size[0] * size[1] <= LARGEST else None


def _png(content: bytes) -> tuple[int, int] | None:
    if len(content) < 33 or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """From the start-of-frame segment."""
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _START:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + int(struct.unpack_from(">H", content, at + 2)[0])
    return None
