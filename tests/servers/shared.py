"""What all processes of one run share, made once by the first that needs it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

SHARED = "DUBAN_TEST_SHARED"
"""The variable that names the run's directory: the first process makes it, its workers inherit the name."""


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The directory `name` of this run with what `make` put into it; whoever comes meanwhile waits.

    What `make` left unfinished because it failed is removed, and the next one begins anew.
    """
    shared = Path(os.environ[SHARED])
    made, unfinished = shared / name, shared / f"{name}.unfinished"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(made)
    return made
