"""The white space rule on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.parsing.passages import normalise


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("开展第 12次", "开展第12次"),
        ("《中国制造 2025》", "《中国制造2025》"),
        ("《行动计划     （2014—2020年）》", "《行动计划（2014—2020年）》"),
        ("知\n\n识 \n\n 产权", "知识产权"),
        ("《领域转移 鼓励民用》", "《领域转移 鼓励民用》"),
        ("《领域转移   鼓励民用》", "《领域转移 鼓励民用》"),
        ("《改革\u3000营造》", "《改革 营造》"),
        ("《领域转移 \n鼓励民用》", "《领域转移鼓励民用》"),
        ("《改革》 营造 良好", "《改革》营造良好"),
        ("外面 《“放管服”改革 营造》 里 外", "外面《“放管服”改革 营造》里外"),
        ("《〈甲 乙〉 丙 丁》", "《〈甲 乙〉丙 丁》"),
        ("Patent Cooperation Treaty", "Patent Cooperation Treaty"),
        ("加强对 APP、网", "加强对APP、网"),
        ("2020 2021", "20202021"),
        ("  前后 ", "前后"),
        ("", ""),
    ],
)
def test_a_blank_stays_only_where_it_belongs(printed: str, read: str) -> None:
    assert normalise(printed) == read


@given(st.text(alphabet="甲乙《》（ \n\t\u3000aZ9“"))
def test_reading_twice_changes_nothing_and_no_other_character_is_touched(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "".join(once.split()) == "".join(text.split())
