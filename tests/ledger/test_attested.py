"""What was found sound is not folded again, and whatever is changed afterwards is found all the same (G15)."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.store import Ledger
from ledger.views.current import current
from ledger.witness import attested
from ledger.witness.attested import DIGESTS, NOTE, Attestations, digest_of, nothing_attested
from ledger.witness.checkpoints import checkpoint, keys_of
from ledger.witness.note import Key, signed_note
from ledger.witness.places import Folder
from ledger.witness.verified import Verified, Witness
from ledger.witness.verify import verify
from tests.conftest import Databases
from tests.ledger.forgery import cut, forgotten, rechained
from tests.ledger.lives import append, asked, reported
from tests.ledger.settings import Set
from tests.ledger.test_turns import VERIFY
from tests.ledger.test_verify import ONE, TAMPERED, TWO, recorded, tamper  # noqa: F401
from tests.ledger.test_witness import milder

THREE = "2026-000903"


class House:
    """A ledger, its key, and what it keeps of verifications."""

    def __init__(self, owner: str, ledger: Ledger, home: Path) -> None:
        self.owner = owner
        self.ledger = ledger
        self.settings = Set(home)
        self.kept = Attestations(home, keys_of(self.settings))

    async def verified(self, *, full: bool = False) -> Verified:
        found = Folder(self.settings.data / "checkpoints").found()
        return await verify(
            self.owner,
            witnesses=[Witness(name, text, outside=True) for name, text in found],
            trusted=keys_of(self.settings).trusted,
            attested=nothing_attested if full else self.kept.read,
        )


@pytest.fixture
async def house(ledger: Ledger, recorded: str, tmp_path: Path) -> House:  # noqa: F811
    """Verified in full, and signed."""
    made = House(recorded, ledger, tmp_path)
    await append(ledger, THREE, [reported(THREE, owes=(VERIFY,))])
    await current(ledger.pool)
    await checkpoint(ledger, made.settings)
    first = await made.verified()
    assert (first.ok, first.unchanged, first.since) == (True, 0, first.at), first.bad
    assert made.kept.keep(first)
    return made


async def test_what_was_found_sound_is_hashed_and_not_folded_again(house: House) -> None:
    first = await house.verified(full=True)
    again = await house.verified()
    assert (again.ok, again.events, again.cases, again.unchanged) == (True, first.events, first.cases, first.cases)
    assert (again.root, again.testimonies) == (first.root, first.testimonies)
    assert again.since is not None
    assert again.at is not None
    assert again.since < again.at


async def test_a_case_that_has_moved_on_is_folded_and_no_other(house: House) -> None:
    before = (await house.verified()).since
    await append(house.ledger, ONE, [asked()])
    await current(house.ledger.pool)
    moved = await house.verified()
    assert (moved.ok, moved.unchanged) == (True, moved.cases - 1)
    assert house.kept.keep(moved)
    again = await house.verified()
    assert (again.unchanged, again.since) == (again.cases, before)  # the others were folded then, and not since


MORE = {
    "what stands open": "update turns set role = 'clerk'",
    "what stands open, gone": "delete from turns",
    "a reached rung, made up": f"insert into rungs (stream, cycle, rung, version) values ('case-{TWO}', 1, 4, 3)",
    "an event and all that shows it": (
        f"delete from events where stream = 'case-{ONE}' and version = 3;"
        f"delete from leaves where stream = 'case-{ONE}' and version = 3;"
        f"delete from commands where stream = 'case-{ONE}' and last_version = 3;"
        f"update cases set version = 2 where number = '{ONE}'"
    ),
}


@pytest.mark.parametrize("what", [*TAMPERED, *MORE])
async def test_whatever_is_changed_afterwards_is_found_as_by_a_full_verification(house: House, what: str) -> None:
    await tamper(house.owner, MORE[what] if what in MORE else TAMPERED[what][0])
    full, quick = await house.verified(full=True), await house.verified()
    assert full.bad
    assert quick.bad == full.bad
    assert not house.kept.keep(quick)  # and nothing is signed


FORGED: dict[str, Callable[[House], Awaitable[None]]] = {
    "the whole record written anew": lambda house: rechained(house.owner, milder),
    "the tail cut off everywhere": lambda house: cut(house.owner, 9),
    "a case without a trace": lambda house: forgotten(house.owner, f"case-{TWO}"),
}


@pytest.mark.parametrize("what", FORGED)
async def test_a_forger_who_cannot_sign_gains_nothing_by_it(house: House, what: str) -> None:
    await FORGED[what](house)
    full, quick = await house.verified(full=True), await house.verified()
    assert full.bad
    assert quick.bad == full.bad


async def test_digests_of_forged_rows_are_not_believed_without_the_signature(house: House) -> None:
    """He writes into the folder too, and knows how a digest is made; only the key he has not."""
    await tamper(house.owner, f"update cases set stage = 'closed' where number = '{ONE}'")
    found = await house.verified()
    (forged,) = set((await _digests(house)).values()) - set(found.digests)
    path = house.kept.directory / DIGESTS
    path.write_bytes(path.read_bytes() + forged)
    assert (await house.verified()).unchanged == 0  # the note is of other digests

    note = (house.kept.directory / NOTE).read_text().rpartition("\n\n")[0] + "\n"
    lines = note.splitlines()
    lines[3] = f"digests {sha256(path.read_bytes()).hexdigest()}"
    (house.kept.directory / NOTE).write_text(signed_note("\n".join(lines) + "\n", Key.new(), found.origin))
    again = await house.verified()
    assert (again.unchanged, [one.reason for one in again.bad]) == (0, ["VIEW_DIFFERS"])


async def _digests(house: House) -> dict[str, bytes]:
    """Of the rows as they are now, whatever they say."""
    made: dict[str, bytes] = {}

    def noted(stream: str, head: bytes, rows: object) -> bytes:
        made[stream] = digest_of(stream, head, rows)
        return made[stream]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.witness.verify.digest_of", noted)
        await house.verified(full=True)
    return made


async def test_another_program_folds_everything_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attested, "program", lambda: "program of another release")
    assert (await house.verified()).unchanged == 0


async def test_another_ledger_has_no_part_in_it(house: House, postgres: Databases) -> None:
    origin = (await house.verified()).origin
    known = keys_of(house.settings).trusted(origin)
    assert house.kept.read(origin, known) is not None
    assert house.kept.read(origin.replace("duban/", "duban/0"), known) is None
    assert house.kept.read(origin, []) is None


async def test_what_was_not_compared_is_not_signed(house: House) -> None:
    """A view that has not come to a case's last event says nothing yet: its rows must not be vouched for."""
    await append(house.ledger, ONE, [asked()])
    behind = await house.verified()
    assert behind.ok
    assert len(behind.digests) == behind.cases - 1


async def test_without_a_key_nothing_is_kept(ledger: Ledger, recorded: str, tmp_path: Path) -> None:  # noqa: F811
    bare = House(recorded, ledger, tmp_path)
    assert not bare.kept.keep(await verify(recorded))
    assert not bare.kept.directory.exists()
    assert not (tmp_path / "keys").exists()


async def test_a_folder_that_cannot_be_written_to_costs_time_alone(house: House) -> None:
    for path in house.kept.directory.iterdir():
        path.unlink()
    house.kept.directory.rmdir()
    house.kept.directory.write_text("a file where the folder should be")
    found = await house.verified()
    assert (found.ok, found.unchanged) == (True, 0)
    assert not house.kept.keep(found)
