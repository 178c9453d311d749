"""What the record cannot show by itself, old checkpoints show: cut, written anew, of another ledger (G15).

Each is really done, by a superuser without triggers, and consistently: hashes, numbers, tiles, views, marks and commands
are what this very program would have written.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from ledger.views.sequencer import sequence
from ledger.witness.checkpoints import Made, checkpoint, keys_of
from ledger.witness.note import Checkpoint, Key, note
from ledger.witness.places import Folder
from ledger.witness.verified import Verified, Witness
from ledger.witness.verify import verify
from tests.conftest import Databases
from tests.ledger.forgery import cut, forged, forgotten, rechained
from tests.ledger.lives import EDITION, append, asked, opening, reported
from tests.ledger.settings import Set

ONE, TWO, THREE = "2026-000901", "2026-000902", "2026-000903"


@dataclass
class Recorded:
    """A ledger of seven events, signed after 1, 3, 5 and 7 of them."""

    owner: str
    settings: Set
    made: list[Made]

    async def verified(self, *more: Witness, kept: bool = True) -> Verified:
        """With what lies in the folder, and more."""
        found = Folder(self.settings.data / "checkpoints").found() if kept else []
        return await verify(
            self.owner,
            witnesses=[*(Witness(name, text, outside=True) for name, text in found), *more],
            trusted=keys_of(self.settings).trusted if kept or more else lambda _: (),
        )


@pytest.fixture
async def recorded(ledger: Ledger, owner: str, tmp_path: Path) -> Recorded:
    settings, made = Set(tmp_path), []
    made.append(await checkpoint(ledger, settings))
    for number in (ONE, TWO, THREE):
        for event in (reported(number), asked()):
            await append(ledger, number, [event])
        made.append(await checkpoint(ledger, settings))
    return Recorded(owner, settings, made)


async def test_a_sound_record_holds_with_all_its_checkpoints(recorded: Recorded) -> None:
    verified = await recorded.verified()
    assert verified.ok, verified.bad
    assert verified.root == recorded.made[-1].checkpoint.root
    assert (verified.leaves, verified.vouched, verified.limits) == (7, 7, "")
    # from the folder, and as noted in the database
    assert [(one.size, one.code) for one in verified.testimonies] == [
        *((size, "HOLDS") for size in (1, 1, 3, 3, 5, 5)),
        (7, "HOLDS_ALL"),
        (7, "HOLDS_ALL"),
    ]


async def test_without_a_checkpoint_it_says_what_it_cannot_exclude(recorded: Recorded) -> None:
    verified = await recorded.verified(kept=False)
    assert verified.ok
    assert verified.vouched == 0
    assert "不能排除账尾被截去或整本账被重新编造" in verified.limits


async def test_what_came_after_the_last_checkpoint_is_not_vouched_for(recorded: Recorded, ledger: Ledger) -> None:
    await append(ledger, "2026-000904", [reported("2026-000904")])
    verified = await recorded.verified()
    assert verified.ok
    assert "前 7 条有已签检查点作证；其后 1 条尚无检查点" in verified.limits


async def test_checkpoints_on_the_same_machine_say_so(recorded: Recorded) -> None:
    verified = await verify(recorded.owner, trusted=keys_of(recorded.settings).trusted)
    assert verified.vouched == 7  # by what is noted in the database
    assert "都存在本机" in verified.limits


def milder(stream: str, version: int, body: bytes) -> bytes:
    """The second case's first event never told of an alarm that failed."""
    if (stream, version) != (f"case-{TWO}", 1):
        return body
    assert "失效" in body.decode()
    return body.decode().replace("失效", "完好").encode()


async def test_a_whole_rechain_is_found_and_bracketed(recorded: Recorded) -> None:
    await rechained(recorded.owner, milder)
    by_itself = await recorded.verified(kept=False)
    assert by_itself.ok, by_itself.bad  # nothing in the database says so: the forgery is perfect
    verified = await recorded.verified()
    (first,) = verified.bad
    assert (first.reason, first.since, first.leaf) == ("REWRITTEN", 4, 5)
    assert (first.stream, first.version) == (f"case-{TWO}", 1)
    assert first.where == f"case-{TWO} 第 1 条起"
    assert "第 4 至 5 条之间" in first.sentence
    assert {one.size: one.code for one in verified.testimonies} == {
        1: "HOLDS", 3: "HOLDS", 5: "REWRITTEN", 7: "REWRITTEN",
    }  # fmt: skip
    assert verified.vouched == 3


async def test_one_old_checkpoint_kept_elsewhere_is_enough(recorded: Recorded) -> None:
    await rechained(recorded.owner, milder)
    await forged(recorded.owner, "delete from checkpoints")
    kept = Witness("U 盘", recorded.made[-1].note, outside=True)
    verified = await verify(recorded.owner, witnesses=[kept], trusted=lambda _: [recorded.made[-1].public])
    (first,) = verified.bad
    assert (first.reason, first.since, first.leaf) == ("REWRITTEN", 1, 7)


