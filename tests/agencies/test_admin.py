from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias, AuditEntry, ReportingPolicy, User
from agencies.services.facts import fact_remove
from tasks.importing import ChangeKind, load_fixtures
from tasks.management.commands.load_plans import default_files
from tests.factories import make_agency, make_plan, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_user(Role.VIEWER, is_superuser=True, username="admin")


@pytest.fixture
def desk(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def account(**changed: Any) -> dict[str, Any]:
    return {
        "username": "zhang",
        "display_name": "张三",
        "email": "",
        "agency": "",
        "role": "viewer",
        "is_active": "on",
        "new_password": "",
        **changed,
    }


def agency_page(agency: Agency, **changed: Any) -> dict[str, Any]:
    def counts(prefix: str, initial: int = 0, total: int = 0) -> dict[str, Any]:
        return {f"{prefix}-INITIAL_FORMS": initial, f"{prefix}-TOTAL_FORMS": total}

    return {
        "name": agency.name,
        "full_name": "",
        "kind": agency.kind,
        "begins_on": "",
        "ends_on": "",
        "source": "",
        **counts("aliases"),
        **counts("successions"),
        **counts("reporting_policy"),
        **changed,
    }


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("role", ["staff", "approver"])
def test_an_account_that_reports_for_nobody_is_told_so_at_its_agency(desk: Client, role: str) -> None:
    answer = desk.post("/admin/agencies/user/add/", account(role=role, new_password="a long enough one"))
    assert answer.context["adminform"].form.errors == {
        "agency": ["填报人和审核人须属于某一部门，请选择部门。"]
    }
    assert "张三" in answer.content.decode()


def test_an_account_is_made_through_the_service(desk: Client) -> None:
    desk.post("/admin/agencies/user/add/", account(new_password="a long enough one"))

    made = User.objects.get(username="zhang")
    assert made.check_password("a long enough one")
    assert actions() == ["user.create"]
    assert AuditEntry.objects.get().channel == "admin"


def test_a_weak_password_is_refused_at_its_field(desk: Client) -> None:
    answer = desk.post("/admin/agencies/user/add/", account(new_password="short"))

    assert answer.context["adminform"].form.errors.keys() == {"new_password"}
    assert not User.objects.filter(username="zhang").exists()


def test_a_new_account_needs_a_password_and_one_that_is_there_keeps_its_own(desk: Client) -> None:
    answer = desk.post("/admin/agencies/user/add/", account())

    assert answer.context["adminform"].form.errors.keys() == {"new_password"}
    assert not User.objects.filter(username="zhang").exists()
    person = make_user(Role.VIEWER, username="li", display_name="李")
    desk.post(f"/admin/agencies/user/{person.pk}/change/", account(username="li"))
    before, after = person.password, User.objects.get(pk=person.pk)
    assert (after.display_name, after.password) == ("张三", before)


def test_the_forms_say_what_their_entries_mean(desk: Client) -> None:
    agency = make_agency()
    person = desk.get("/admin/agencies/user/add/").content.decode()
    assert "在其他页面能办理什么由角色决定" in person
    assert "该用户缺省拥有所有权限" not in person
    body = desk.get(f"/admin/agencies/agency/{agency.pk}/change/").content.decode()
    assert "自该日起不再存在" in body
    assert "职责承接时首先列出" in body


def test_staff_without_an_agency_are_refused(desk: Client) -> None:
    desk.post("/admin/agencies/user/add/", account(role="staff", new_password="a long enough one"))

    assert not User.objects.filter(username="zhang").exists()


def test_who_administers_may_enter_and_others_no_longer(desk: Client) -> None:
    person = make_user(Role.VIEWER, username="li")
    desk.post(f"/admin/agencies/user/{person.pk}/change/", account(username="li", is_superuser="on"))
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (True, True)

    desk.post(f"/admin/agencies/user/{person.pk}/change/", account(username="li"))
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (False, False)


def test_nobody_shuts_themselves_out(desk: Client, administrator: User) -> None:
    answer = desk.post(f"/admin/agencies/user/{administrator.pk}/change/", account(username="admin"))

    administrator.refresh_from_db()
    assert answer.context["adminform"].form.errors == {"__all__": ["不能取消自己的用户管理权限。"]}
    assert 'value="张三"' in answer.content.decode()
    assert administrator.is_superuser
    assert actions() == []


def test_a_new_password_signs_the_person_out(desk: Client) -> None:
    person = make_user(Role.VIEWER, username="li")
    other = Client()
    other.force_login(person)

    desk.post(
        f"/admin/agencies/user/{person.pk}/change/", account(username="li", new_password="quite another one")
    )

    assert "user.password_change" in actions()
    assert other.get("/my/").headers["Location"].startswith("/account/login/")


def test_an_alias_is_added_through_the_service(desk: Client) -> None:
    agency = make_agency("最高人民法院")

    desk.post(
        f"/admin/agencies/agency/{agency.pk}/change/",
        agency_page(
            agency, **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "高法院", "aliases-0-source": "来源"}
        ),
    )

    assert AgencyAlias.objects.get().agency == agency
    assert "fact.create" in actions()


