"""How gunicorn serves Duban: `gunicorn --config python:config.gunicorn config.wsgi`.

Its processes (`WEB_CONCURRENCY`) and its port (`PORT`) gunicorn reads from the environment itself.
"""

import gc
import os
from typing import Any

from django.conf import settings

from config.connections import LENDING, STREAMS_BESIDE

SPARE_THREADS = 4
"""Those that refuse, and that say that the process lives, while all others are at work or wait."""

worker_class = "config.worker.EvenWorker"
logger_class = "config.access_log.AccessLog"
threads = (
    int(os.environ.get("REQUESTS_AT_ONCE") or 2)
    + int(os.environ.get("REQUESTS_WAITING") or 40)
    + STREAMS_BESIDE
    + SPARE_THREADS
)
limit_request_line = 8190
"""Bytes, as long as gunicorn takes: a Chinese character that is searched for needs nine of them."""

keepalive = 0
"""A connection a request: a thread is for whoever asks now, and the proxy beside it connects for nothing."""


def post_worker_init(_worker: Any) -> None:
    """Threads share connections; what is loaded stays: the collector need not look at it again and again."""
    LENDING.begin(kept=settings.REQUESTS_AT_ONCE + STREAMS_BESIDE)
    gc.collect()
    gc.freeze()
