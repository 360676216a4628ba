"""A plan whose duties pass on."""

from __future__ import annotations

import datetime

import pytest

from agencies.models import Agency
from plans.models import Plan
from tests.factories import make_agency, make_plan, make_succession
from tests.tasks.services.duties.passing import REFORM


@pytest.fixture
def plan() -> Plan:
    return make_plan(tracked_from=datetime.date(2020, 1, 1))


@pytest.fixture
def old() -> Agency:
    return make_agency("工商总局", ends_on=REFORM)


@pytest.fixture
def new(old: Agency) -> Agency:
    new = make_agency("市场监管总局", begins_on=REFORM)
    make_succession(old, new, REFORM)
    return new
