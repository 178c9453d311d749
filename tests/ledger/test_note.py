"""Checkpoints are signed notes as everybody's tools read them, and nothing else passes for one."""

import base64
import subprocess
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.witness.note import (
    Checkpoint,
    Key,
    NoteRefused,
    Public,
    note,
    opened,
    opened_note,
    origin_of,
    read,
    signed_note,
)

# golang.org/x/mod/sumdb/note, the format's first implementation: its example.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

# tlog-checkpoint's own example
BEHIND_THE_SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

AT = datetime(2026, 3, 2, 1, 2, 3, 450, tzinfo=UTC)
ORIGIN = origin_of(bytes(range(32)))
KEY = Key(Ed25519PrivateKey.from_private_bytes(SEED))
CHECKPOINT = Checkpoint(ORIGIN, 12345, sha256(b"root").digest(), AT, "closure 2026-000123", sample=True)
SIGNED = note(CHECKPOINT, KEY)


def test_the_first_implementations_note() -> None:
    public = Public.parse(VKEY)
    assert str(public) == VKEY
    assert KEY.public("PeterNeumann") == public
    assert opened_note(NOTE, [public]) == TEXT
    assert signed_note(TEXT, KEY, "PeterNeumann") == NOTE


def test_a_checkpoint_reads_as_others_write_it_and_as_we_do() -> None:
    assert SIGNED.splitlines()[:8] == [
        "duban/000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "12345",
        base64.b64encode(sha256(b"root").digest()).decode(),
        "alg sha256",
        "at 2026-03-02T01:02:03.000450Z",
        "why closure 2026-000123",
        "示例",
        "",
    ]
    assert SIGNED.splitlines()[8].startswith(f"— {ORIGIN} ")
    assert len(SIGNED.splitlines()) == 9
    assert opened(SIGNED, KEY.public(ORIGIN)) == CHECKPOINT
    # another's has no time: nothing of ours depends on reading it
    with pytest.raises(NoteRefused) as refused:
        read(BEHIND_THE_SOFA)
    assert refused.value.reason == "NOTE_UNREADABLE"


def test_openssl_verifies_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The signature is plain Ed25519 over the text: no tool of ours is needed."""
    home = tmp_path_factory.mktemp("openssl")
    text, _, signature = SIGNED.rpartition("\n\n")
    (home / "text").write_text(f"{text}\n", encoding="utf-8")
    (home / "signature").write_bytes(base64.b64decode(signature.split()[2])[4:])
    (home / "key.pem").write_bytes(KEY.pem)
    asked = ["openssl", "pkeyutl", "-verify", "-inkey", "key.pem", "-rawin", "-in", "text", "-sigfile", "signature"]
    try:
        done = subprocess.run(asked, cwd=home, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert done.returncode == 0, done.stderr


def test_any_changed_bit_is_refused() -> None:
    for bit in range(len(SIGNED.encode()) * 8):
        changed = bytearray(SIGNED.encode())
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((NoteRefused, UnicodeDecodeError)):
            opened(changed.decode(), KEY.public(ORIGIN))


def test_signatures_of_others_are_ignored_and_ours_is_needed() -> None:
    witness = Key.new()
    theirs = signed_note(CHECKPOINT.text, witness, "witness.example/1").rpartition("\n\n")[2]
    assert opened(SIGNED + theirs, KEY.public(ORIGIN)) == CHECKPOINT
    alone = f"{CHECKPOINT.text}\n{theirs}"
    # even a witness that is known vouches for nothing alone
    for known in (KEY.public(ORIGIN), [KEY.public(ORIGIN), witness.public("witness.example/1")]):
        with pytest.raises(NoteRefused) as refused:
            opened(alone, known)
        assert refused.value.reason == "NOTE_KEY_UNKNOWN"


def test_why_it_is_refused() -> None:
    public, other = KEY.public(ORIGIN), Key.new().public(ORIGIN)
    refused = {
        "": "NOTE_UNREADABLE",
        "no signature\n": "NOTE_UNREADABLE",
        SIGNED[:-1]: "NOTE_UNREADABLE",
        SIGNED.replace("—", "-"): "NOTE_UNREADABLE",
        SIGNED.replace("\n12345\n", "\n012345\n"): "NOTE_UNREADABLE",
        SIGNED.replace("\n12345\n", "\n12346\n"): "NOTE_SIGNATURE",
        SIGNED.replace("alg sha256", "alg sm3"): "NOTE_ALG",
        note(CHECKPOINT, Key.new()): "NOTE_KEY_UNKNOWN",
        SIGNED + "x" * 100_000: "NOTE_UNREADABLE",
    }
    for text, reason in refused.items():
        with pytest.raises(NoteRefused) as found:
            opened(text, public)
        assert found.value.reason == reason, text[:80]
    with pytest.raises(NoteRefused):
        opened(SIGNED, other)


def test_a_checkpoint_is_a_line_a_fact() -> None:
    with pytest.raises(ValueError, match="not one line"):
        note(Checkpoint(ORIGIN, 1, bytes(32), AT, "by hand\n99999"), KEY)
    for text, name in (("no end", ORIGIN), ("text\n", "a name"), ("text\n", "a+b")):
        with pytest.raises(ValueError, match="newline"):
            signed_note(text, KEY, name)


@pytest.mark.parametrize(
    "text", ["", "name", VKEY[:-4], VKEY.replace("c74f20a3", "c74f20a4"), VKEY.replace("ARpc", "AAAA")]
)
def test_what_is_no_public_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Public.parse(text)


def test_a_key_is_kept_as_pem() -> None:
    assert Key.of_pem(KEY.pem).raw_public == KEY.raw_public
    another = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (another, b"nothing"):
        with pytest.raises(ValueError, match=r"."):
            Key.of_pem(pem)
