"""`duban ledger`: check the record, keep a copy of it, bring it back."""

import typer

from cli import archive, check_export, checkpoint, migration, rebuild, verify, views

app = typer.Typer(no_args_is_help=True, help="账：核验、检查点、备份、恢复、重建、对账。")
rebuild.register(app)
archive.register(app)
migration.register(app)
views.register(app)
checkpoint.register(app)
verify.register(app)
check_export.register(app)
