"""The deployment's files, read once."""

import re
import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "deploy").glob("*.sh"))


def loaded(path: str) -> Any:
    """A YAML file of the project; anchors and merge keys resolved."""
    return YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))


def filled(text: str) -> str:
    """What compose makes of a text when nothing is set: the defaults."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


COMPOSE: dict[str, Any] = loaded("docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
JOBS = {name for name, service in SERVICES.items() if service["restart"] == "no"}
SERVERS = set(SERVICES) - JOBS
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["include"]


def dockerfile() -> list[tuple[str, str]]:
    """Instruction and arguments, lines joined, comments gone."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(instruction, rest) for instruction, _, rest in (line.partition(" ") for line in lines if line)]


def let_in() -> set[str]:
    """What .dockerignore lets into the build."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("!") for line in lines if line.startswith("!")}
