"""Documents, sections and provisions over the API."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from plans.models import Addressee, BasisDocument, Plan, Provision
from tests.api_client import ApiClient
from tests.factories import make_agency, make_document, make_plan, make_section, make_user, print_at_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> ApiClient:
    return ApiClient(make_user(Role.VIEWER))


def make_provision(plan: Plan, text: str) -> Provision:
    section = make_section(plan)
    start, end = print_at_end(plan.document, text)
    return Provision.objects.create(
        section=section, position=section.provisions.count() + 1, text=text, start=start, end=end
    )


def test_one_document_comes_with_its_text_and_whom_it_names(reader: ApiClient) -> None:
    document = make_document("2020-annual-plan.txt", text="各成员单位：\n现印发通知。\n")
    agency = make_agency("外交部")
    Addressee.objects.create(
        document=document, position=1, name_as_written="外交部", agency=agency, start=0, end=5
    )
    cited = make_document("2015-opinions.txt")
    BasisDocument.objects.create(document=document, position=1, title="意见", cited=cited, start=6, end=8)
    found = reader.get("documents/2020-annual-plan.txt/").json()
    assert found["text"] == "各成员单位：\n现印发通知。\n"
    assert found["addressees"][0]["agency"] == agency.pk
    assert found["basis_documents"][0]["cited"] == "2015-opinions.txt"


def test_the_list_of_documents_leaves_the_texts_out(reader: ApiClient) -> None:
    make_document(text="很长的文本")
    assert "text" not in reader.get("documents/").json()["results"][0]


def test_sections_are_found_by_document_and_plan(reader: ApiClient) -> None:
    plan, other = make_plan("2020"), make_plan("2016")
    make_section(plan, "1.1", parent=make_section(plan, "1"))
    make_section(other, "1")

    def found(query: str) -> list[tuple[str, str]]:
        results = reader.get(f"sections/?{query}").json()["results"]
        return [(section["document"], section["path"]) for section in results]

    assert found("plan=2020") == [("2020.txt", "1"), ("2020.txt", "1.1")]
    assert found("document=2016.txt") == [("2016.txt", "1")]
    assert found("plan=2020&top=true") == [("2020.txt", "1")]


def test_provisions_are_found_by_their_words(reader: ApiClient) -> None:
    plan = make_plan("2015")
    provision = make_provision(plan, "加强商标保护。")
    make_provision(plan, "加强专利保护。")
    found = reader.get(f"provisions/?text=商标&section={provision.section_id}").json()["results"]
    assert [one["id"] for one in found] == [provision.pk]
    assert reader.get(f"provisions/{provision.pk}/").json()["document"] == "2015.txt"


@pytest.mark.parametrize("path", ["documents", "sections", "provisions"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_two_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, path: str, number: int
) -> None:
    for _ in range(number):
        make_provision(make_plan(), "加强保护。")
    # The token, the rows.
    with django_assert_num_queries(2):
        assert len(reader.get(f"{path}/").json()["results"]) == number