def test_a_fact_set_here_is_left_alone_when_the_reference_is_loaded_again(desk: Client) -> None:
    load_fixtures(actor=None, paths=default_files()[:1])
    agency = Agency.objects.get(name="外交部")
    desk.post(f"/admin/agencies/agency/{agency.pk}/change/", agency_page(agency, full_name="外交部（更正）"))
    changes = load_fixtures(actor=None, paths=default_files()[:1])["agencies.json"]
    agency.refresh_from_db()
    assert agency.full_name == "外交部（更正）"
    assert [(change.kind, change.key) for change in changes] == [(ChangeKind.KEPT, "外交部")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"begins_on": "2018-03-17", "ends_on": "2018-03-16"}, "终止日期须晚于设立日期。"),
        (
            {
                "successions-TOTAL_FORMS": 1,
                "successions-0-successor": "self",
                "successions-0-effective_on": "2018-03-17",
                "successions-0-source": "来源",
            },
            "部门不能承接本部门的职能。",
        ),
    ],
)
def test_what_cannot_be_true_of_an_agency_is_refused_in_words(
    desk: Client, changed: dict[str, Any], said: str
) -> None:
    agency = make_agency()
    sent = {name: agency.pk if value == "self" else value for name, value in changed.items()}
    answer = desk.post(f"/admin/agencies/agency/{agency.pk}/change/", agency_page(agency, **sent))
    assert said in answer.content.decode()


def test_the_list_of_accounts_calls_things_what_the_form_calls_them(desk: Client) -> None:
    listed = desk.get("/admin/agencies/user/").content.decode()
    assert "可以登录" in listed
    assert "超级用户" not in listed


def test_saving_without_a_change_sets_and_records_nothing(desk: Client) -> None:
    agency = make_agency()
    desk.post(f"/admin/agencies/agency/{agency.pk}/change/", agency_page(agency))
    agency.refresh_from_db()
    assert not agency.set_by_office
    assert actions() == []


def test_a_spelling_of_the_reference_is_taken_back_there_and_not_here(administrator: User) -> None:
    alias = AgencyAlias.objects.create(agency=make_agency(), name="又名")
    with pytest.raises(ValidationError):
        fact_remove(actor=administrator, fact=alias)
    alias.set_by_office = True
    alias.save()
    fact_remove(actor=administrator, fact=alias)
    assert not AgencyAlias.objects.exists()


def test_the_policy_is_set_through_its_service_which_may_refuse(desk: Client) -> None:
    agency = make_agency("商务部")
    sent = agency_page(agency, **{"reporting_policy-TOTAL_FORMS": 1, "reporting_policy-0-two_person": "on"})

    refused = desk.post(f"/admin/agencies/agency/{agency.pk}/change/", sent | {"full_name": "商务部全称"})
    assert not ReportingPolicy.objects.exists()
    assert "该部门尚无审核人" in refused.content.decode()
    assert "商务部全称" in refused.content.decode()
    assert Agency.objects.get().full_name == ""

    make_user(Role.APPROVER, agency)
    desk.post(f"/admin/agencies/agency/{agency.pk}/change/", sent)
    assert ReportingPolicy.objects.get().two_person


@pytest.mark.parametrize("model", ["user", "agency", "auditentry"])
def test_nothing_with_a_history_is_deleted(desk: Client, model: str) -> None:
    make_user()
    desk.post("/admin/agencies/user/add/", account(new_password="a long enough one"))
    key = {"user": User, "agency": Agency, "auditentry": AuditEntry}[model].objects.first().pk  # type: ignore[attr-defined]

    assert desk.post(f"/admin/agencies/{model}/{key}/delete/", {"post": "yes"}).status_code == 403


def test_the_audit_and_the_plans_are_only_looked_at(desk: Client) -> None:
    plan = make_plan("2020")
    desk.post("/admin/agencies/user/add/", account(new_password="a long enough one"))
    entry = AuditEntry.objects.get()

    assert desk.get(f"/admin/agencies/auditentry/{entry.pk}/change/").status_code == 200
    assert desk.post(f"/admin/agencies/auditentry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert desk.get(f"/admin/plans/plan/{plan.pk}/change/").status_code == 200
    assert desk.post(f"/admin/plans/plan/{plan.pk}/change/", {"code": "x"}).status_code == 403
    assert desk.get("/admin/plans/plan/add/").status_code == 403


@pytest.mark.parametrize("role", Role)
def test_only_who_administers_users_gets_in(client: Client, role: Role) -> None:
    client.force_login(make_user(role))

    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_strangers_are_sent_to_the_one_sign_in_page(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/agencies/user/")

    assert answer.headers["Location"] == "/account/login/?next=/admin/agencies/user/"


@pytest.mark.parametrize("model", ["agencies/user", "agencies/agency", "agencies/auditentry", "plans/plan"])
def test_lists_can_be_opened_and_searched(desk: Client, model: str) -> None:
    make_plan()
    make_agency("商务部")

    assert desk.get(f"/admin/{model}/").status_code == 200
    assert desk.get(f"/admin/{model}/?q=商务").status_code in {200, 302}


def test_the_list_of_accounts_does_not_give_hashes_of_passwords_away(desk: Client) -> None:
    assert desk.get("/admin/agencies/user/?role__exact=viewer").status_code == 200
    assert desk.get("/admin/agencies/user/?password__startswith=pbkdf2").status_code == 400
