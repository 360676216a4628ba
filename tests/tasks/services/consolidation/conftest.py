"""A task of two leads."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from tests.factories import make_agency, make_task, make_user
from tests.tasks.services.consolidation.joint import Joint


@pytest.fixture
def joint() -> Joint:
    first, second = make_agency("中央宣传部"), make_agency("知识产权局")
    task = make_task(lead=[first, second], participating=[make_agency("商务部")])
    return Joint(task, first, second, make_user(Role.STAFF, first), make_user(Role.STAFF, second))
