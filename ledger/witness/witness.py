"""作证: the tree over the record as it was read, and what old checkpoints say about it.

The tree is built from the hashes that the walk has just found right, never from what is kept of it; kept tiles and signed
roots are then held against it. Where they part, the record was changed, and the last size at which they agreed and the
first at which they do not bracket the first event that is not the one that was signed.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from ledger.witness.merkle import HASH, Frontier, leaf_hashes, perfect_root
from ledger.witness.note import Checkpoint, NoteRefused, Public, opened, origin_in
from ledger.witness.tree import WIDTH
from ledger.witness.verified import Bad, Testimony, Witness

CODES = {
    "NOTE_UNREADABLE": "CHECKPOINT_UNREADABLE",
    "NOTE_KEY_UNKNOWN": "CHECKPOINT_KEY_UNKNOWN",
    "NOTE_SIGNATURE": "CHECKPOINT_SIGNATURE",
    "NOTE_ALG": "CHECKPOINT_ALG",
}

Tiles = Mapping[tuple[int, int], bytes]


class Grown:
    """树 over the events' hashes in order, with the roots of some sizes and of every whole tile."""

    def __init__(self, hashes: bytes | bytearray, sizes: Iterable[int]) -> None:
        self.size = len(hashes) // HASH
        self.roots: dict[int, bytes] = {}
        self.tiles: dict[tuple[int, int], bytes] = {}
        wanted = deque(sorted({one for one in sizes if one <= self.size} | {self.size}))
        frontier = Frontier()
        for first in range(0, self.size + 1, WIDTH):
            row = bytes(hashes[first * HASH : (first + WIDTH) * HASH])
            leaves = leaf_hashes(row)
            inside = []
            while wanted and wanted[0] < first + WIDTH:
                inside.append(wanted.popleft() - first)
            self._within(frontier, leaves, inside, first)
            if len(leaves) == WIDTH:
                self._whole(frontier, first // WIDTH, perfect_root(leaves))

    def _within(self, frontier: Frontier, leaves: Sequence[bytes], sizes: Sequence[int], first: int) -> None:
        if not sizes:
            return
        ragged, rest = frontier.copy(), iter(leaves)
        for size in sizes:
            for leaf in islice(rest, size - (ragged.size - first)):
                ragged.add(leaf)
            self.roots[first + size] = ragged.root

    def _whole(self, frontier: Frontier, tile: int, root: bytes) -> None:
        frontier.add_perfect(8, root)
        height = 1
        self.tiles[height, tile] = root
        while (tile + 1) % WIDTH == 0:
            tile //= WIDTH
            below = [self.tiles[height, tile * WIDTH + at] for at in range(WIDTH)]
            height += 1
            self.tiles[height, tile] = perfect_root(below)

    def against(self, kept: Tiles) -> Bad | None:
        """The first tile that is kept and is another, or one missing between others."""
        for (height, tile), root in sorted(self.tiles.items()):
            last = (tile + 1) * WIDTH**height
            if (height, tile) not in kept:
                if (height, tile + 1) in kept:
                    return Bad("", 0, "TILE_MISSING", f"第 {last - WIDTH**height + 1} 至 {last} 条", last)
            elif kept[height, tile] != root:
                since = last - WIDTH**height + 1
                return Bad("", 0, "TILE_DIFFERS", f"第 {since} 至 {last} 条之间", last, since=since)
        beyond = kept.keys() - self.tiles.keys()
        if beyond:
            height, tile = min(beyond)
            return Bad(
                "",
                0,
                "TILE_DIFFERS",
                f"存有第 {(tile + 1) * WIDTH**height} 条以前的树，记录却没有那么多",
                self.size + 1,
            )
        return None


class Court:
    """质证: all checkpoints that were found, read before the tree is built and held against it afterwards."""

    def __init__(self, origin: str, witnesses: Iterable[Witness], known: Sequence[Public]) -> None:
        self.testimonies: list[Testimony] = []
        self._read: list[tuple[Witness, Checkpoint]] = []
        for witness in witnesses:
            try:
                if origin_in(witness.text) != origin:
                    self._refused(witness, "CHECKPOINT_OTHER_LEDGER")
                else:
                    self._read.append((witness, opened(witness.text, known)))
            except NoteRefused as refused:
                self._refused(witness, CODES[refused.reason])
        self._read.sort(key=lambda one: one[1].size)

    @property
    def sizes(self) -> set[int]:
        """Of the trees that were signed."""
        return {checkpoint.size for _, checkpoint in self._read}

    def hear(self, tree: Grown) -> Bad | None:
        """What each says of this tree; the first that it does not continue brackets what was changed."""
        agreed, parted = 0, None
        for witness, checkpoint in self._read:
            code = self._said(checkpoint, tree)
            self.testimonies.append(
                Testimony(witness.source, code, checkpoint.size, checkpoint.at, checkpoint.why, witness.outside)
            )
            if code.startswith("HOLDS"):
                agreed = max(agreed, checkpoint.size) if parted is None else agreed
            elif parted is None:
                parted = (checkpoint, code)
        if parted is None:
            return None
        checkpoint, code = parted
        when = f"{checkpoint.at:%Y-%m-%d %H:%M:%S}Z 的检查点，共 {checkpoint.size} 条"
        if code == "RECORD_SHORTER":
            return Bad("", 0, code, f"{when}；现编号 {tree.size} 条", tree.size + 1)
        detail = f"第 {agreed + 1} 至 {checkpoint.size} 条之间；{when}"
        return Bad("", 0, code, detail, checkpoint.size, since=agreed + 1)

    @staticmethod
    def _said(checkpoint: Checkpoint, tree: Grown) -> str:
        if checkpoint.size > tree.size:
            return "RECORD_SHORTER"
        if tree.roots[checkpoint.size] != checkpoint.root:
            return "REWRITTEN"
        return "HOLDS_ALL" if checkpoint.size == tree.size else "HOLDS"

    def _refused(self, witness: Witness, code: str) -> None:
        self.testimonies.append(Testimony(witness.source, code, outside=witness.outside))

    def refused(self) -> list[Bad]:
        """Those that could not be heard: each is a finding of its own."""
        return [Bad("", 0, one.code, one.source) for one in self.testimonies if one.code.startswith("CHECKPOINT_")]
