"""What stands beside a progress report over the API, as one reader sees it."""

from __future__ import annotations

import datetime

from agencies.alongside import Alongside
from agencies.models import User
from plans.clock import end_of
from tasks.api.serializers.evidence import EvidenceSerializer
from tasks.api.serializers.reports import ConfirmationSerializer, ReviewSerializer
from tasks.models import Evidence, MilestoneClaim, Review, Submission

SHAPED = {"why", "content", "added_by"}
"""What is shown of a piece of evidence and is no column."""


def report_parts(user: User, past: datetime.date | None) -> list[Alongside]:
    """Decisions, claims, evidence and, of a `past` day, who had handed it in by then."""
    decided = Review.objects.filter(decided_at__lt=end_of(past)) if past else Review.objects.all()
    pieces = [name for name in EvidenceSerializer.Meta.fields if name not in SHAPED]
    reviews = [name for name in ReviewSerializer.Meta.fields if name != "decided_by"]
    parts = [
        Alongside("claimed", "report", MilestoneClaim.objects.all(), ["id", *_of("milestone", "name")]),
        Alongside("visible_reviews", "report", decided.visible_to(user), [*reviews, *_person("decided_by")]),
        Alongside(
            "confirmations", "report", decided.confirming(), ["id", *ConfirmationSerializer.Meta.fields]
        ),
        Alongside("every_piece", "report", Evidence.objects.all(), ["id", "grade"]),
        Alongside(
            "visible_evidence", "report", Evidence.objects.visible_to(user), [*pieces, *_person("added_by")]
        ),
    ]
    if past:
        handed_in = Submission.objects.known_on(past).order_by("-submitted_at", "-pk")
        parts.append(Alongside("known_submissions", "report", handed_in, ["id", *_person("submitted_by")]))
    return parts


def _of(path: str, *columns: str) -> list[str]:
    return [f"{path}__{column}" for column in ("id", *columns)]


def _person(path: str) -> list[str]:
    return _of(path, "display_name", "username")