async def test_another_genesis_makes_another_ledger(recorded: Recorded) -> None:
    def drilled(stream: str, version: int, body: bytes) -> bytes:
        return body.replace(b'"sample"', b'"drill"') if (stream, version) == ("ledger", 1) else body

    await rechained(recorded.owner, drilled)
    assert (await recorded.verified(kept=False)).ok
    verified = await recorded.verified()
    assert {one.reason for one in verified.bad} == {"CHECKPOINT_OTHER_LEDGER"}
    assert len(verified.bad) == 4 + 4  # those in the folder, and those noted in the database


async def test_a_cut_tail_is_found(recorded: Recorded) -> None:
    await cut(recorded.owner, 5)
    by_itself = await recorded.verified(kept=False)
    assert by_itself.ok, by_itself.bad
    assert by_itself.events == 5
    verified = await recorded.verified()
    (first,) = verified.bad
    assert (first.reason, first.leaf) == ("RECORD_SHORTER", 6)
    assert first.where == "全部记录的第 6 条"
    assert "共 7 条；现编号 5 条" in first.sentence


async def test_a_cut_tail_grown_over_is_found(recorded: Recorded, ledger: Ledger) -> None:
    await cut(recorded.owner, 5)
    for number in ("2026-000904", "2026-000905", "2026-000906"):
        await append(ledger, number, [reported(number)])
    await sequence(ledger.pool)
    assert (await recorded.verified(kept=False)).ok
    (first,) = (await recorded.verified()).bad
    assert (first.reason, first.since, first.leaf) == ("REWRITTEN", 6, 7)


async def test_a_case_without_a_trace_is_found(recorded: Recorded) -> None:
    await forgotten(recorded.owner, f"case-{TWO}")
    by_itself = await recorded.verified(kept=False)
    assert by_itself.ok, by_itself.bad
    (first,) = (await recorded.verified()).bad
    # the tree of five parts: what was the third case's is now where the second's was
    assert (first.reason, first.since, first.leaf) == ("REWRITTEN", 4, 5)


async def test_events_of_two_cases_that_changed_places_are_found(recorded: Recorded) -> None:
    await forged(
        recorded.owner,
        "update leaves set leaf = leaf + 100 where leaf in (3, 4); update leaves set leaf = 107 - leaf where leaf > 100",
    )
    assert (await recorded.verified(kept=False)).ok
    (first,) = (await recorded.verified()).bad
    assert (first.reason, first.since, first.leaf) == ("REWRITTEN", 2, 3)


