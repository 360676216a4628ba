"""The broker's channel: what a connection that is gone is taken for."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from kombu.message import Message
from kombu.transport import redis

from config.celery import app


def test_a_job_done_after_its_connection_was_closed_is_not_acknowledged_and_ends_no_worker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel: Any = object.__new__(redis.Transport.Channel)
    channel.connection = SimpleNamespace(client=None)
    acknowledging: Any = SimpleNamespace(
        no_ack_consumers=None, basic_ack=lambda _tag, multiple: channel._connparams()
    )
    message = Message(channel=acknowledging, delivery_tag="tag")
    errors = app.connection_for_write("redis://localhost").connection_errors
    message.ack_log_error(logging.getLogger("celery"), errors)
    assert not message.acknowledged
    assert "The connection to Redis is closed." in caplog.text
