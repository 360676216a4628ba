"""A task of the plan of 2020, led by one agency, with another taking part; and somebody who only reads."""

import pytest

from agencies.enums import Role
from agencies.models import Agency
from tasks.models import Task
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_task, make_user


@pytest.fixture
def reader() -> ApiClient:
    return ApiClient(make_user(Role.VIEWER))


@pytest.fixture
def lead() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def partner() -> Agency:
    return make_agency("市场监管总局")


@pytest.fixture
def task(lead: Agency, partner: Agency) -> Task:
    return make_task(make_plan("2020"), 55, lead=lead, participating=[partner])
