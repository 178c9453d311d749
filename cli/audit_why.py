"""`duban audit why`: which obligation, edition, holiday table, hold and service made a rung fire on that day."""

import typer


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(why)


def why() -> None:
    """每一级督办措施为何在那一天发出，逐步说明所依据的记录。"""
