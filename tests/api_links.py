"""What the links of the OpenAPI document take from a real answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


class NothingListedError(LookupError):
    """The answer is a list that has no first row."""


@dataclass(frozen=True)
class Answered:
    """An answer, and the address asked: as it was, and as the document has it."""

    response: Any
    address: str
    template: str

    def value(self, expression: str) -> str:
        """What a runtime expression is here. Raises `LookupError` where there is no such thing."""
        source, _, rest = expression.partition("#")
        place, _, name = source.removeprefix("$").partition(".")
        if (place, name) == ("response", "body"):
            return str(self._at(rest))
        if place == "response":
            return str(self.response.headers[name.removeprefix("header.")])
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.template))
        found = re.fullmatch(pattern, self.address.partition("?")[0])
        assert found, f"{self.address} is not {self.template}"
        return found[name.removeprefix("path.")]

    def _at(self, pointer: str) -> Any:
        found = self.response.json()
        for name in pointer.split("/")[1:]:
            if isinstance(found, list) and not found:
                raise NothingListedError
            found = found[int(name) if isinstance(found, list) else name]
        if found is None:
            raise LookupError(pointer)
        return found
