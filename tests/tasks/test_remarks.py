"""Reasons, remarks and notes have one greatest length, whichever door they come in by."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError

from agencies.enums import Role
from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import Agency, User
from agencies.remarks import LONGEST_REMARK, remark
from config import urls as _urls  # noqa: F401 - every form is loaded with the pages
from plans.services import tracking_open
from tasks.enums import AssignmentRole, LightColour, LinkDecision
from tasks.forms.rounds import RoundCloseForm, RoundOpenForm
from tasks.models import Task
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.due_dates import due_dates_set
from tasks.services.lights import light_set
from tasks.services.links import Ruling, link_decide
from tasks.services.reviews import report_confirm, report_return
from tasks.services.rounds import round_close
from tasks.services.wordings import wording_change
from tests.api_client import openapi
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user

DAY = datetime.date(2020, 4, 10)
LONG = "长" * (LONGEST_REMARK + 1)
WORDS = {"reason", "override_reason", "takeover_reason", "note"}


def test_a_line_end_counts_once_and_blanks_around_do_not_count() -> None:
    assert remark("  好。\r\n完。 ") == "好。\n完。"
    longest = "\r\n".join("长" * 500)
    assert len(remark(f" {longest} ")) == 999
    assert RemarkField().clean(f"字{longest}") == f"字{longest}".replace("\r\n", "\n")
    with pytest.raises(ValidationError) as refused:
        remark(LONG, "note")
    assert refused.value.message_dict == {"note": ["最多 1000 字，现有 1001 字。"]}


def forms_of(parent: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for form in parent.__subclasses__():
        yield form
        yield from forms_of(form)


def test_every_form_says_so_before_it_is_sent_and_at_the_field_afterwards() -> None:
    asked = [
        (form, name, field)
        for form in forms_of(ServiceForm)
        for name, field in form.base_fields.items()
        if name in WORDS
    ]
    assert len(asked) > 20
    for form, name, field in asked:
        assert field.widget.attrs.get("maxlength") == str(LONGEST_REMARK), (form, name)
        assert isinstance(field, RemarkField), (form, name)


def test_whatever_is_too_long_says_by_how_much() -> None:
    form = RoundOpenForm({"name": "季" * 101, "opens_on": "2026-10-01", "due_on": "2026-10-31"})
    assert form.errors == {"name": ["最多 100 字，现有 101 字。"]}
    assert RoundCloseForm({"reason": LONG}).errors == {"reason": ["最多 1000 字，现有 1001 字。"]}


def test_the_openapi_document_says_so_of_everything_sent() -> None:
    schemas = openapi()["components"]["schemas"]
    sent = {
        operation["requestBody"]["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
        for operations in openapi()["paths"].values()
        for operation in operations.values()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    texts = {
        (name, word): schemas[name]["properties"][word]
        for name in sent - {""}
        for word in WORDS & set(schemas[name].get("properties", {}))
    }
    assert len(texts) > 15
    assert [of for of, said in texts.items() if said.get("maxLength") != LONGEST_REMARK] == []


Door = Callable[[User, Task, Agency], object]

DOORS: dict[str, Door] = {
    "assign": lambda office, task, _agency: agencies_assign(
        actor=office, tasks=[task], grants=[Grant(make_agency(), AssignmentRole.LEAD)], reason=LONG
    ),
    "close a round": lambda office, task, _agency: round_close(
        actor=office, reporting_round=make_round(task.plan, [task]), reason=LONG
    ),
    "confirm": lambda office, task, agency: report_confirm(
        actor=office, report=make_report(task, agency), reason=LONG
    ),
    "date": lambda office, task, _agency: due_dates_set(actor=office, tasks=[task], due_on=DAY, reason=LONG),
    "light": lambda office, task, _agency: light_set(
        actor=office, task=task, colour=LightColour.RED, until=DAY, reason=LONG, day=DAY
    ),
    "link": lambda office, task, _agency: link_decide(
        actor=office,
        ruling=Ruling(task, make_task(make_plan("2016", year=2016)), LinkDecision.CONFIRMED, reason=LONG),
    ),
    "return": lambda office, task, agency: report_return(
        actor=office, report=make_report(task, agency), reason=LONG
    ),
    "track": lambda office, task, _agency: tracking_open(
        actor=office, plan=task.plan, tracked_from=DAY, reason=LONG
    ),
    "wording": lambda office, task, _agency: wording_change(
        actor=office, task=task, text="新表述。", document_number="国知发〔2020〕1号", reason=LONG
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_the_services_refuse_it_whoever_calls_them(door: str) -> None:
    agency = make_agency()
    task = make_task(make_plan("2020"), lead=agency)
    with pytest.raises(ValidationError) as refused:
        DOORS[door](make_user(Role.OFFICE), task, agency)
    assert refused.value.message_dict == {"reason": ["最多 1000 字，现有 1001 字。"]}
