"""统计 what is asked of the record (DOMAIN §6): facts of a case, when they were true and known, counts, figures.

A figure's definition stands in one place: `counts` says what is counted as expressions over `Facts`, which the ledger
turns into SQL and this package evaluates itself; `formulas` divides.
"""
