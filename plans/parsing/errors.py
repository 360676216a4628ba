"""What a text can do wrong, as a code, its parameters and the line it stands in."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue; whoever shows the error translates it."""
    return message


REASONS: dict[str, str] = {
    "not_utf8": gettext_noop("the bytes %(found)s are not UTF-8"),
    "forbidden_character": gettext_noop("the character %(found)s does not belong in a text"),
    "mixed_encoding": gettext_noop("“%(found)s” was written in another encoding (“%(meant)s”?)"),
    "not_this_document": gettext_noop("the title “%(found)s” does not say “%(expected)s”"),
    "no_sections": gettext_noop("no section “一、” was found"),
    "no_title": gettext_noop("no title was found"),
    "no_addressees": gettext_noop("a document number without a line of addressees"),
    "no_issuer": gettext_noop("nothing says who issued the document"),
    "no_date": gettext_noop("there is no such day"),
    "section_out_of_order": gettext_noop("section %(expected)s was expected, %(found)s was found"),
    "task_out_of_order": gettext_noop("task %(expected)s was expected, %(found)s was found"),
    "task_repeated": gettext_noop("task %(found)s stands here a second time"),
    "task_without_bracket": gettext_noop("task %(number)s has no complete bracket of agencies"),
    "task_unfinished": gettext_noop("task %(number)s does not end with a full stop"),
    "unbalanced_bracket": gettext_noop("task %(number)s opens and closes brackets unevenly"),
    "bracket_unreadable": gettext_noop("the bracket of task %(number)s cannot be read"),
    "agency_unknown": gettext_noop("task %(number)s names an unknown agency: “%(name)s”"),
    "agency_repeated": gettext_noop("task %(number)s names an agency twice: “%(name)s”"),
    "stray_text": gettext_noop("this text belongs to no section and no task"),
    "text_unfinished": gettext_noop("this text does not end with a full stop"),
    "goal_missing": gettext_noop("section %(label)s states no goal (目标任务)"),
    "provision_unfinished": gettext_noop("the text of section %(label)s ends without a full stop"),
    "section_empty": gettext_noop("section %(label)s holds nothing"),
    "note_missing": gettext_noop("the note that says who leads (“%(expected)s”) is missing"),
    "section_count": gettext_noop("%(expected)s sections were expected, %(found)s were found"),
    "subsection_count": gettext_noop("%(expected)s subsections were expected, %(found)s were found"),
    "task_count": gettext_noop("%(expected)s tasks were expected, %(found)s were found"),
    "provision_count": gettext_noop("%(expected)s provisions were expected, %(found)s were found"),
    "addressee_count": gettext_noop("%(expected)s addressees were expected, %(found)s were found"),
    "basis_count": gettext_noop(
        "%(expected)s documents were expected to be named as basis, %(found)s were found"
    ),
    "origin_missing": gettext_noop(
        "task %(number)s says “%(words)s”, which the document that it is from does not"
    ),
    "origin_ambiguous": gettext_noop(
        "task %(number)s says “%(words)s”, which the document that it is from says in several places"
    ),
    "erratum_misplaced": gettext_noop("the erratum does not find “%(printed)s” here"),
}


class DocumentError(Exception):
    """A text is not the document it should be.

    `code` is a key of `REASONS`, `params` fill that message, `line` counts from 1 and `text` is
    that line without its end. Nothing may be stored after it.
    """

    def __init__(self, code: str, *, file_name: str, line: int, text: str, **params: str | int) -> None:
        self.code = code
        self.file_name = file_name
        self.line = line
        self.text = text
        self.params = params
        super().__init__(f"{file_name}:{line}: {REASONS[code] % params}: {text.strip()}")
