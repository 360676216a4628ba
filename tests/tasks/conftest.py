"""Somebody of the coordination office."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from agencies.models import User
from tests.factories import make_user


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)
