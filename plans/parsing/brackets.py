"""The bracket behind a task: which agencies, in which order, and in what way responsible.

The forms in use are `A负责`, `A、B负责`, `A、B按职责分别负责`, `A、B等负责`, `A、B牵头，C、D负责` and
`A、B牵头负责`. Behind 负责 the plan's note on who leads may follow after a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from plans.parsing.document import AgencyMention, Bracket
from plans.parsing.passages import Passage
from plans.parsing.source import Source

_FORM = re.compile(
    r"[（(]"
    r"(?:(?P<leads>[^，。]+)牵头(?:，(?P<others>[^，。]+?))?|(?P<listed>[^，。]+?))"
    r"(?P<open>等)?(?P<marked>按职责分别)?负责"
    r"(?:。(?P<note>[^）)]+))?[）)]"
)


def read_bracket(
    source: Source, passage: Passage, *, number: int, known_names: Collection[str], note_opening: str
) -> Bracket:
    """The responsibility bracket of task `number`, which `passage` is from bracket to bracket.

    `note_opening` are the first words of the only note that may stand in it, '' for none. Raises
    `DocumentError` if it has another form or names an agency that is unknown or already named.
    """
    match = _FORM.fullmatch(passage.text)
    if match is None or not _may_stand(match["note"], note_opening):
        raise source.error("bracket_unreadable", passage.offsets[0], number=number)
    mentions: list[AgencyMention] = []
    for group in ("leads", "others", "listed"):
        if match[group] is not None:
            mentions += _mentions(passage, match.span(group), leads=group == "leads")
    seen: set[str] = set()
    for mention in mentions:
        if mention.name not in known_names:
            raise source.error("agency_unknown", mention.span.start, number=number, name=mention.name)
        if mention.name in seen:
            raise source.error("agency_repeated", mention.span.start, number=number, name=mention.name)
        seen.add(mention.name)
    span = passage.span(0, len(passage.text))
    return Bracket(
        text=passage.text,
        verbatim=source.text[span.start : span.end],
        span=span,
        agencies=tuple(mentions),
        marked_by_duty=match["marked"] is not None,
        open_ended=match["open"] is not None,
    )


def _may_stand(note: str | None, opening: str) -> bool:
    return note is None or (opening != "" and note.startswith(opening))


def _mentions(passage: Passage, place: tuple[int, int], *, leads: bool) -> list[AgencyMention]:
    mentions, start = [], place[0]
    for name in passage.text[place[0] : place[1]].split("、"):
        end = start + len(name)
        mentions.append(AgencyMention(name, passage.span(start, max(end, start + 1)), leads))
        start = end + 1
    return mentions
