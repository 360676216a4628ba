"""What a percent and a status have to do with each other, as the database checks it."""

from __future__ import annotations

from django.db.models import Q

from tasks.enums import Status


def percent_agrees(field: str = "percent", status: str = "status") -> Q:
    """Percent 0–100 agrees with the status: 未启动 is 0, 已完成 is 100; only work under way needs one."""
    known = {f"{field}__gte": 0, f"{field}__lte": 100}
    other = Q(**{f"{status}__in": [Status.ONGOING, Status.SUSPENDED, Status.DROPPED]})
    return (
        Q(**{status: Status.NOT_STARTED, field: 0})
        | Q(**{status: Status.COMPLETED, field: 100})
        | Q(**{status: Status.IN_PROGRESS, **known})
        | (other & (Q(**{field: None}) | Q(**known)))
    )
