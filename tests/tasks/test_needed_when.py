"""A field that is needed in some cases says in which, beside its label, and is not called optional."""

from __future__ import annotations

import re

import pytest
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.translation import override

from tasks.forms.dates import DueDateForm, MilestoneEndForm, MilestoneMoveForm
from tasks.forms.duties import DutiesPassForm
from tasks.forms.opinions import OpinionForm
from tasks.forms.plans import AssignForm, DueDatesForm
from tasks.forms.reports import ReportForm
from tasks.forms.reviews import ConfirmForm, ReopenForm
from tasks.models import Task


def label(form: BaseForm, name: str, language: str) -> str:
    """What stands beside the field, without its name."""
    with override(language):
        shown = render_to_string("components/_field.html", {"field": form[name]})
        [said] = re.findall(r"<(?:label|legend)\b[^>]*>(.*?)</(?:label|legend)>", shown, re.DOTALL)
        return re.sub(r"<[^>]+>", "", said).removeprefix(str(form[name].label)).strip()


def assign() -> AssignForm:
    return AssignForm(None, shown=Task.objects.none())


def due_dates() -> DueDatesForm:
    return DueDatesForm(None, shown=Task.objects.none())


SET_ASIDE = ("（暂缓或不再推进时必填）", "(needed to suspend or drop the task)")
MOVED = ("（变更已有时限时必填）", "(needed to change a date that is set)")
MANY = ("（更改已有角色或时限时必填）", "(needed to change a role or a date that is set)")
ONE_OF_THREE = ("（三项至少填一项）", "(at least one of the three)")


@pytest.mark.parametrize(
    ("form", "name", "said"),
    [
        (OpinionForm(), "reason", ("（有异议时必填）", "(needed for dissent)")),
        (ConfirmForm(), "percent", ("（推进中时必填）", "(needed for a task in progress)")),
        (
            ConfirmForm(),
            "reason",
            ("（与自报值不同时必填）", "(needed where a value differs from the reported one)"),
        ),
        (ConfirmForm(), "document_number", SET_ASIDE),
        (
            ConfirmForm(),
            "override_reason",
            ("（核定为已完成时必填）", "(needed to confirm it as completed)"),
        ),
        (ReopenForm(), "document_number", SET_ASIDE),
        (ReopenForm(), "reason", ("", "")),
        (ReportForm(), "document_number", SET_ASIDE),
        (ReportForm(), "outcome", ("（已完成时必填）", "(needed for a completed task)")),
        (ReportForm(), "takeover_reason", ("", "")),
        (ReportForm(), "problem", ("（选填）", "(optional)")),
        (DueDateForm(), "reason", MOVED),
        (MilestoneMoveForm(), "reason", MOVED),
        (MilestoneEndForm(), "reason", ("", "")),
        (assign(), "reason", MANY),
        (assign(), "lead", ONE_OF_THREE),
        (assign(), "by_duty", ONE_OF_THREE),
        (due_dates(), "reason", MANY),
        (due_dates(), "due_on", ("（未勾选取消时限时必填）", "(needed unless it is taken away)")),
        (
            DutiesPassForm(None, duties=[]),
            "reason",
            (
                "（承接部门未在机构沿革中登记的必填）",
                "(needed where a body is not on record as the successor)",
            ),
        ),
    ],
)
def test_a_field_says_when_it_is_needed(form: BaseForm, name: str, said: tuple[str, str]) -> None:
    assert (label(form, name, "zh-hans"), label(form, name, "en")) == said
