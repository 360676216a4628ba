"""How many notices somebody has not read, which every page says."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count

from agencies.models import User
from agencies.slots import Slot, Statement, statement
from tasks.models import Notice


def unread_notices(user: User) -> int:
    """How many of those that `user`, who is signed in, sees they have yet to read."""
    [number] = next(iter(_unread(Notice.objects.db).rows({"recipient": user.pk})), (0,))
    found: int = number
    return found


@lru_cache(maxsize=2)
def _unread(database: str) -> Statement:
    told = Notice.objects.using(database).told(Slot("recipient", User._meta.pk)).unread().order_by()
    return statement(told.values("recipient").annotate(number=Count("pk")).values_list("number"), lasts=True)
