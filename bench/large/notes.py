"""手记: what was measured while a kept cluster was made, beside it, so that a later run need not make it again."""

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from bench.figures import Figure, Spread
from bench.large.load import Loaded
from ledger.schema import SCHEMA

SCHEMA_NOW = sha256(SCHEMA.read_bytes()).hexdigest()
"""of the tables as this program has them"""


class Notes:
    """Loading, tidying, rebuilding."""

    def __init__(self, home: Path) -> None:
        self._path = home / "notes.json"
        told: dict[str, Any] = orjson.loads(self._path.read_bytes()) if self._path.exists() else {}
        self.schema: str = told.get("schema", SCHEMA_NOW)
        self.loaded = Loaded(**told.get("loaded", {}))
        self.seconds: dict[str, float] = told.get("seconds", {})
        self.views = [
            Figure(one["measure"], one["what"], Spread(tuple(one["values"])), notes=tuple(one["notes"]))
            for one in told.get("views", [])
        ]

    def write(self) -> None:
        """As they are now."""
        views = [
            {"measure": one.measure, "what": one.what, "values": one.spread.values, "notes": one.notes}
            for one in self.views
        ]
        self._path.write_bytes(
            orjson.dumps(
                {"schema": self.schema, "loaded": asdict(self.loaded), "seconds": self.seconds, "views": views}
            )
        )
