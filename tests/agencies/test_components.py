import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from agencies.templatetags.components import chinese, days_unbroken, names_marked, short_day, unbroken


def test_fields_of_a_filter_say_what_is_wrong_and_nothing_is_markup() -> None:
    class Filter(forms.Form):
        year = forms.IntegerField(label="<Year>", error_messages={"invalid": "<b>no</b>"})
        unseen = forms.CharField(widget=forms.HiddenInput)

    filled = Filter({"year": '"x', "unseen": "1"})
    shown = Template("{% load components %}{% filter_fields fields %}").render(Context({"fields": filled}))

    assert '<div class="field"><label for="id_year">&lt;Year&gt;</label>' in shown
    assert 'value="&quot;x"' in shown
    assert '<p class="field__error">&lt;b&gt;no&lt;/b&gt;</p></div><input type="hidden"' in shown


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


def test_of_many_pages_those_nearby_are_named() -> None:
    request = RequestFactory().get("/?words=%22a%22&page=10")
    page = Paginator(range(900), 30).page(10)
    links = Template("{% load components %}{% pagination page %}").render(
        RequestContext(request, {"request": request, "page": page})
    )

    assert '<span aria-current="page">10</span>' in links
    assert links.count("<li><span>…</span></li>") == 2
    assert '<a href="?words=%22a%22&amp;page=11" aria-label="第 11 页">11</a>' in links
    assert "page=14" not in links


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/?words=标志&page=2")
    page = Paginator(range(90), 30).page(2)
    links = Template("{% load components %}{% pagination page %}").render(
        RequestContext(request, {"request": request, "page": page})
    )

    assert "?words=%E6%A0%87%E5%BF%97&amp;page=3" in links
    assert '<span aria-current="page">2</span>' in links


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "知识产权局", '<span lang="zh-Hans">知识产权局</span>'),
        ("en", "Q&A", "Q&amp;A"),
        ("zh-hans", "知识产权局", "知识产权局"),
    ],
)
def test_names_are_said_to_be_chinese_on_pages_that_are_not(language: str, text: str, shown: str) -> None:
    with override(language):
        assert chinese(text) == shown


def test_a_day_within_a_sentence_stays_on_one_line_and_what_is_shown_is_no_markup() -> None:
    assert unbroken("2026-12-06") == '<span class="nowrap">2026-12-06</span>'
    assert unbroken("<b>") == '<span class="nowrap">&lt;b&gt;</span>'


def test_the_days_of_a_sentence_stay_whole() -> None:
    said = days_unbroken("应于 2026-10-09 完成，至<2026-11-28>逾期 50 天；文号2016-10-091、66-80")
    assert said == (
        "应于 <time>2026-10-09</time> 完成，至&lt;<time>2026-11-28</time>&gt;"
        "逾期 50 天；文号2016-10-091、66-80"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nobody can be told.", "Nobody can be told."),
        (
            "Already reminded today: 教育部、商务部.",
            'Already reminded today: <span lang="zh-Hans">教育部、商务部</span>.',
        ),
        (
            "<b> 《专利法》 of 2020-1",
            '&lt;b&gt; <span lang="zh-Hans">《专利法》</span> of 2020-1',
        ),
    ],
)
def test_names_within_a_sentence_are_marked_each(text: str, shown: str) -> None:
    with override("en"):
        assert names_marked(text) == shown
    with override("zh-hans"):
        assert "<span" not in names_marked(text)


def test_a_short_day_has_its_year_where_that_is_not_this_one() -> None:
    now = timezone.localtime()
    before = now.replace(year=now.year - 1, month=3, day=5)
    assert short_day(now) == f"{now:%m-%d}"
    assert short_day(before) == f"{before.year}-03-05"
