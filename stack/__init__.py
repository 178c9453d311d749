"""The embedded stack: PostgreSQL, Temporal and the worker as child processes of one command."""
