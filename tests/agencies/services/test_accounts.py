import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from agencies.enums import Role
from agencies.models import ApiToken, AuditEntry, ReportingPolicy, User
from agencies.services.accounts import password_change, policy_set, user_save
from tests.api_client import ApiClient
from tests.factories import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return make_user(Role.OFFICE, is_superuser=True)


def test_a_new_account_is_kept_with_its_password_and_audited_without_it() -> None:
    agency = make_agency("知识产权局")
    user = User(username="li", display_name="李填报", role=Role.STAFF, agency=agency)

    user_save(actor=administrator(), user=user, password="correct horse battery")

    assert User.objects.get(username="li").check_password("correct horse battery")
    entry = AuditEntry.objects.get(action="user.create")
    assert entry.after["agency"] == "知识产权局"
    assert entry.after["role"] == "staff"
    assert "horse" not in str(entry.after)
    assert "password" not in entry.after


def test_a_change_says_only_what_changed() -> None:
    user = make_user(Role.VIEWER, display_name="赵查阅")
    user.display_name = "赵统筹"

    user_save(actor=administrator(), user=user)

    entry = AuditEntry.objects.get(action="user.change")
    assert (entry.before, entry.after) == ({"display_name": "赵查阅"}, {"display_name": "赵统筹"})


def test_an_account_without_a_password_cannot_sign_in() -> None:
    user = user_save(actor=None, user=User(username="wang", role=Role.OFFICE))

    assert not user.has_usable_password()
    assert AuditEntry.objects.get().actor is None


def test_it_refuses_those_who_do_not_administer_users() -> None:
    with pytest.raises(PermissionDenied):
        user_save(actor=make_user(Role.OFFICE), user=User(username="wang", role=Role.OFFICE))

    assert not User.objects.filter(username="wang").exists()


def test_it_refuses_staff_without_an_agency() -> None:
    with pytest.raises(ValidationError):
        user_save(actor=None, user=User(username="wang", role=Role.STAFF))


def test_an_administrator_cannot_shut_themselves_out() -> None:
    actor = administrator()
    actor.is_superuser = False

    with pytest.raises((ValidationError, PermissionDenied)):
        user_save(actor=User.objects.get(pk=actor.pk), user=actor)

    assert User.objects.get(pk=actor.pk).is_superuser


def test_nobody_changes_the_password_of_somebody_else() -> None:
    user = make_user()

    with pytest.raises(PermissionDenied):
        password_change(actor=make_user(Role.OFFICE), user=user, password="another horse battery")

    assert not User.objects.get(pk=user.pk).check_password("another horse battery")


def test_a_new_password_ends_the_tokens_made_with_the_old_one() -> None:
    user, other = make_user(), make_user()
    mine, theirs = ApiClient(user), ApiClient(other)

    password_change(actor=user, user=user, password="another horse battery")

    assert mine.get("agencies/").status_code == 401
    assert theirs.get("agencies/").status_code == 200
    assert list(ApiToken.objects.values_list("user", flat=True)) == [other.pk]
    assert AuditEntry.objects.filter(action="token.revoke", actor=user).count() == 1


def test_a_closed_account_is_not_opened_again_with_its_tokens_and_sessions() -> None:
    user = make_user(username="li")
    token, browser = ApiClient(user), Client()
    browser.post("/account/login/", {"username": "li", "password": PASSWORD})
    assert browser.get("/account/").status_code == 200

    for is_active in (False, True):
        user.is_active = is_active
        user_save(actor=administrator(), user=user)
        assert token.get("agencies/").status_code == 401
        assert browser.get("/account/").status_code == 302


def test_two_persons_are_asked_for_where_there_is_an_approver() -> None:
    agency = make_agency()
    make_user(Role.APPROVER, agency)

    policy_set(actor=make_user(Role.OFFICE), agency=agency, two_person=True)

    assert ReportingPolicy.objects.get(agency=agency).two_person
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == (
        "policy.set",
        {"two_person": False},
        {"two_person": True},
    )


def test_it_refuses_two_persons_where_reports_could_never_leave() -> None:
    agency = make_agency()

    with pytest.raises(ValidationError):
        policy_set(actor=make_user(Role.OFFICE), agency=agency, two_person=True)

    assert not ReportingPolicy.objects.exists()


def test_an_agency_does_not_set_its_own_policy() -> None:
    approver = make_user(Role.APPROVER)
    assert approver.agency

    with pytest.raises(PermissionDenied):
        policy_set(actor=approver, agency=approver.agency, two_person=False)
