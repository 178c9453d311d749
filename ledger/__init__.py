"""The ledger: the append-only record on PostgreSQL, and what is derived from it."""
