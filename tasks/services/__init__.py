"""Writes about tasks: keyword-only, typed, one transaction, the audit inside.

Every door calls these: pages, API, admin, commands and jobs.
"""
