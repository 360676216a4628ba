"""Loading fixtures again into a database that people work in.

Official rows (documents, sections, tasks, what a plan's bracket and rule give) follow the fixtures. What
people reported and the office decided lives in other rows and is never touched.
"""

from tasks.importing.changes import Change, ChangeKind, LoadRefused
from tasks.importing.loading import load_fixtures

__all__ = ["Change", "ChangeKind", "LoadRefused", "load_fixtures"]
