"""Who leads: the bracket first, then the mark, then the plan's note."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.enums import AssignmentBasis, AssignmentRole, MarkedByDuty
from plans.lead_rule import AssignedRole, LeadRule, assign_roles

LEAD, PARTICIPATING, BY_DUTY = AssignmentRole.LEAD, AssignmentRole.PARTICIPATING, AssignmentRole.BY_DUTY
EXPLICIT, RULE, READING = AssignmentBasis.EXPLICIT, AssignmentBasis.RULE, AssignmentBasis.READING

EXEMPT = LeadRule(first_listed_leads=True, marked_by_duty_means=MarkedByDuty.BY_DUTY)
READ_AS_BY_DUTY = replace(EXEMPT, is_reading=True, reading_reason="the note is silent")
READ_AS_LEAD = replace(READ_AS_BY_DUTY, marked_by_duty_means=MarkedByDuty.FIRST_LISTED_LEADS)
RULES = [EXEMPT, READ_AS_BY_DUTY, READ_AS_LEAD]


@pytest.mark.parametrize("rule", RULES)
def test_without_a_mark_the_first_listed_leads_and_the_rest_take_part(rule: LeadRule) -> None:
    assert assign_roles(rule, ["甲", "乙", "丙"]) == [
        AssignedRole("甲", LEAD, RULE, 1),
        AssignedRole("乙", PARTICIPATING, RULE, 2),
        AssignedRole("丙", PARTICIPATING, RULE, 3),
    ]


@pytest.mark.parametrize(
    ("rule", "first", "second", "basis"),
    [
        (EXEMPT, BY_DUTY, BY_DUTY, RULE),
        (READ_AS_BY_DUTY, BY_DUTY, BY_DUTY, READING),
        (READ_AS_LEAD, LEAD, PARTICIPATING, READING),
    ],
)
def test_the_mark_means_what_the_plan_says(
    rule: LeadRule, first: AssignmentRole, second: AssignmentRole, basis: AssignmentBasis
) -> None:
    assert assign_roles(rule, ["甲", "乙"], marked_by_duty=True) == [
        AssignedRole("甲", first, basis, 1),
        AssignedRole("乙", second, basis, 2),
    ]


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_a_single_agency_leads_even_if_marked(rule: LeadRule, marked: bool) -> None:
    assert assign_roles(rule, ["甲"], marked_by_duty=marked) == [AssignedRole("甲", LEAD, RULE, 1)]


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_a_lead_written_out_beats_note_and_mark(rule: LeadRule, marked: bool) -> None:
    roles = assign_roles(rule, ["甲", "乙", "丙"], marked_by_duty=marked, explicit_leads=["甲", "乙"])
    assert [(each.role, each.basis) for each in roles] == [
        (LEAD, EXPLICIT),
        (LEAD, EXPLICIT),
        (PARTICIPATING, EXPLICIT),
    ]


def test_a_task_that_names_nobody_gets_nobody() -> None:
    assert assign_roles(EXEMPT, []) == []


def test_it_refuses_to_guess_where_the_note_is_silent() -> None:
    silent = replace(EXEMPT, first_listed_leads=False)
    with pytest.raises(ValueError, match="does not say who leads"):
        assign_roles(silent, ["甲", "乙"])


@pytest.mark.parametrize(("names", "leads"), [(["甲", "甲"], []), (["甲", "乙"], ["丙"])])
def test_it_refuses_what_is_no_list_of_agencies(names: list[str], leads: list[str]) -> None:
    with pytest.raises(ValueError, match="no list of agencies"):
        assign_roles(EXEMPT, names, explicit_leads=leads)


def test_it_refuses_a_reading_without_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        replace(EXEMPT, is_reading=True)


@given(
    rule=st.sampled_from(RULES),
    names=st.lists(st.sampled_from("甲乙丙丁戊己"), unique=True, min_size=1),
    marked=st.booleans(),
    data=st.data(),
)
def test_everyone_gets_one_role_and_somebody_leads_unless_all_have_their_own_duty(
    rule: LeadRule, names: list[str], marked: bool, data: st.DataObject
) -> None:
    leads = data.draw(st.lists(st.sampled_from(names), unique=True))
    roles = assign_roles(rule, names, marked_by_duty=marked, explicit_leads=leads)
    assert [each.name for each in roles] == names
    assert [each.position for each in roles] == list(range(1, len(names) + 1))
    given_roles = {each.role for each in roles}
    assert LEAD in given_roles or given_roles == {BY_DUTY}
    assert len({each.basis for each in roles}) == 1
