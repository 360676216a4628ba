"""304 without asking anew: what follows from the data alone is the same while nobody writes.

Who sends `If-None-Match` is answered from what this process remembers: the tag that an answer had, and the
number that `agencies.ticks` had before it was made. Where the number is still the same, so is the answer.
It is remembered for the caller, address, language, kind of file and day; where it is forgotten, or another
process knows it, the answer is made as usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.cache import caches
from django.db import connection
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from agencies.api.authentication import caller
from agencies.api.etags import REVALIDATED, Tagged, is_known
from agencies.api.handlers import answer_by

A_DAY = 24 * 60 * 60
"""Seconds for which a tag is remembered: another day asks by another key."""


@dataclass(frozen=True)
class Asking:
    """What was asked, as a key, and the number of the data before anything was read for it."""

    key: str
    version: str


class Unchanged(Tagged):
    """A view that remembers its tags, where its answers follow from watched tables and the day alone."""

    follows_data: ClassVar[bool] = False

    asking: Asking | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the caller may go on, answer 304 where that is known.

        The number comes with the caller, by one query: who they are is part of the data.
        """
        super().initial(request, *args, **kwargs)
        if not self.may_be_known(request):
            return
        token: Any = request.auth
        self.asking = Asking(_key(request), str(token.data_version))
        tag = _remembered().get(self.asking.key, {}).get(self.asking.version)
        if tag is not None and is_known(request, tag):
            answer_by(self, request, partial(_not_modified, tag))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Remember the tag of what was made anew."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.asking and answer.status_code in {200, 304} and "ETag" in answer:
            _remembered().set(self.asking.key, {self.asking.version: answer["ETag"]}, A_DAY)
        return answer

    def may_be_known(self, request: Request) -> bool:
        """Whether it is worth while to look: a script asks that has an answer.

        In a transaction, which may have written, the number would stand still.
        """
        reads = request.method in SAFE_METHODS and not connection.in_atomic_block
        return self.follows_data and reads and hasattr(request.auth, "data_version")


def _not_modified(tag: str, *_: Any, **__: Any) -> HttpResponseNotModified:
    return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": REVALIDATED})


def _remembered() -> Any:
    return caches["unchanged"]


def _key(request: Any) -> str:
    asked = (
        str(caller(request).pk),
        request.build_absolute_uri(),
        request.accepted_media_type,
        str(get_language()),
        str(timezone.localdate()),
    )
    return blake2b("\0".join(asked).encode(), digest_size=16).hexdigest()
