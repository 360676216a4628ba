"""The day that an answer is about."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from agencies.api.json_types import DAY
from plans.clock import today

AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description=(
        "As known at the end of this day, as in 2020-12-31, facts recorded later left out; today where it is "
        "left out. A day that lies ahead: what is known today, judged on that day."
    ),
)


def requested_day(request: Request) -> datetime.date:
    """The day of `?as_of=`, else today; raises `ValidationError` (400) where it is no day."""
    return given_day(request, "as_of") or today()


def past_day(request: Request) -> datetime.date | None:
    """The day of `?as_of=` where it is over, else None; raises `ValidationError` (400) as above."""
    day = requested_day(request)
    return day if day < today() else None


def given_day(request: Request, name: str) -> datetime.date | None:
    """The day of the query parameter `name`, None without one; raises `ValidationError` (400) as above."""
    asked = request.query_params.get(name)
    if not asked:
        return None
    try:
        day = datetime.date.fromisoformat(asked) if DAY.fullmatch(asked) else None
    except ValueError:
        day = None
    # The last day of all has no following one, and a day counts until the next one begins.
    if day is None or day == datetime.date.max:
        raise ValidationError({name: _("Give a day as in 2020-12-31.")})
    return day
