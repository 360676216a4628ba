from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from config.admission import Admission, AdmissionMiddleware, too_busy


def full() -> Admission:
    admission = Admission(at_once=1, waiting=0)
    assert admission.enter()
    return admission


def middleware(
    answer: HttpResponseBase | None = None, *, busy: bool = False, streams: int = 0
) -> AdmissionMiddleware:
    def get_response(_request: HttpRequest) -> HttpResponseBase:
        return answer or HttpResponse("done")

    one = AdmissionMiddleware(get_response)
    one.admission = full() if busy else Admission(at_once=1, waiting=0)
    one.streams = Admission(at_once=streams, waiting=0)
    return one


def test_who_comes_on_top_is_refused_at_once_and_let_in_when_somebody_left() -> None:
    admission = full()
    assert not admission.enter()
    admission.leave()
    assert admission.enter()


def test_who_waits_is_let_in_when_somebody_leaves() -> None:
    admission = Admission(at_once=1, waiting=1, seconds=10)
    assert admission.enter()
    came_in: list[bool] = []
    waiting = threading.Thread(target=lambda: came_in.append(admission.enter()))
    waiting.start()
    admission.leave()
    waiting.join(10)
    assert came_in == [True]


def test_who_comes_later_goes_in_later() -> None:
    admission = Admission(at_once=1, waiting=1, seconds=10)
    assert admission.enter()
    order: list[str] = []

    def wait() -> None:
        assert admission.enter()
        order.append("first")
        admission.leave()

    waiting = threading.Thread(target=wait)
    waiting.start()
    waiting.join(0.05)
    admission.leave()
    assert admission.enter()
    order.append("second")
    waiting.join(10)
    assert order == ["first", "second"]


def test_as_many_are_in_at_once_as_may_be() -> None:
    admission = Admission(at_once=3, waiting=40, seconds=10)
    counting, inside, seen = threading.Lock(), set[int](), set[int]()

    def work() -> None:
        me = threading.get_ident()
        for _ in range(50):
            assert admission.enter()
            with counting:
                inside.add(me)
                seen.add(len(inside))
            time.sleep(0)
            with counting:
                inside.remove(me)
            admission.leave()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen <= {1, 2, 3}
    assert [admission.enter() for _ in range(3)] == [True] * 3


def test_who_waits_too_long_is_refused_and_gives_its_place_back() -> None:
    admission = Admission(at_once=1, waiting=1, seconds=0.01)
    assert admission.enter()
    assert not admission.enter()
    assert not admission.enter()
    admission.leave()
    assert admission.enter()


def test_a_refusal_says_when_to_come_again_and_under_the_api_is_a_problem() -> None:
    page = middleware(busy=True)(RequestFactory().get("/tasks/"))
    api = middleware(busy=True)(RequestFactory().post("/api/v1/progress-reports/"))
    assert [page.status_code, api.status_code] == [503, 503]
    assert [page["Retry-After"], api["Retry-After"]] == ["5", "5"]
    assert api["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whether_it_lives_is_said_however_busy_it_is(path: str) -> None:
    assert middleware(busy=True)(RequestFactory().get(path)).status_code == 200


def test_one_request_after_the_other_is_served() -> None:
    one = middleware()
    assert [one(RequestFactory().get("/")).status_code for _ in range(3)] == [200, 200, 200]


def test_a_view_that_fails_leaves_too() -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    one = AdmissionMiddleware(fails)
    one.admission = Admission(at_once=1, waiting=0)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            one(RequestFactory().get("/"))


def pieces() -> Iterator[bytes]:
    yield b"one"
    yield b"two"


def test_a_streamed_answer_takes_no_turn_from_others_while_few_are_streamed() -> None:
    streamed = StreamingHttpResponse(pieces())
    one = middleware(streamed, streams=1)
    assert one(RequestFactory().get("/")) is streamed
    assert one.admission.enter()
    assert not one.streams.enter()
    assert b"".join(streamed) == b"onetwo"
    assert one.streams.enter()


def test_one_too_many_streamed_answers_is_at_work_till_its_last_piece_is_out() -> None:
    streamed = StreamingHttpResponse(pieces())
    one = middleware(streamed)
    assert one(RequestFactory().get("/")) is streamed
    assert one(RequestFactory().get("/")).status_code == 503
    assert b"".join(streamed) == b"onetwo"
    assert one.admission.enter()


@pytest.mark.django_db  # Django looks after its connections when an answer is closed
def test_a_streamed_answer_that_nobody_reads_leaves_once_when_it_is_closed() -> None:
    streamed = StreamingHttpResponse(pieces())
    one = middleware(streamed)
    one(RequestFactory().head("/"))
    streamed.close()
    streamed.close()
    assert one.admission.enter()
    assert not one.admission.enter()


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "同时"), ("en", "Too many at once")])
def test_a_page_says_it_in_the_language_of_the_request(language: str, said: str) -> None:
    # No database here: whoever asks it fails.
    with translation.override(language):
        assert said in too_busy(RequestFactory().get("/tasks/")).content.decode()


def test_it_stands_behind_the_language_and_before_all_that_asks_the_database(settings: Settings) -> None:
    order = settings.MIDDLEWARE.index
    place = order("config.admission.AdmissionMiddleware")
    assert order("config.language.InterfaceLanguageMiddleware") < place
    assert place < order("config.at_the_door.BrowserSession")
    assert place < order("config.at_the_door.BrowserUser")
