"""The evidence of reports as one reader sees it, each piece with why it has its grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agencies.models import User
from tasks.enums import EvidenceGrade, EvidenceKind
from tasks.evidence_rules import best_grade, judged
from tasks.models import Evidence, ProgressReport


@dataclass(frozen=True)
class Piece:
    """A piece of evidence and, in words, why it has its grade."""

    evidence: Evidence
    why: str

    @property
    def is_file(self) -> bool:
        """Whether it is given out by this site."""
        return self.evidence.kind == EvidenceKind.FILE


@dataclass(frozen=True)
class EvidenceSheet:
    """The `pieces` of a report that one reader may see, and the `grade` of all that it has.

    How far a report is borne out is for everyone who may read it; what bears it out may not be: `withheld`
    is how many pieces are not for this reader.
    """

    pieces: Sequence[Piece]
    grade: EvidenceGrade
    withheld: int


NOTHING = EvidenceSheet((), EvidenceGrade.NONE, 0)


def evidence_sheets(reports: Iterable[ProgressReport], reader: User) -> Mapping[int, EvidenceSheet]:
    """The sheet of each of `reports`, which the reader may see, by its key; two queries however many."""
    keys = [report.pk for report in reports]
    grades: dict[int, list[str]] = defaultdict(list)
    for report, grade in Evidence.objects.filter(report__in=keys).values_list("report", "grade"):
        grades[report].append(grade)
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for row in Evidence.objects.visible_to(reader).filter(report__in=list(grades)).select_related("added_by"):
        pieces[row.report_id].append(Piece(row, why_graded(row)))
    return {
        key: EvidenceSheet(pieces[key], best_grade(grades[key]), len(grades[key]) - len(pieces[key]))
        if key in grades
        else NOTHING
        for key in keys
    }


def evidence_sheet(report: ProgressReport | None, reader: User) -> EvidenceSheet:
    """The sheet of one report; an empty one where there is none."""
    return evidence_sheets([report], reader)[report.pk] if report else NOTHING


def why_graded(evidence: Evidence) -> str:
    """Why it has its grade, in the reader's language."""
    return judged(
        url=evidence.url, document_number=evidence.document_number, document_date=evidence.document_date
    ).why
