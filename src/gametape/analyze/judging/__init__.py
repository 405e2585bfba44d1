"""Judging an evening: everything that was found out about it, gathered into one evidence ledger."""
