"""Reading the documents: text in, frozen dataclasses with places in the file out. No Django here."""

from plans.parsing.clauses import Clause, read_clauses
from plans.parsing.document import ParsedDocument
from plans.parsing.documents import parse_document
from plans.parsing.errata import read_errata
from plans.parsing.errors import REASONS, DocumentError
from plans.parsing.origins import TaskSpans, trace_tasks
from plans.parsing.passages import Erratum
from plans.parsing.profiles import profile_of
from plans.parsing.source import Source, Span

__all__ = [
    "REASONS",
    "Clause",
    "DocumentError",
    "Erratum",
    "ParsedDocument",
    "Source",
    "Span",
    "TaskSpans",
    "parse_document",
    "profile_of",
    "read_clauses",
    "read_errata",
    "trace_tasks",
]
