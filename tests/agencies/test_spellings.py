"""A spelling of one agency is none of another: in the administration, its service, and what is loaded."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias, User
from agencies.services.facts import fact_save
from tasks.importing import LoadRefused, load_fixtures
from tasks.management.commands.load_plans import default_files
from tests.agencies.test_admin import agency_page
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_user(Role.VIEWER, is_superuser=True)


@pytest.mark.parametrize("taken", ["最高人民法院", "高法院"])
def test_no_spelling_of_an_agency_is_given_to_another(
    client: Client, administrator: User, taken: str
) -> None:
    AgencyAlias.objects.create(agency=make_agency("最高人民法院"), name="高法院")
    other = make_agency("外交部")
    said = f"“{taken}”已是最高人民法院的名称或别名。"

    alias = {"aliases-TOTAL_FORMS": 1, "aliases-0-name": taken, "aliases-0-source": "来源"}
    client.force_login(administrator)
    page = client.post(f"/admin/agencies/agency/{other.pk}/change/", agency_page(other, **alias))

    assert said in page.content.decode()
    with pytest.raises(ValidationError) as refused:
        fact_save(actor=administrator, fact=AgencyAlias(agency=other, name=taken, source="来源"))
    assert refused.value.message_dict == {"name": [said]}
    other.name = taken
    with pytest.raises(ValidationError, match=said):
        fact_save(actor=administrator, fact=other)
    assert AgencyAlias.objects.count() == 1


def test_an_agency_takes_a_spelling_of_its_own_as_its_name(administrator: User) -> None:
    agency = make_agency("最高人民法院")
    alias = AgencyAlias(agency=agency, name="高法院")
    fact_save(actor=administrator, fact=alias)
    agency.name = "高法院"
    fact_save(actor=administrator, fact=agency)
    assert Agency.objects.get().name == "高法院"


def test_loading_refuses_a_name_that_was_given_here_to_another(administrator: User) -> None:
    fact_save(actor=administrator, fact=AgencyAlias(agency=make_agency("某局"), name="外交部"))
    with pytest.raises(LoadRefused, match="“外交部”已是外交部的名称或别名。"):
        load_fixtures(actor=None, paths=default_files()[:1])
