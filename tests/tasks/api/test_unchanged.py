"""What nobody has written since is known to be unchanged, without being made anew."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, Tick, User
from tasks.models import Task
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_task, make_user, set_due_date

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.date(2020, 7, 1)
PATHS = ("tasks/?plan=2020", "tasks/2020-1/", "agency-progress/?plan=2020", "plans/2020/totals/")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    caches["unchanged"].clear()


@pytest.fixture
def task() -> Task:
    return make_task(make_plan("2020", tracked_from=DAY), 1, lead=make_agency("知识产权局"), due_on=DAY)


def asked(api: ApiClient, path: str, tag: str, **headers: str) -> tuple[int, bool]:
    """The status, and whether nothing but the token, with the number of the data, was looked up for it."""
    with CaptureQueriesContext(connection) as queries:
        answer = api.get(path, If_None_Match=tag, **headers)
    return answer.status_code, len(queries) == 1


def known(api: ApiClient, path: str, **headers: str) -> str:
    """The tag of what is there, after which an unchanged answer is known."""
    tag: str = api.get(path, **headers)["ETag"]
    assert asked(api, path, tag, **headers)[0] == 304
    assert asked(api, path, tag, **headers) == (304, True)
    return tag


def test_it_is_known_until_something_is_written(task: Task) -> None:
    api = ApiClient(make_user(Role.VIEWER))
    changes: dict[str, Callable[[], object]] = {
        "reworded": lambda: Task.objects.update(text="修订专利法。"),
        "moved": lambda: set_due_date(task, None),
        "renamed": lambda: Agency.objects.update(name="国家知识产权局"),
        "taken away": lambda: task.assignments.all().delete(),
    }
    for path in PATHS:
        tag = known(api, path)
    again = api.get(path, If_None_Match=tag)
    assert (again["ETag"], again["Cache-Control"]) == (tag, "private, no-cache")
    assert again["Vary"] == api.get(path)["Vary"]
    for name, change in changes.items():
        tag = known(api, "tasks/?plan=2020")
        change()
        assert asked(api, "tasks/?plan=2020", tag) == (200, False), name


def test_nobody_is_told_of_another_answer_than_their_own(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_user(Role.OFFICE)
    api, other = ApiClient(office), ApiClient(make_user(Role.STAFF))
    path, chinese = "tasks/2020-1/", {"Accept_Language": "zh-hans"}
    tag = known(api, path, **chinese)
    elsewhere: list[tuple[ApiClient, str, dict[str, str]]] = [
        (other, path, chinese),
        (api, f"{path}?as_of=2019-01-01", chinese),
        (api, path, {"Accept_Language": "en"}),
    ]
    for client, address, headers in elsewhere:
        assert asked(client, address, tag, **headers)[1] is False, (address, headers)
    pull = "tasks/?updated_since=2020-01-01T00:00:00Z"
    pulled = api.get(pull)["ETag"]
    assert [asked(api, pull, pulled) for _ in range(2)] == [(304, False)] * 2
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with monkeypatch.context() as later:
        later.setattr(timezone, "localdate", lambda *_: tomorrow)
        assert asked(api, path, tag, **chinese)[1] is False
    assert asked(api, path, tag, **chinese) == (304, True)
    User.objects.filter(pk=office.pk).update(is_active=False)
    assert asked(api, path, tag, **chinese)[0] == 401


def version() -> int:
    """The number of the data."""
    number: int = Tick.objects.aggregate(Sum("number"))["number__sum"]
    return number


def test_the_number_is_another_after_every_transaction_that_is_kept(task: Task) -> None:
    def write(text: str) -> None:
        Task.objects.filter(pk=task.pk).update(text=text)

    numbers = [version()]
    write("甲")
    numbers.append(version())
    with transaction.atomic():
        write("乙")
        make_agency()
    numbers.append(version())
    with transaction.atomic():
        savepoint = transaction.savepoint()
        write("丙")
        transaction.savepoint_rollback(savepoint)
        write("丁")
    numbers.append(version())
    assert numbers == sorted(set(numbers))
    with transaction.atomic():
        write("戊")
        transaction.set_rollback(True)
    assert version() == numbers[-1]
