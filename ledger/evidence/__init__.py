"""证据 what leaves the ledger with a case file and proves it elsewhere, and the check that needs nothing but that file."""
