"""The image: pinned, small, nobody's root, and nothing in it that is not the program."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.deploy.project import PACKED, PROJECT, ROOT, SERVICES, dockerfile, let_in


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for line in dockerfile():
        if line[0] == "FROM":
            found.append([])
        found[-1].append(line)
    return found


def test_the_base_is_pinned_and_one() -> None:
    bases = {stage[0][1].split()[0] for stage in stages()}
    assert len(bases) == 1
    version = re.fullmatch(r"python:(\d+\.\d+)\.\d+-slim-[a-z]+", bases.pop())
    assert version is not None
    assert tuple(map(int, version[1].split("."))) >= (3, 11), PROJECT["project"]["requires-python"]


def test_everything_installed_is_locked() -> None:
    for instruction, rest in dockerfile():
        for install in re.findall(r"pip[^&]* install [^&]*", rest if instruction == "RUN" else ""):
            assert "--require-hashes" in install or "--no-deps --no-index dist/" in install


def test_runs_as_an_ordinary_user_and_says_how_it_is() -> None:
    last = dict(stages()[-1])
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last["USER"])
    assert last["ENTRYPOINT"] == '["entrypoint.sh"]'
    told = re.findall(r"--([\w-]+)=(\w+)", last["HEALTHCHECK"])
    checked = SERVICES["worker"]["healthcheck"]
    assert {name.replace("-", "_"): value for name, value in told} == {
        name: str(value) for name, value in checked.items() if name != "test"
    }
    command = last["HEALTHCHECK"].partition("CMD ")[2]
    assert re.findall(r'"([^"]*)"', command) == checked["test"][1:]


def test_the_last_stage_takes_only_the_program() -> None:
    copied = [rest for instruction, rest in stages()[-1] if instruction in {"COPY", "ADD"}]
    assert copied == [
        "--from=build /opt/duban /opt/duban",
        "--chmod=0755 deploy/entrypoint.sh /usr/local/bin/entrypoint.sh",
    ]


def test_the_build_is_let_see_the_wheels_sources_and_little_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert set(PACKED) <= let_in(), "name the wheel's new sources in .dockerignore"
    assert not {"tests", "docs", "deploy", "bench", ".git", ".venv", ".duban"} & let_in()


def test_what_is_let_in_makes_the_whole_wheel(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    for name in let_in():
        source, target = ROOT / name, context / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    sources = {
        path.relative_to(context).as_posix()
        for one in PACKED
        for path in ([context / one] if (context / one).is_file() else (context / one).rglob("*"))
        if path.is_file()
    }
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=context, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        assert sources <= set(packed.namelist())
    assert {"worker.py", "settings.py", "ledger/grants.sql"} <= sources
