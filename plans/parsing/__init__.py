"""Reading the documents: text in, frozen dataclasses with places in the file out. No Django here."""

from plans.parsing.document import ParsedDocument
from plans.parsing.documents import parse_document
from plans.parsing.errata import read_errata
from plans.parsing.errors import REASONS, DocumentError
from plans.parsing.passages import Erratum
from plans.parsing.profiles import PROFILES, Profile, profile_of

__all__ = [
    "PROFILES",
    "REASONS",
    "DocumentError",
    "Erratum",
    "ParsedDocument",
    "Profile",
    "parse_document",
    "profile_of",
    "read_errata",
]
