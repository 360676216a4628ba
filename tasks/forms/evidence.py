"""The part of the report form that takes evidence: several files and a link, with what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.errors import Conflict
from agencies.models import User
from tasks.file_kinds import EXTENSIONS
from tasks.forms.keys import key_of
from tasks.models import ProgressReport
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link, evidence_remove

TYPED = ("evidence_url", "evidence_title", "evidence_number", "evidence_date")
"""What is typed about a piece, and is done with once the piece is kept."""

REMOVE = "remove-evidence-"
"""How the value of a piece's button begins; its key follows."""


def _taken() -> str:
    said = _(
        "Documents (PDF, OFD, DOCX, XLSX, PPTX, WPS), pictures or text, each at most %(most)s; no archives."
    )
    return said % {"most": filesizeformat(settings.EVIDENCE_MAX_BYTES)}


class SeveralFiles(forms.FileInput):
    """One field of the browser in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. What they are the service says, for each by its name."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        """The files that were chosen, empty ones too."""
        return [file for file in data or [] if isinstance(file, File)]


class EvidenceFields(forms.Form):
    """What is added in one save. Title, number and date are said of everything that is added with it."""

    evidence = FilesField(
        label=gettext_lazy("Files"),
        help_text=lazy(_taken, str)(),
        required=False,
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}),
    )
    evidence_url = forms.URLField(
        label=gettext_lazy("Address of the document"),
        help_text=gettext_lazy("Where it is published, beginning with https://."),
        max_length=1000,
        required=False,
        assume_scheme="https",
    )
    evidence_title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What it is. Without one the name of the file stands here."),
        max_length=200,
        required=False,
    )
    evidence_number = forms.CharField(
        label=gettext_lazy("Document number of the evidence"),
        help_text=gettext_lazy("As printed on it. Without one it counts as your own word."),
        max_length=100,
        required=False,
    )
    evidence_date = forms.DateField(
        label=gettext_lazy("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def evidence_fields(self) -> Iterator[forms.BoundField]:
        """The fields of this part, in their order."""
        return (self[name] for name in ("evidence", *TYPED))

    def clean(self) -> dict[str, Any]:
        """Refuse a description of nothing, before anything is saved."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        described = any(cleaned.get(name) for name in TYPED[1:])
        given = cleaned.get("evidence") or cleaned.get("evidence_url")
        if described and not given and "evidence_url" not in self.errors:
            self.add_error("evidence", _("You described a document: choose its file or give its address."))
        return cleaned

    @property
    def files_to_choose_again(self) -> bool:
        """Whether files were sent with a form that could not be saved: a page cannot keep them."""
        return self.is_bound and bool(self.files) and bool(self.errors)

    def with_evidence(self, actor: User, report: ProgressReport) -> Iterator[ProgressReport]:
        """Add what was chosen to the draft `report`, one after the other; gives the draft after each.

        What can be kept is kept. Raises `ValidationError` in the end, with what was refused.
        """
        said = self.cleaned_data
        described = Description(said["evidence_title"], said["evidence_number"], said["evidence_date"])
        refused: list[ValidationError] = []
        for file in said["evidence"]:
            try:
                added = evidence_add_file(actor=actor, report=report, file=file, description=described)
                yield added.report
            except ValidationError as refusal:
                refused.append(refusal)
        if said["evidence_url"]:
            try:
                url = said["evidence_url"]
                yield evidence_add_link(actor=actor, report=report, url=url, description=described).report
                self._forget("evidence_url")
            except ValidationError as refusal:
                refused.append(refusal)
        if refused:
            raise ValidationError(_together(refused))
        self._forget(*TYPED)

    def _forget(self, *names: str) -> None:
        """What was typed about a piece that is kept now belongs to it; the next save would add it again."""
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        for name in names:
            posted[self.add_prefix(name)] = ""
        self.data = posted

    def without_evidence(self, actor: User, report: ProgressReport, written: str) -> ProgressReport:
        """Remove the piece of that key from the draft, which is given as it is then."""
        key = key_of(written)
        row = report.evidence.filter(pk=key).first() if key is not None else None
        if row is None:
            raise Conflict(_("This piece of evidence was removed in the meantime."), current=report)
        return evidence_remove(actor=actor, evidence=row)


def _together(refused: list[ValidationError]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for refusal in refused:
        for field, said in refusal.message_dict.items():
            found.setdefault(field, []).extend(one for one in said if one not in found.get(field, []))
    return found
