"""What makes two tasks near, and how little is looked at to find them."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest

from tasks.linking.nearness import COMMON, FEW, MOST_COMPARED, Index
from tasks.linking.reasons import SharedAgency, SharedSubject, marked, reasons_for
from tasks.linking.wordings import Carried, Wording

FILLER = ("加强知识产权保护", "推进知识产权运用", "完善知识产权管理", "提升知识产权服务")


SCORES = """
from tasks.linking.nearness import Index
from tasks.linking.wordings import Wording

letters = [chr(ord("一") + number * number) for number in range(40)]
around = "".join(letters * 2)
index = Index(
    [Wording("2020-1", "".join(letters))],
    [Wording(f"2016-{number}", around[number : number + 10]) for number in range(40)],
)
print([(near.earlier.reference, near.score) for near in index.suggestions("2020-1")])
"""
"""Of forty tasks that are equally near thirty are compared: the last digit decides which."""


def scores_where_sets_begin_with(seed: str) -> str:
    """What a process says in which sets have another order."""
    ran = subprocess.run(
        [sys.executable, "-c", SCORES],
        env={"PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
        text=True,
    )
    return ran.stdout


def plan(code: str, *texts: str) -> list[Wording]:
    return [Wording(f"{code}-{number}", text) for number, text in enumerate([*texts, *FILLER], 1)]


def nearest(index: Index, reference: str) -> list[str]:
    return [near.earlier.reference for near in index.suggestions(reference)]


def test_a_rare_phrase_weighs_more_than_many_common_ones() -> None:
    index = Index(
        plan("2020", "加强完善知识产权保护管理，开展剑网行动"),
        plan("2016", "加强完善知识产权保护管理运用服务", "剑网行动"),
    )
    assert nearest(index, "2020-1")[0] == "2016-2"


def test_one_clause_in_a_long_task_is_found() -> None:
    long = "，".join(["修订专利代理条例", "编制年度报告", "办好国际会议", "举办发明展览", "建设地方分局"])
    index = Index(plan("2020", "修订专利代理条例"), plan("2016", long, "修订专利审查条例"))
    assert nearest(index, "2020-1")[0] == "2016-1"


def test_agencies_are_shared_through_their_successor() -> None:
    def held(reference: str, agency: str, carrier: str) -> Wording:
        return Wording(reference, "加强知识产权保护", (Carried(agency, carrier),))

    index = Index(
        [held("2020-1", "市场监管总局", "市场监管总局"), held("2020-2", "教育部", "教育部")],
        [held("2016-1", "文化部", "文化和旅游部"), held("2016-2", "工商总局", "市场监管总局")],
    )
    best, other = index.suggestions("2020-1")
    assert (best.earlier.reference, best.nearest, other.nearest) == ("2016-2", True, False)
    assert reasons_for(best, index).agencies == (SharedAgency("市场监管总局", "工商总局", "市场监管总局"),)
    assert reasons_for(other, index).agencies == ()


def test_other_words_for_the_same_subject_bring_tasks_together() -> None:
    index = Index(plan("2020", "监管电商平台"), plan("2016", "治理互联网盗版", "治理林区火灾"))
    best = index.suggestions("2020-1")[0]
    assert best.earlier.reference == "2016-1"
    assert reasons_for(best, index).subjects == (SharedSubject("电商", "互联网"),)


def test_a_title_that_stands_in_the_other_text_is_a_sign_and_a_reason() -> None:
    index = Index(
        plan("2020", "修订《专利代理条例》。"), plan("2016", "宣传专利代理条例", "修订地方目录及其附件")
    )
    near = index.pair("2020-1", "2016-1")
    assert near.signs.title > 0
    assert reasons_for(near, index).titles == ("专利代理条例",)
    assert index.pair("2020-1", "2016-2").signs.title == 0


def test_shared_phrases_are_named_as_they_are_written_and_marked_in_both_texts() -> None:
    index = Index(plan("2020", "做好ＴＲＩＰＳ 理事会工作"), plan("2016", "参加TRIPS理事会审议"))
    near = index.suggestions("2020-1")[0]
    reasons = reasons_for(near, index)
    assert reasons.phrases == ("ＴＲＩＰＳ 理事会",)
    hits = [
        [piece.text for piece in marked(text, reasons) if piece.hit]
        for text in (near.later.text, near.earlier.text)
    ]
    assert hits == [["ＴＲＩＰＳ 理事会"], ["TRIPS理事会"]]


def test_a_phrase_that_is_part_of_another_is_not_named_besides() -> None:
    index = Index(
        plan("2020", "促进服务业升级，推进服务业集聚区建设"), plan("2016", "推进服务业集聚区建设，统计服务业")
    )
    assert reasons_for(index.pair("2020-1", "2016-1"), index).phrases == ("推进服务业集聚区建设",)


def test_tasks_with_nothing_in_common_have_no_score() -> None:
    index = Index([Wording("2020-1", "海关执法")], [Wording("2016-1", "培养教师")])
    (near,) = index.suggestions("2020-1")
    assert (near.score, near.nearest) == (0.0, False)


def test_the_same_task_again_has_the_full_score() -> None:
    index = Index(plan("2020", "开展打击网络侵权盗版行动"), plan("2016", "开展打击网络侵权盗版行动"))
    near = index.suggestions("2020-1")[0]
    assert [near.signs.text, near.signs.clause] == pytest.approx([1, 1])
    assert near.score > 0.85


def test_every_process_compares_the_same_tasks_and_gives_the_same_scores_to_the_last_digit() -> None:
    assert len({scores_where_sets_begin_with(seed) for seed in ("1", "2", "3")}) == 1


def test_however_large_the_plans_few_tasks_are_compared_and_common_grams_lead_nowhere() -> None:
    letters = [chr(ord("一") + 7 * number) for number in range(45)]
    earlier = [
        Wording(f"2016-{number}", f"加强知识产权保护{one}{other}")
        for number, (one, other) in enumerate(product(letters, letters), 1)
    ]
    later = [Wording("2020-1", earlier[1000].text), Wording("2020-2", "加强知识产权保护")]
    index = Index(later, earlier)
    assert len(index.candidates("2020-1")) == MOST_COMPARED
    assert nearest(index, "2020-1")[0] == earlier[1000].reference
    assert max(map(len, index._with.values())) <= max(FEW, len(earlier) // COMMON)
    assert index.candidates("2020-2") == []
    assert index.pair("2020-2", "2016-7").earlier.reference == "2016-7"
