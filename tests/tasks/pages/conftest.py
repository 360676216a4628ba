"""Who looks at pages: who reports on a task that their agency leads, the office, a reader; and some tasks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.models import Task
from tests.factories import make_agency, make_task, make_user
from tests.servers.plugin import ANY_DATABASE
from tests.tasks.same_work import campaign

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page shows what services, filters and rows find, which are tested on both databases every time."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(ANY_DATABASE)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(agency: Agency) -> Task:
    return make_task(lead=agency, participating=[make_agency("商务部")])


@pytest.fixture
def person(agency: Agency) -> User:
    return make_user(Role.STAFF, agency)


@pytest.fixture
def own(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def desk(client: Client, office: User) -> Client:
    client.force_login(office)
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user(Role.VIEWER))
    return client


@pytest.fixture
def tasks() -> dict[str, Task]:
    return campaign()
