import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from pytest_django import Settings


def test_the_process_says_that_it_lives_without_asking_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_it_is_ready_while_the_database_answers(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})


@pytest.mark.django_db
def test_a_dead_redis_is_named_but_takes_nothing_out_of_service(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["redis"] == "unavailable"


@pytest.mark.redis
@pytest.mark.django_db
def test_a_living_redis_is_named(client: Client, settings: Settings, redis_url: str) -> None:
    settings.REDIS_URL = redis_url

    assert client.get("/readyz").json()["redis"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_it_is_not_ready_while_the_database_is_away(client: Client, error: type[Exception]) -> None:
    def away(*_: object) -> None:
        raise error("away")

    with connection.execute_wrapper(away):
        response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, "unavailable")
