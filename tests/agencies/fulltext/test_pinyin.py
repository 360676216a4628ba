"""How names sound."""

from __future__ import annotations

import pytest

from agencies.fulltext.pinyin import may_sound, places_of_sound, sounding, sounds_of, syllables_of


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("知识产权局", "zhi shi chan quan ju"),
        ("中国人民银行", "zhong guo ren min yin hang"),
        ("国家工商行政管理总局", "guo jia gong shang xing zheng guan li zong ju"),
        ("重庆市", "chong qing shi"),
        ("重大项目办", "zhong da xiang mu ban"),
        ("长江委", "chang jiang wei"),
        ("首长办公室", "shou zhang ban gong shi"),
        ("中央宣传部", "zhong yang xuan chuan bu"),
        ("统计调查局", "tong ji diao cha ju"),
    ],
)
def test_the_phrase_decides_how_a_character_sounds(name: str, syllables: str) -> None:
    assert syllables_of(name) == syllables.split()


@pytest.mark.parametrize(
    "typed", ["zscqj", "zhishichanquanju", "zhishichan", "zhishichanqua", "chanquanju", "cqj", "zs", "ju"]
)
def test_whole_syllables_or_initials_are_typed_from_any_syllable_on(typed: str) -> None:
    assert sounding(typed) in sounds_of(["知识产权局"])


@pytest.mark.parametrize("typed", ["hishi", "ip", "zsj", "zhishiju", "jqcsz", "zhichan"])
def test_the_middle_of_a_syllable_or_what_is_not_next_to_it_is_no_match(typed: str) -> None:
    assert sounding(typed) not in sounds_of(["知识产权局"])


def test_u_with_dots_is_typed_as_v_or_as_u() -> None:
    sounds = sounds_of(["旅游局"])
    assert sounding("lvyou") in sounds
    assert sounding("luyou") in sounds


@pytest.mark.parametrize(("word", "may"), [("zscqj", True), ("z", False), ("局", False), ("12", False)])
def test_only_two_letters_and_more_are_taken_for_pinyin(word: str, may: bool) -> None:
    assert may_sound(word) is may


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("zscqj", range(5)),
        ("cqj", range(2, 5)),
        ("zhishichan", range(3)),
        ("chanq", range(2, 4)),
        ("bb", None),
    ],
)
def test_the_characters_that_sound_like_it_are_known(typed: str, places: range | None) -> None:
    assert places_of_sound(sounds_of(["知识产权局"]), typed) == places
