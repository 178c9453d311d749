"""PostgreSQL's own programs, wherever they are."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class ToolFailed(Exception):  # noqa: N818
    """One of PostgreSQL's programs is missing or failed; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Where to look: a directory first (the embedded PostgreSQL's), then the PATH."""

    directory: Path | None = None

    def find(self, name: str) -> Path:
        """The program, or ToolFailed."""
        if self.directory is not None and (self.directory / name).is_file():
            return self.directory / name
        found = shutil.which(name)
        if found is None:
            raise ToolFailed(f"{name} is not installed")
        return Path(found)

    def run(self, name: str, *arguments: str | Path) -> None:
        """Run it to its end."""
        command: Sequence[str | Path] = (self.find(name), *arguments)
        # PGOPTIONS, PGSSLMODE and the like may be needed to connect; what it says must not depend on the caller's tongue
        done = subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ToolFailed(f"{name}: {done.stderr.strip()[-2000:]}")
