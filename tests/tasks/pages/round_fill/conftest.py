"""A plan to fill in."""

from __future__ import annotations

import datetime

import pytest

from plans.models import Plan
from tests.factories import (
    make_plan,
)


@pytest.fixture
def plan() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
