"""304 without making the answer again: as long as nothing is written, an answer stays as it was.

For each answer this process remembers its tag, together with the version that the data had before it was made
(`agencies.ticks`). While the version is the same, a caller who names that tag in `If-None-Match` gets 304 at
once. The key is caller, address, language, media type and day. An answer that was forgotten, or made by
another process, is made as usual.
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
"""Seconds for which a tag is remembered; the next day has other keys."""


@dataclass(frozen=True)
class Asking:
    """The key of a request, and the version of the data before anything was read for its answer."""

    key: str
    version: str


class Unchanged(Tagged):
    """A view that remembers the tags of its answers.

    A subclass sets `follows_data` where its answers depend on watched tables (`tasks.watched`) and on the day
    alone.
    """

    follows_data: ClassVar[bool] = False

    asking: Asking | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the caller may go on, answer 304 if the tag that they name is known to be right still.

        The version was loaded with the caller's token, in one query.
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
        """Remember the tag of an answer that was made."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.asking and answer.status_code in {200, 304} and "ETag" in answer:
            _remembered().set(self.asking.key, {self.asking.version: answer["ETag"]}, A_DAY)
        return answer

    def may_be_known(self, request: Request) -> bool:
        """Whether the answer may be remembered: it was asked for by a token that came with the version.

        Never inside a transaction, whose own writes the version does not show.
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
