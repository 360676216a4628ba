"""How a query is understood, and that nothing in it is more than words."""

from __future__ import annotations

import pytest
from django.db import connection

from agencies.fulltext.folding import words_of
from agencies.models import AgencyText
from tasks.models import TaskText
from tasks.search import rebuild
from tests.factories import make_agency, make_plan, make_section, make_task
from tests.tasks.search.finding import found

pytestmark = pytest.mark.django_db


def test_the_pairs_of_a_word_in_another_order_are_not_the_word() -> None:
    plan = make_plan()
    make_task(plan, text="产识，识知，知识；识产。")
    make_task(plan, text="知识产权。")
    rebuild()
    assert len(found("知识产")) == 1
    assert len(found("知识")) == 2


def test_width_and_case_do_not_matter_and_no_word_reaches_over_punctuation() -> None:
    plan = make_plan("2020")
    make_task(plan, 1, text="履行ＴＲＩＰＳ协定，第 12次会议。", section=make_section(plan, title="其他"))
    rebuild()
    for query in ("trips", "TRIPS", "ｔｒｉｐｓ", "履行trips协定", "第12次", "第 12次", "rip"):
        assert found(query) == {"2020-1"}, query
    assert found("协定第12次") == set()


@pytest.mark.parametrize(
    "query",
    [
        *[
            '"',
            "'",
            "''",
            '""',
            "*",
            "NEAR(专利 商标)",
            "专利 AND",
            "OR",
            "NOT 专利",
            "grams:专利",
            ":*",
            "a<->b",
        ],
        *[
            "\\",
            "%",
            "_",
            "%s",
            "{}",
            "();--",
            "专利'; DROP TABLE",
            "😀",
            "𠀀",
            "\ud7ff",
            "a" * 5000,
            "专" * 3000,
        ],
    ],
)
def test_what_does_not_stand_there_is_not_found_whatever_it_means_elsewhere(query: str) -> None:
    make_task(text="加强专利、商标与版权工作。")
    rebuild()
    assert found(query) == set()


@pytest.mark.parametrize(
    "query",
    ["专利*", "-专利", "^专利", "\x00专利", "\u202e专利", "专利 & 商标", "专利 | !", "专 利 " * 500],
)
def test_signs_of_a_syntax_are_only_what_parts_words(query: str) -> None:
    make_task(text="加强专利、商标与版权工作。")
    rebuild()
    assert len(found(query)) == 1


def test_rare_characters_are_letters() -> None:
    make_task(text="研究𠀀𠀁字与㐀字。")
    rebuild()
    assert found("𠀀𠀁")
    assert found("㐀")
    assert not found("𠀁𠀀")


def test_agencies_are_found_by_name_and_by_how_it_sounds() -> None:
    for name in ("知识产权局", "海关总署", "人民银行"):
        make_agency(name)
    make_agency("最高人民法院").aliases.create(name="高法院")
    rebuild()

    def named(query: str) -> list[str]:
        words = words_of(query)
        rows = AgencyText.objects.containing(words).best_first(words).select_related("agency")
        return [row.agency.name for row in rows]

    assert named("zscqj") == named("ZSCQJ") == named("zhishichan") == ["知识产权局"]
    assert named("yinhang") == ["人民银行"]
    assert named("高法") == named("gaofa") == named("gfy") == ["最高人民法院"]
    assert named("最高 gfy") == ["最高人民法院"]
    assert named("zs") == ["海关总署", "知识产权局"]
    assert named("z") == named("ip") == named("yinxing") == []


@pytest.mark.parametrize("word", ["专利", "的"])
def test_the_index_is_asked(word: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # An empty table would be read whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "tasks_tasktext_grams" in TaskText.objects.containing([word]).explain()
