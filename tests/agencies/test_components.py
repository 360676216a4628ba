import pytest
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory


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
