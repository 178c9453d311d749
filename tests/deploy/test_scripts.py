"""The shell scripts: clean by shellcheck, and the passwords and the key they write."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.witness.note import Key
from tests.deploy.project import COMPOSE, ROOT, SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    checker = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run(
        [checker, "--shell=sh", "--enable=all", "--exclude=SC2250,SC2312", script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert script.stat().st_mode & 0o111, "not executable"


def test_every_script_is_used() -> None:
    given = {Path(config["file"]).name for config in COMPOSE["configs"].values()}
    assert {script.name for script in SCRIPTS} == {name for name in given if name.endswith(".sh")} | {
        "secrets.sh",  # by the operator
        "entrypoint.sh",  # in the image
    }


def test_secrets_are_written_once_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    script = Path(shutil.copy(ROOT / "deploy" / "secrets.sh", tmp_path))
    running = Path(shutil.copy(ROOT / "deploy" / "dynamicconfig.yaml", tmp_path))
    running.chmod(0o600)
    subprocess.run([script], check=True, capture_output=True)
    written = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert written.keys() == COMPOSE["secrets"].keys()
    key = written.pop("checkpoint_key")
    assert Key.of_pem(key.encode()).public("duban/x")
    assert all(len(secret) == 64 and int(secret, 16) for secret in written.values())
    assert len(set(written.values())) == len(written)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE(running.stat().st_mode) == 0o644
    (tmp_path / "secrets" / "temporal_password").unlink()
    subprocess.run([script], check=True, capture_output=True)
    again = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert again.pop("checkpoint_key") == key
    assert {name for name in again if again[name] != written[name]} == {"temporal_password"}


def test_git_never_takes_a_secret() -> None:
    kept = (ROOT / "deploy" / "secrets" / ".gitignore").read_text().split()
    assert kept == ["*", "!.gitignore", "!README.md"]


def test_the_entry_script_writes_a_passfile_only_its_owner_reads(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "duban_service_password").write_text("s3cret\n")
    script = tmp_path / "entrypoint.sh"
    script.write_text((ROOT / "deploy" / "entrypoint.sh").read_text().replace("/run/secrets", str(secrets)))
    passfile = tmp_path / "passfile"
    for _ in range(2):  # a container that starts again finds its old one
        done = subprocess.run(
            ["/bin/sh", script, "printf", "%s|", "a b", "c"],
            env={**os.environ, "PGPASSFILE": str(passfile)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout == "a b|c|"
        assert passfile.read_text() == "*:*:*:duban_service:s3cret\n"
        assert stat.S_IMODE(passfile.stat().st_mode) == 0o600
