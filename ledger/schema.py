"""`python -m ledger.schema URL PG_DUMP` writes schema.sql anew from a migrated database. A test holds them equal."""

import re
import subprocess
import sys
from pathlib import Path

SCHEMA = Path(__file__).parent / "schema.sql"


def described(url: str, pg_dump: Path) -> str:
    """The schema of a database as pg_dump tells it, without what differs from one machine or version to another."""
    told = subprocess.run(
        [pg_dump, "--schema-only", "--no-owner", "--no-privileges", f"--dbname={url}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    lines = [line for line in told.splitlines() if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set"))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(described(sys.argv[1], Path(sys.argv[2])), encoding="utf-8")
