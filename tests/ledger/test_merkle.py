"""The tree is RFC 6962's: its own vectors, trees computed by hand, and every proof of every small tree."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.witness.merkle import (
    EMPTY,
    Frontier,
    Range,
    consistency_ranges,
    inclusion_ranges,
    joined,
    leaf_hash,
    node,
    perfect_nodes,
    perfect_root,
    root_of,
    verify_consistency,
    verify_inclusion,
)

h = bytes.fromhex

# The test data of Certificate Transparency's reference implementation (merkle_tree_test.cc), known to every log.
LEAVES = [h(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                               "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
D1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
D2 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
D3 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"


def over(leaves: Sequence[bytes], wanted: Sequence[Range]) -> list[bytes]:
    """The hashes of ranges, by the definition and not by stored nodes."""
    return [mth(leaves[first:end]) for first, end in wanted]


def mth(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word; of leaf hashes."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    left = 1
    while left * 2 < len(hashes):
        left *= 2
    return sha256(b"\x01" + mth(hashes[:left]) + mth(hashes[left:])).digest()


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(sha256(b"%d" % number).digest()) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots(size: int) -> None:
    assert root_of(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size]


def test_trees_by_hand() -> None:
    a, b, c, d, e = (leaf_hash(leaf) for leaf in (b"a", b"b", b"c", b"d", b"e"))
    assert a == sha256(b"\x00a").digest()
    assert root_of([a, b, c]) == node(node(a, b), c)
    assert root_of([a, b, c, d, e]) == node(node(node(a, b), node(c, d)), e)
    assert node(a, b) == sha256(b"\x01" + a + b).digest()
    assert root_of([]) == EMPTY


def test_known_proofs() -> None:
    leaves = [leaf_hash(leaf) for leaf in LEAVES]
    assert [one.hex() for one in over(leaves, inclusion_ranges(5, 8))] == [LEAF_4, D3, ROOTS[4]]
    assert [one.hex() for one in over(leaves, inclusion_ranges(2, 3))] == [ROOTS[2]]
    assert [one.hex() for one in over(leaves, consistency_ranges(6, 8))] == [D2, D3, ROOTS[4]]
    assert [one.hex() for one in over(leaves, consistency_ranges(2, 5))] == [D1, LEAF_4]
    assert verify_inclusion(LEAVES[5], 5, 8, [h(LEAF_4), h(D3), h(ROOTS[4])], h(ROOTS[8]))
    assert not verify_inclusion(LEAVES[5], 4, 8, [h(LEAF_4), h(D3), h(ROOTS[4])], h(ROOTS[8]))
    assert verify_consistency(6, 8, h(ROOTS[6]), h(ROOTS[8]), [h(D2), h(D3), h(ROOTS[4])])
    assert verify_consistency(2, 5, h(ROOTS[2]), h(ROOTS[5]), [h(D1), h(LEAF_4)])
    assert not verify_consistency(6, 8, h(ROOTS[5]), h(ROOTS[8]), [h(D2), h(D3), h(ROOTS[4])])


def test_every_proof_of_every_small_tree() -> None:
    leaves = leaves_of(20)
    roots = [mth(leaves[:size]) for size in range(21)]
    assert roots == [root_of(leaves[:size]) for size in range(21)]
    for size in range(1, 21):
        for index in range(size):
            path = over(leaves, inclusion_ranges(index, size))
            event = sha256(b"%d" % index).digest()
            assert [at for at in range(-1, 22) if verify_inclusion(event, at, size, path, roots[size])] == [index]
        for old in range(size + 1):
            path = over(leaves, consistency_ranges(old, size))
            held = [one for one in range(21) if verify_consistency(old, size, roots[one], roots[size], path)]
            assert held == [old]


sizes = st.integers(1, 700)


@given(sizes, st.data())
def test_a_range_is_joined_from_its_perfect_nodes(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    for first, end in [(0, size), *inclusion_ranges(index, size), *consistency_ranges(old, size)]:
        perfect = [leaves[at << height : (at + 1) << height] for height, at in perfect_nodes((first, end))]
        assert list(chain(*perfect)) == leaves[first:end]
        assert joined([perfect_root(one) for one in perfect]) == mth(leaves[first:end])


@given(sizes, st.data())
def test_any_changed_bit_fails(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    event, root, old_root = sha256(b"%d" % index).digest(), mth(leaves), mth(leaves[:old])
    inclusion, consistency = (
        over(leaves, one) for one in (inclusion_ranges(index, size), consistency_ranges(old, size))
    )
    assert verify_inclusion(event, index, size, inclusion, root)
    assert verify_consistency(old, size, old_root, root, consistency)
    included = _changed(data, [event, root, *inclusion])
    assert not verify_inclusion(included[0], index, size, included[2:], included[1])
    consistent = _changed(data, [old_root, root, *consistency])
    assert not verify_consistency(old, size, *consistent[:2], consistent[2:])
    assert not verify_inclusion(event, index, size, [*inclusion, root], root)
    assert not inclusion or not verify_inclusion(event, index, size, inclusion[:-1], root)
    assert not verify_consistency(old, size, old_root, root, [*consistency, root])
    assert not consistency or not verify_consistency(old, size, old_root, root, consistency[:-1])


def _changed(data: st.DataObject, hashes: list[bytes]) -> list[bytes]:
    which, bit = data.draw(st.integers(0, len(hashes) - 1)), data.draw(st.integers(0, 255))
    other = (int.from_bytes(hashes[which]) ^ 1 << bit).to_bytes(32)
    return [*hashes[:which], other, *hashes[which + 1 :]]


@given(st.lists(st.integers(0, 4), max_size=40))
def test_perfect_nodes_may_be_added_whole(heights: list[int]) -> None:
    frontier = Frontier()
    for height in heights:
        leaves = leaves_of(frontier.size + (1 << height))[frontier.size :]
        if frontier.size % (1 << height):
            with pytest.raises(ValueError, match="end within"):
                frontier.add_perfect(height, perfect_root(leaves))
        else:
            frontier.add_perfect(height, perfect_root(leaves))
    assert frontier.root == mth(leaves_of(frontier.size))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_ranges(index, size)
    assert not verify_inclusion(EMPTY, index, size, [], EMPTY)


def test_a_larger_tree_is_no_beginning() -> None:
    with pytest.raises(ValueError, match="cannot begin"):
        consistency_ranges(4, 3)
    assert not verify_consistency(4, 3, EMPTY, EMPTY, [])
