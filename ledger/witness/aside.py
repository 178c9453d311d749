"""旁核 verification in a process of its own: it takes minutes of a processor, which whoever serves people does not have.

`python -m ledger.witness.aside` reads one line, what is to be verified, and writes a line now and then of how far it is and
one at the end of what came out.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import GONE, LedgerMissing
from ledger.files import Files
from ledger.witness.attested import Attestations
from ledger.witness.checkpoints import Set, folders_of
from ledger.witness.keys import Keys, KeyUnusable
from ledger.witness.places import Folder
from ledger.witness.verified import Witness
from ledger.witness.verify import verify

LESS_IMPORTANT = 10
SECONDS_BETWEEN = 0.3
MOST_TOLD = 20
"""findings told one by one"""
LONGEST_LINE = 1 << 24


class AsideFailed(Exception):  # noqa: N818
    """The process came to no result; the code says why."""


@dataclass(frozen=True, slots=True)
class Far:
    """How far it is."""

    done: int
    of: int


async def verified_aside(url: str, settings: Set) -> AsyncIterator[Far | dict[str, Any]]:
    """Have it verified elsewhere: how far it is, again and again, and at last what came out. Errors: AsideFailed."""
    asked = {
        "url": url,
        "data": str(settings.data),
        "key_file": str(settings.checkpoint_key_file) if settings.checkpoint_key_file else None,
        "folders": [str(one.path) for one in folders_of(settings)],
    }
    command = (sys.executable, "-m", __spec__.name)
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None  # noqa: S101 -- as asked for
    assert process.stdout is not None  # noqa: S101
    try:
        process.stdin.write(orjson.dumps(asked) + b"\n")
        process.stdin.close()
        while line := await process.stdout.readline():
            told = orjson.loads(line)
            if "failed" in told:
                raise AsideFailed(told["failed"])
            if "verified" in told:
                yield told["verified"]
                return
            yield Far(**told)
        raise AsideFailed("STOPPED")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _run(asked: dict[str, Any]) -> dict[str, Any]:
    data = Path(asked["data"])
    keys = Keys(data, Path(asked["key_file"]) if asked["key_file"] else None)
    kept = [
        Witness(name, text, outside=not Path(folder).is_relative_to(data))
        for folder in asked["folders"]
        for name, text in Folder(Path(folder)).found()
    ]
    last = 0.0

    def progress(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            _say({"done": done, "of": of})

    try:
        verified = await verify(
            asked["url"],
            files=Files(data),
            witnesses=kept,
            trusted=keys.trusted,
            progress=progress,
            attested=Attestations(data, keys).read,
        )
    except LedgerMissing:
        return {"failed": "LEDGER_MISSING"}
    except KeyUnusable:
        return {"failed": "KEY_UNUSABLE"}
    except GONE:
        return {"failed": "LEDGER_UNAVAILABLE"}
    findings = [{**one.told(), "where": one.where} for one in verified.bad[:MOST_TOLD]]
    return {
        "verified": {**verified.told(), "findings": findings, "reasons": sorted({one.reason for one in verified.bad})}
    }


def _say(told: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_UTC_Z) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    os.nice(LESS_IMPORTANT)
    _say(asyncio.run(_run(orjson.loads(sys.stdin.buffer.readline()))))
