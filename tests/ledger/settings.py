"""The settings, as far as checkpoints go."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Set:
    """As `settings.Settings` gives them."""

    data: Path
    checkpoint_dirs: tuple[Path, ...] = ()
    checkpoint_mail: str | None = None
    checkpoint_key_file: Path | None = None
