"""Whether this process lives, and whether it can serve: for load balancers and compose."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SECONDS_FOR_REDIS = 1


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503.

    A dead Redis is named but takes nothing out of service: notices wait in their outbox rows.
    """
    database = _database_answers()
    found = {"status": "ok" if database else "unavailable", "database": "ok" if database else "unavailable"}
    if settings.REDIS_URL:
        found["redis"] = "ok" if _redis_answers() else "unavailable"
    return JsonResponse(found, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SECONDS_FOR_REDIS,
        socket_timeout=SECONDS_FOR_REDIS,
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
