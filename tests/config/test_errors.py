import psycopg2.errors
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from agencies.enums import Role
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as real_urlpatterns
from tests.factories import make_user

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = pytest.mark.django_db


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the inside")


def without_database(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("a secret of the inside")


def with_closed_connection(_request: HttpRequest) -> HttpResponse:
    raise InterfaceError("a secret of the inside")


def with_broken_connection(_request: HttpRequest) -> HttpResponse:
    # As it was seen where PostgreSQL was killed while it answered; the cause is the error of the driver.
    raise DatabaseError("server closed the connection unexpectedly: a secret") from ConnectionError()


def with_error_of_the_driver(_request: HttpRequest) -> HttpResponse:
    # Django lets it through where it closes a cursor on a connection that broke.
    raise psycopg2.errors.AdminShutdown("a secret of the inside")


def with_refused_change(_request: HttpRequest) -> HttpResponse:
    raise DatabaseError("a secret of the inside")


def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("damaged")


urlpatterns = [
    *(path(f"{prefix}broken/", broken) for prefix in ("", "api/")),
    *(path(f"{prefix}forbidden/", forbidden) for prefix in ("", "api/")),
    *(path(f"{prefix}suspicious/", suspicious) for prefix in ("", "api/")),
    *(path(f"{prefix}without-database/", without_database) for prefix in ("", "api/")),
    *(path(f"{prefix}with-closed-connection/", with_closed_connection) for prefix in ("", "api/")),
    *(path(f"{prefix}with-broken-connection/", with_broken_connection) for prefix in ("", "api/")),
    *(path(f"{prefix}with-error-of-the-driver/", with_error_of_the_driver) for prefix in ("", "api/")),
    path("with-refused-change/", with_refused_change),
    *real_urlpatterns,
]


@pytest.fixture(autouse=True)
def with_broken_pages(settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = "tests.config.test_errors"
    client.raise_request_exception = False


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/suspicious/", 400, "无法读取这个请求"),
        ("/forbidden/", 403, "您不能进行此操作"),
        ("/nowhere/", 404, "没有这个页面"),
        ("/broken/", 500, "系统出错了"),
        ("/without-database/", 503, "数据库暂时无法访问"),
        ("/with-closed-connection/", 503, "数据库暂时无法访问"),
        ("/with-broken-connection/", 503, "数据库暂时无法访问"),
        ("/with-error-of-the-driver/", 503, "数据库暂时无法访问"),
        ("/with-refused-change/", 500, "系统出错了"),
    ],
)
def test_an_error_has_a_page_of_our_own(client: Client, address: str, status: int, words: str) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize("charset", ["gbk", "utf-16"])
def test_a_form_in_another_charset_is_refused_with_a_page_of_our_own(charset: str) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.get("/account/login/")
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    response = browser.post("/appearance/", "theme=dark", content_type=kind, headers=token)

    assert response.status_code == 400
    assert "无法读取这个请求" in response.content.decode()


@pytest.mark.parametrize("address", ["/broken/", "/without-database/"])
def test_a_page_of_an_error_says_nothing_about_the_inside(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert "secret" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/suspicious/", 400),
        ("/api/forbidden/", 403),
        ("/api/broken/", 500),
        ("/api/without-database/", 503),
        ("/api/with-closed-connection/", 503),
        ("/api/with-broken-connection/", 503),
        ("/api/with-error-of-the-driver/", 503),
    ],
)
def test_under_api_an_error_is_a_problem(client: Client, address: str, status: int) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("address", ["/without-database/", "/api/without-database/"])
def test_without_the_database_it_is_said_when_to_come_back(client: Client, address: str) -> None:
    assert client.get(address).headers["Retry-After"] == "5"


@pytest.mark.parametrize("address", ["/tasks/", "/api/v1/tasks/"])
def test_a_real_page_without_its_database_says_so_to_who_is_signed_in(client: Client, address: str) -> None:
    def away(*_: object) -> None:
        raise OperationalError("a secret of the inside")

    client.force_login(make_user(Role.OFFICE))
    with connection.execute_wrapper(away):
        response = client.get(address)

    assert response.status_code == 503
    assert "secret" not in response.content.decode()


def test_a_form_without_its_token_is_refused_with_advice() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"username": "li", "password": "x"})

    assert response.status_code == 403
    assert "表单已失效" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_without_a_stack_trace(client: Client) -> None:
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_somebody_without_a_right_to_the_administration_is_told_so(client: Client) -> None:
    client.force_login(make_user(Role.STAFF))

    assert client.get("/admin/", follow=True).status_code == 403


def test_the_administration_sends_strangers_to_the_one_sign_in_page(client: Client) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/account/login/?next=/admin/"
