"""What is written down of every request, without what would let its reader in."""

from __future__ import annotations

import re
from typing import Any

from gunicorn.glogging import Logger

SECRET = re.compile(r"(/account/password/reset/[^/\s]+/)[^/\s?]+")
"""The link in a letter: until it is used, whoever has it sets the password of somebody else."""

ADDRESSES = ("r", "U", "f")
"""Under which names gunicorn has the request's line, its path and the page it came from."""


class AccessLog(Logger):
    """Gunicorn's, with the secret left out of addresses."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line may be made of."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)  # type: ignore[no-untyped-call]
        return {**found, **{name: SECRET.sub(r"\1-", str(found[name])) for name in ADDRESSES}}
