"""默克尔树 the Merkle tree of RFC 6962 over all events, as arithmetic: no I/O.

A leaf is an event's hash. Two trees of different sizes share all that lies left of the smaller one's right edge, so that
a root signed today vouches for every event before it for as long as the signed root is kept.

A *range* is leaves `[first, end)`; its hash is RFC 6962's MTH of them. A proof is a list of ranges' hashes, and a range
is a row of *perfect* nodes `(height, index)`, each over `2 ** height` leaves: those alone are ever stored.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
EMPTY = sha256().digest()
"""The root of no leaves."""

Range = tuple[int, int]
Node = tuple[int, int]


def leaf_hash(event_hash: bytes) -> bytes:
    """What stands at the bottom of the tree for an event."""
    return sha256(b"\x00" + event_hash).digest()


def leaf_hashes(event_hashes: bytes) -> list[bytes]:
    """The same for many events' hashes, one after the other."""
    return [sha256(b"\x00" + event_hashes[at : at + HASH]).digest() for at in range(0, len(event_hashes), HASH)]


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """树缘 a tree that only grows, kept as the perfect nodes along its right edge: the root at any moment."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        size = self.size
        while size & 1:
            leaf = sha256(b"\x01" + self._edge.pop() + leaf).digest()
            size >>= 1
        self._edge.append(leaf)
        self.size += 1

    def add_perfect(self, height: int, root: bytes) -> None:
        """`2 ** height` leaves at once, where the tree has a multiple of them; ValueError elsewhere."""
        size, ragged = divmod(self.size, 1 << height)
        if ragged:
            raise ValueError(f"{self.size} leaves end within a node of height {height}")
        while size & 1:
            root = node(self._edge.pop(), root)
            size >>= 1
        self._edge.append(root)
        self.size += 1 << height

    def copy(self) -> "Frontier":
        """Another that grows by itself from here."""
        other = Frontier()
        other.size, other._edge = self.size, list(self._edge)
        return other

    @property
    def root(self) -> bytes:
        """RFC 6962's MTH of what was added."""
        return joined(self._edge)


def joined(perfect: Sequence[bytes]) -> bytes:
    """The hash of a range from those of its perfect nodes, left to right."""
    if not perfect:
        return EMPTY
    *others, root = perfect
    for left in reversed(others):
        root = node(left, root)
    return root


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring nodes: quicker than one by one."""
    level = hashes
    while len(level) > 1:
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def perfect_nodes(of: Range) -> list[Node]:
    """The perfect nodes of a range that begins where one of its size may begin."""
    first, end = of
    found = []
    while first < end:
        height = (end - first).bit_length() - 1
        found.append((height, first >> height))
        first += 1 << height
    return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` (from 0) is in the tree of `size`; ValueError when it is not."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    return _path(index, 0, size)


def _path(index: int, first: int, end: int) -> list[Range]:
    if end - first == 1:
        return []
    middle = first + _left(end - first)
    if index < middle:
        return [*_path(index, first, middle), (middle, end)]
    return [*_path(index, middle, end), (first, middle)]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the tree of `new` begins with that of `old`; ValueError unless 0 <= old <= new."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with one of {old}")
    return [] if old in (0, new) else _subproof(old, 0, new, known=True)


def _subproof(old: int, first: int, end: int, *, known: bool) -> list[Range]:
    if old == end - first:
        return [] if known else [(first, end)]
    left = _left(end - first)
    middle = first + left
    if old <= left:
        return [*_subproof(old, first, middle, known=known), (middle, end)]
    return [*_subproof(old - left, middle, end, known=False), (first, middle)]


def _left(leaves: int) -> int:
    """The largest power of two below `leaves`."""
    return 1 << ((leaves - 1).bit_length() - 1)


def verify_inclusion(event_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True when `path` proves that the event is leaf `index` (from 0) of the tree of `size` with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf_hash(event_hash)
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True when `path` proves that the tree of `new` begins with the whole of that of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_old, of_new = node(sibling, of_old), node(sibling, of_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_new = node(of_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and of_old == old_root and of_new == new_root
