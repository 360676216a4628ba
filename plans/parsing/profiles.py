"""What is known of each document before it is read: its layout, and how much must come out.

Nothing here is taken into the result; a profile tells the parser what to look for and lets it
refuse a text from which something is missing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """How many of each a complete text holds."""

    sections: int
    subsections: int = 0
    tasks: int = 0
    provisions: int = 0
    addressees: int = 0
    basis: int = 0


@dataclass(frozen=True)
class Profile:
    """The layout of one document.

    `title_words` must all stand in the title. `column` is the least length of a line that fills its
    column, for a text cut into lines; None where a paragraph is one line. `note_opening` are the
    first words of the note that says who leads. A text without `names_agencies` hands its tasks to
    nobody, one without `names_issuer` does not say who issued it, and one that is `running_text` has
    sentences instead of numbered tasks.
    """

    file_name: str
    title_words: tuple[str, ...]
    expected: Expected
    names_agencies: bool = True
    names_issuer: bool = True
    running_text: bool = False
    states_goals: bool = False
    title_at_end: bool = False
    column: int | None = None
    note_opening: str = ""


PROFILES: tuple[Profile, ...] = (
    Profile(
        file_name="2014-annual-plan.txt",
        title_words=("2014年", "推进计划"),
        expected=Expected(sections=7, tasks=79),
        names_agencies=False,
        names_issuer=False,
        states_goals=True,
    ),
    Profile(
        file_name="2015-opinions.txt",
        title_words=("知识产权强国建设", "若干意见"),
        expected=Expected(sections=7, subsections=32, provisions=143),
        names_agencies=False,
        names_issuer=False,
        running_text=True,
        title_at_end=True,
        column=12,
    ),
    Profile(
        file_name="2016-annual-plan.txt",
        title_words=("2016年", "推进计划"),
        expected=Expected(sections=6, tasks=99, basis=3),
        column=30,
        note_opening="上述各项任务分工中",
    ),
    Profile(
        file_name="2016-task-division.txt",
        title_words=("若干意见", "重点任务分工方案"),
        expected=Expected(sections=6, subsections=28, tasks=106, addressees=2, basis=1),
        note_opening="列第一位者为牵头部门",
    ),
    Profile(
        file_name="2020-annual-plan.txt",
        title_words=("2020年", "推进计划"),
        expected=Expected(sections=5, subsections=13, tasks=100, addressees=38),
        note_opening="上述各项任务分工中",
    ),
)


def profile_of(file_name: str) -> Profile:
    """The profile of a file in `fixtures/documents/`; `KeyError` for any other name."""
    return {profile.file_name: profile for profile in PROFILES}[file_name]