NUMBERS = {
    "an event deleted": (
        f"delete from events where stream = 'case-{TWO}' and version = 1",
        ("LEAF_WITHOUT_EVENT", f"case-{TWO}", 1, 4),
    ),
    "an event and its number deleted": (
        "".join(f"delete from {table} where stream = 'case-{TWO}' and version = 1;" for table in ("events", "leaves")),
        ("LEAF_GAP", f"case-{TWO}", 2, 4),
    ),
    "a number deleted": (f"delete from leaves where stream = 'case-{TWO}' and version = 2", ("LEAF_GAP", f"case-{THREE}", 1, 5)),
    "the last number deleted": (
        "delete from leaves where leaf = 7",
        ("SEQUENCE_DIFFERS", "", 0, 7),
    ),
    "numbers of a case turned round": (
        "update leaves set leaf = leaf + 100 where leaf in (4, 5); update leaves set leaf = 109 - leaf where leaf > 100",
        ("LEAF_ORDER", f"case-{TWO}", 2, 4),
    ),
    "a number too many": (
        "insert into leaves values (8, 'case-2026-000999', 1)",
        ("LEAF_WITHOUT_EVENT", "case-2026-000999", 1, 8),
    ),
    "a number far away": (
        "insert into leaves values (1000000000000, 'case-2026-000999', 1)",
        ("LEAF_GAP", "case-2026-000999", 1, 8),
    ),
    "the sequencer set back": ("update sequenced set leaf = 3", ("SEQUENCE_DIFFERS", "", 0, 8)),
    "a changed byte": (
        f"update events set by = 'p-x' where stream = 'case-{TWO}' and version = 2",
        ("HASH", f"case-{TWO}", 2, 5),
    ),
    "a changed hash": (
        f"update events set hash = sha256(hash) where stream = 'case-{THREE}' and version = 2",
        ("HASH", f"case-{THREE}", 2, 7),
    ),
    "two changed bytes, the earlier event first": (
        f"update events set by = 'p-x' where stream in ('case-{ONE}', 'case-{THREE}') and version = 2",
        ("HASH", f"case-{ONE}", 2, 3),
    ),
    "a later case changed before an earlier one": (
        (f"update events set by = 'p-x' where stream = 'case-{THREE}' and version = 1;"
         f"update cases set stage = 'closed' where number = '{ONE}'"),
        ("VIEW_DIFFERS", f"case-{ONE}", 2, 3),
    ),
    "a command gone": (f"delete from commands where stream = 'case-{TWO}'", ("EVENT_WITHOUT_COMMAND", f"case-{TWO}", 1, 4)),
    "an event slipped in": (
        ("insert into events (xid, stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg,"
        " prev_hash, hash) select xid, stream, 3, type, shape, edition, at, recorded_at, by, command_id, body, alg,"
        f" prev_hash, hash from events where stream = 'case-{ONE}' and version = 2"),
        ("PREV_HASH", f"case-{ONE}", 3, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NUMBERS)
async def test_the_first_in_the_records_own_order_is_named(recorded: Recorded, what: str) -> None:
    statement, (reason, stream, version, leaf) = NUMBERS[what]
    await forged(recorded.owner, statement)
    first = (await recorded.verified()).bad[0]
    assert (first.reason, first.stream, first.version, first.leaf) == (reason, stream, version, leaf)
    assert first.sentence
    assert first.where


async def test_each_kind_of_bad_checkpoint_has_its_own_reason(recorded: Recorded) -> None:
    last, key = recorded.made[-1], keys_of(recorded.settings).key(recorded.made[-1].checkpoint.origin)
    ahead = Checkpoint(last.checkpoint.origin, 99, bytes(32), last.checkpoint.at)
    other = Checkpoint("duban/" + "0" * 64, 3, bytes(32), last.checkpoint.at)
    differing = Checkpoint(last.checkpoint.origin, 3, bytes(32), last.checkpoint.at)
    told = {
        "RECORD_SHORTER": note(ahead, key),
        "CHECKPOINT_OTHER_LEDGER": note(other, key),
        "REWRITTEN": note(differing, key),
        "CHECKPOINT_SIGNATURE": last.note.replace("\n7\n", "\n6\n"),
        "CHECKPOINT_KEY_UNKNOWN": note(last.checkpoint, Key.new()),
        "CHECKPOINT_UNREADABLE": "检查点",
        "CHECKPOINT_ALG": last.note.replace("alg sha256", "alg md5"),
    }
    sentences = set()
    for code, text in told.items():
        verified = await recorded.verified(Witness("file", text, outside=True))
        (bad,) = verified.bad
        assert bad.reason == code
        (testimony,) = [one for one in verified.testimonies if one.source == "file"]
        assert testimony.code == code
        assert not testimony.holds
        sentences.add(bad.sentence.partition("（")[0])
    assert len(sentences) == len(told)
    assert (await recorded.verified(Witness("file", recorded.made[1].note))).ok  # an old one is a good one


async def test_checkpoints_of_a_former_key_still_count(recorded: Recorded, ledger: Ledger) -> None:
    (recorded.settings.data / "keys" / "checkpoint.pem").unlink()
    await append(ledger, "2026-000904", [reported("2026-000904")])
    await checkpoint(ledger, recorded.settings)
    verified = await recorded.verified()
    assert verified.ok, verified.bad
    assert verified.vouched == 8
    assert len(keys_of(recorded.settings).trusted(recorded.made[0].checkpoint.origin)) == 2


async def test_who_has_no_key_can_still_verify_what_the_record_shows_itself(recorded: Recorded) -> None:
    verified = await verify(recorded.owner)
    assert verified.ok
    assert not verified.testimonies
    given = await verify(recorded.owner, witnesses=[Witness("file", recorded.made[0].note)])
    assert [one.reason for one in given.bad] == ["CHECKPOINT_KEY_UNKNOWN"]


async def test_tiles_are_held_against_the_record(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    openings = [opening(number) for number in await ledger.next_numbers(2026, 300)]
    await ledger.open_batch(
        "b-1", openings, by="p", command_id="import", digest="d", edition=EDITION, recorded_at=await ledger.clock()
    )
    await checkpoint(ledger, Set(tmp_path))
    assert await ledger.pool.fetchval("select count(*) from tiles") == 1
    assert (await verify(owner)).ok

    def milder(stream: str, version: int, body: bytes) -> bytes:
        return body.replace("超量".encode(), "适量".encode()) if stream == "case-2026-000077" else body

    await forged(owner, "create table before as select * from tiles")
    await rechained(owner, milder)
    assert (await verify(owner)).ok
    await forged(owner, "delete from tiles", "insert into tiles select * from before")  # forgotten by the forger
    (first,) = (await verify(owner)).bad
    assert (first.reason, first.since, first.leaf) == ("TILE_DIFFERS", 1, 256)
    await forged(owner, "update tiles set tile = 1")
    assert [one.reason for one in (await verify(owner)).bad] == ["TILE_MISSING"]


async def test_nothing_is_written_by_who_verifies(recorded: Recorded, service: str) -> None:
    """One read-only snapshot, as the service's own role."""
    verified = await verify(service, trusted=keys_of(recorded.settings).trusted)
    assert verified.ok
    assert not list(recorded.settings.data.glob("**/*.new"))


async def test_an_empty_ledger_verifies(postgres: Databases) -> None:
    empty = await postgres.fresh_database()
    await migrate(empty)
    await open_ledger(empty, "real")
    verified = await verify(empty)
    assert verified.ok
    assert (verified.events, verified.leaves) == (1, 0)
