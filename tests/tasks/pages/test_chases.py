"""The buttons 催办 and 签收."""

import datetime

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency
from tasks.models import Chase, Notice, ReportingRound
from tasks.services.chases import agencies_chase
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user
from tests.tasks.pages.reading import as_user, queries_of, text_of

pytestmark = pytest.mark.django_db


def today() -> datetime.date:
    return timezone.localdate()


def asked(*agencies: Agency) -> ReportingRound:
    """A round under way today that asks each of the agencies about a task."""
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    week = datetime.timedelta(days=7)
    tasks = [make_task(plan, lead=agency) for agency in agencies]
    return make_round(plan, tasks, opens_on=today() - week, due_on=today() + week)


def reminded(agency: Agency, opened: ReportingRound) -> Chase:
    [chase] = agencies_chase(
        actor=make_user(Role.OFFICE), reporting_round=opened, day=today(), agencies=[agency], note="请尽快"
    ).chases
    return chase


def test_the_office_presses_one_agency_and_then_all_the_others() -> None:
    first, second = make_agency("教育部"), make_agency("商务部")
    opened = asked(first, second)
    office = as_user(make_user(Role.OFFICE))
    address = f"/rounds/{opened.pk}/chase/"
    assert f'action="{address}"' in text_of(office, f"/rounds/{opened.pk}/")

    answer = office.post(address, {"agency": first.pk, "note": "请尽快"}, follow=True)
    assert "请尽快" in answer.content.decode()
    assert [chase.agency for chase in Chase.objects.all()] == [first]

    answer = office.post(address, {}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert any("教育部" in each for each in said), "reminded today already"
    assert any("商务部" in each for each in said), "nobody there can be told"
    assert f'action="{address}"' not in answer.content.decode()


def test_a_refusal_is_shown_and_the_note_kept() -> None:
    agency, idle = make_agency(), make_agency("教育部")
    opened = asked(agency)
    office = as_user(make_user(Role.OFFICE))
    answer = office.post(f"/rounds/{opened.pk}/chase/", {"agency": idle.pk, "note": "请尽快报送"})
    assert "教育部" in str(answer.context["chase_one"].errors)
    assert "请尽快报送" in answer.content.decode()
    reminded(agency, opened)
    answer = office.post(f"/rounds/{opened.pk}/chase/", {"agency": agency.pk})
    assert answer.status_code == 409


@pytest.mark.parametrize("note", ["催" * 1001, "请再催一次"])
def test_a_refused_reminder_of_one_agency_comes_back_in_the_form_of_that_agency(note: str) -> None:
    agency, other = make_agency(), make_agency()
    opened = asked(agency, other)
    reminded(agency, opened)
    office = as_user(make_user(Role.OFFICE))
    page = office.post(f"/rounds/{opened.pk}/chase/", {"agency": agency.pk, "note": note}).content.decode()
    [typed] = [form for form in page.split("<form")[1:] if note in form.partition("</form>")[0]]
    assert f'name="agency" value="{agency.pk}"' in typed
    assert typed.index('role="alert"') < typed.index(note)


def test_who_has_answered_has_no_button() -> None:
    agency = make_agency()
    opened = asked(agency)
    report = make_report(opened.tasks.get(), agency)
    report.round = opened
    report.save()
    assert "/chase/" not in text_of(as_user(make_user(Role.OFFICE)), f"/rounds/{opened.pk}/")


def test_an_agency_finds_it_among_its_tasks_and_signs_with_one_click() -> None:
    agency = make_agency()
    person, colleague = make_user(Role.STAFF, agency, display_name="王某"), make_user(Role.STAFF, agency)
    opened = asked(agency)
    chase = reminded(agency, opened)
    own = as_user(person)
    page = text_of(own, "/my/")
    assert f"/chases/{chase.pk}/sign/" in page
    assert "已催办，未签收" in text_of(own, f"/rounds/{opened.pk}/")
    assert "请尽快" in page

    answer = own.post(f"/chases/{chase.pk}/sign/")
    assert answer.headers["Location"] == "/my/"
    assert "/sign/" not in text_of(own, "/my/")
    seen = text_of(as_user(make_user(Role.OFFICE)), f"/rounds/{opened.pk}/")
    assert "王某" in seen
    assert "已催办，已签收" in seen

    answer = as_user(colleague).post(f"/chases/{chase.pk}/sign/", {"round": opened.pk}, follow=True)
    assert "王某" in str([str(message) for message in answer.context["messages"]])
    chase.refresh_from_db()
    assert chase.acknowledged_by == person


def test_others_see_neither_the_chase_nor_a_button() -> None:
    agency, other = make_agency(), make_agency()
    opened = asked(agency, other)
    chase = reminded(agency, opened)
    outsider = as_user(make_user(Role.STAFF, other))
    assert "请尽快" not in text_of(outsider, f"/rounds/{opened.pk}/")
    assert outsider.post(f"/chases/{chase.pk}/sign/").status_code == 404
    assert as_user(make_user(Role.OFFICE)).post(f"/chases/{chase.pk}/sign/").status_code == 403


def test_the_page_of_an_earlier_day_knows_nothing_of_it() -> None:
    agency = make_agency()
    opened = asked(agency)
    reminded(agency, opened)
    yesterday = today() - datetime.timedelta(days=1)
    page = text_of(as_user(make_user(Role.OFFICE)), f"/rounds/{opened.pk}/?as_of={yesterday}")
    assert "请尽快" not in page
    assert "/chase/" not in page


def test_the_notice_leads_to_the_round() -> None:
    agency = make_agency("教育部")
    person = make_user(Role.STAFF, agency)
    opened = asked(agency)
    reminded(agency, opened)
    page = text_of(as_user(person), "/notices/")
    assert f"/rounds/{opened.pk}/" in page
    assert "请尽快" in page
    assert Notice.objects.get(recipient=person).chase


def test_the_number_of_queries_does_not_grow_with_the_agencies_pressed() -> None:
    agencies = [make_agency() for _number in range(4)]
    opened = asked(*agencies)
    office = as_user(make_user(Role.OFFICE))
    reminded(agencies[0], opened)
    before = queries_of(office, f"/rounds/{opened.pk}/")
    for agency in agencies[1:]:
        reminded(agency, opened)
    assert queries_of(office, f"/rounds/{opened.pk}/") == before
