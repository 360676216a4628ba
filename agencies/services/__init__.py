"""Writes about agencies and people: keyword-only, one transaction, the audit inside."""
