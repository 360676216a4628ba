"""Redis as the broker: a worker whose connection is lost says so, and goes on when it is back."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(redis.Channel):
    """A channel that, closed while a job was at work, cannot acknowledge it: that is a lost connection.

    kombu looks for the address in what is gone by then, which ends the worker. As a lost connection it is
    logged, and the job is delivered once more; every job may be.
    """

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if self.connection.client is None:
            raise ConnectionLost("The connection to Redis is closed.")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc]


def install() -> None:
    """Use it for every connection to Redis as a broker."""
    redis.Transport.Channel = Channel
