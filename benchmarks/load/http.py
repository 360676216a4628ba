"""As much of HTTP as a load generator needs: a connection a request, as gunicorn's plain workers serve it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

SECONDS_AT_MOST = 60


@dataclass(frozen=True)
class Reply:
    """What came back after how many seconds; status 0: the connection broke, and `body` says how."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


async def ask(
    port: int, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Reply:
    """One request; never raises for what the other side does."""
    sent = {"Host": "localhost", "Connection": "close", "Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    start = time.perf_counter()
    try:
        async with asyncio.timeout(SECONDS_AT_MOST):
            answer = await _exchange(port, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        status, found, text = _parsed(answer)
    except (OSError, TimeoutError, ValueError) as error:
        return Reply(0, {}, repr(error).encode(), time.perf_counter() - start)
    return Reply(status, found, text, time.perf_counter() - start)


async def _exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        raise ValueError(f"no answer: {answer[:100]!r}")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    length = headers.get("Content-Length")
    if length is not None and len(body) != int(length):
        raise ValueError(f"{len(body)} of {length} bytes")
    return int(first.split()[1]), headers, body
