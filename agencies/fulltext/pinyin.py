"""How the names of agencies sound: people type `zscqj` or `zhishichan` for 知识产权局."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from agencies.fulltext.folding import fold

SHORTEST = 2
"""Letters; one alone begins a syllable of nearly every name."""


PHRASES = {"工商行政": [["gōng"], ["shāng"], ["xíng"], ["zhèng"]]}
"""What the phrases of the package get wrong in names of agencies: it takes 工商行 for a bank."""


def syllables_of(name: str) -> list[str]:
    """One syllable for each character of the folded `name`; 银行 and 行政 are told apart by their phrases."""
    return _reading_aloud()(fold(name).text, errors=list)


def sounds_of(names: Sequence[str]) -> str:
    """A line for each of `names`: its syllables, then what may be typed for it, from each of them on.

    Typed are whole syllables or initials; ü, which is `v` on keyboards, also as `u`.
    """
    return "\n".join(map(_line, names))


def may_sound(word: str) -> bool:
    """Whether a folded `word` can be pinyin at all."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def sounding(word: str) -> str:
    """What stands in `sounds_of` where a name, from one of its syllables on, sounds like `word`."""
    return f" {word}"


def places_of_sound(line: str, word: str) -> range | None:
    """Which characters of a folded name sound like `word`, by its line of `sounds_of`; None where none do."""
    syllables = line.partition("|")[0].split()
    typed = word.replace("v", "u")
    for start in range(len(syllables)):
        for spelled in (syllables, [syllable[0] for syllable in syllables]):
            said = ""
            for end in range(start, len(spelled)):
                said += spelled[end].replace("v", "u")
                if said.startswith(typed):
                    return range(start, end + 1)
    return None


@cache
def _reading_aloud() -> Callable[..., list[str]]:
    # Its dictionaries take 58 MB: only who writes a name needs them, and not whoever looks for one.
    from pypinyin import lazy_pinyin, load_phrases_dict

    # Goes through all its phrases again: as long as 800 names take.
    load_phrases_dict(PHRASES)
    return lazy_pinyin


def _line(name: str) -> str:
    syllables = [syllable for syllable in syllables_of(name) if syllable.strip()]
    initials = [syllable[0] for syllable in syllables]
    typed = ["".join(spelled[start:]) for spelled in (syllables, initials) for start in range(len(syllables))]
    typed += [word.replace("v", "u") for word in typed if "v" in word]
    return "".join(f" {word}" for word in syllables) + "|" + "".join(f" {word}" for word in typed)
