"""The tests. `python -m tests.run` runs all of them; `python -m pytest` runs them on SQLite."""
