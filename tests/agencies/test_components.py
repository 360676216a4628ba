import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from agencies.enums import Role
from agencies.templatetags.components import segments


def rendered(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def test_the_parts_of_a_bar_stand_in_the_order_of_the_words_and_end_to_end() -> None:
    parts = segments({Role.VIEWER: 1, Role.STAFF: 3, Role.OFFICE: 2})

    assert [(part.value, part.count, part.offset) for part in parts] == [
        ("staff", 3, 0),
        ("approver", 0, 3),
        ("office", 2, 3),
        ("viewer", 1, 5),
    ]


def test_a_bar_says_its_numbers_to_those_who_cannot_see_it() -> None:
    bar = rendered("{% stacked_bar counts 'Users' %}", counts={Role.STAFF: 3, Role.OFFICE: 0})

    assert f'aria-label="Users：{Role.STAFF.label} 3；"' in bar
    assert 'width="3"' in bar
    assert "style=" not in bar


def test_a_bar_of_nothing_is_still_a_bar() -> None:
    assert 'viewBox="0 0 1 1"' in rendered("{% stacked_bar counts %}", counts={})


@pytest.mark.parametrize(
    ("query", "href", "direction"),
    [
        ("status=red&page=3", "?status=red&amp;ordering=due", ""),
        ("ordering=due", "?ordering=-due", 'aria-sort="ascending"'),
        ("ordering=-due", "?ordering=due", 'aria-sort="descending"'),
    ],
)
def test_a_heading_sorts_the_other_way_round_and_keeps_the_filters(
    query: str, href: str, direction: str
) -> None:
    request = RequestFactory().get(f"/?{query}")
    heading = Template("{% load components %}{% sort_heading 'due' 'Due' %}").render(
        RequestContext(request, {"request": request})
    )

    assert f'href="{href}"' in heading
    assert direction in heading
    assert ("aria-sort" in heading) == bool(direction)


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/?words=标志&page=2")
    page = Paginator(range(90), 30).page(2)
    links = Template("{% load components %}{% pagination page %}").render(
        RequestContext(request, {"request": request, "page": page})
    )

    assert "?words=%E6%A0%87%E5%BF%97&amp;page=3" in links
    assert '<span aria-current="page">2</span>' in links
