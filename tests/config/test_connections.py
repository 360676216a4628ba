"""Threads at work share the connections of their process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from config import admission
from config.admission import AdmissionMiddleware
from config.connections import Lending

pytestmark = pytest.mark.django_db


@pytest.fixture
def lending(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lending]:
    lending = Lending()
    lending.begin(kept=1)
    monkeypatch.setattr(admission, "LENDING", lending)
    yield lending
    for one in lending._idle:
        one.close()


def in_a_thread(work: Callable[[], Any]) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def asked(path: str = "/") -> tuple[int, int]:
    """Which connection served a request, and how many the thread has afterwards."""

    def view(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse(str(id(connection.connection)))

    answer: Any = AdmissionMiddleware(view)(RequestFactory().get(path))
    return int(answer.content), len(list(connections.all(initialized_only=True)))


@pytest.mark.parametrize("path", ["/", "/readyz"])
def test_one_thread_after_the_other_works_with_the_same(lending: Lending, path: str) -> None:
    found = {in_a_thread(lambda: asked(path)) for _ in range(4)}
    assert len(found) == 1
    assert {left for _connection, left in found} == {0}


@pytest.mark.postgresql  # Django never closes a database that is in memory
def test_who_work_at_the_same_time_have_one_each_and_what_is_too_much_is_closed(lending: Lending) -> None:
    meeting = threading.Barrier(2, timeout=10)
    used: list[Any] = []

    def view(_request: HttpRequest) -> HttpResponse:
        connection.ensure_connection()
        used.append(connections["default"])
        meeting.wait()
        return HttpResponse()

    one = AdmissionMiddleware(view)
    threads = [threading.Thread(target=lambda: one(RequestFactory().get("/"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, used))) == 2
    assert sorted(one.connection is None for one in used) == [False, True]


def test_a_streamed_answer_keeps_its_own_till_it_is_out(lending: Lending) -> None:
    def pieces() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            yield "one"

    def stream() -> list[int]:
        def view(_request: HttpRequest) -> HttpResponseBase:
            return StreamingHttpResponse(pieces())

        answer: Any = AdmissionMiddleware(view)(RequestFactory().get("/"))
        before = len(lending._idle)
        assert b"".join(answer) == b"one"
        return [before, len(lending._idle)]

    assert in_a_thread(stream) == [0, 1]


@pytest.mark.postgresql
def test_one_that_the_server_ended_is_replaced(lending: Lending) -> None:
    in_a_thread(asked)
    broken = lending._idle[0].connection
    with connection.cursor() as cursor:
        # Waits until it is gone, 10 seconds at most.
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [broken.info.backend_pid])
    in_a_thread(asked)
    assert lending._idle[0].connection is not broken


def test_a_view_that_fails_gives_it_back(lending: Lending) -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    def ask() -> int:
        with pytest.raises(RuntimeError):
            AdmissionMiddleware(fails)(RequestFactory().get("/"))
        return len(lending._idle)

    assert in_a_thread(ask) == 1
