"""佐证: what an agency hands in to show that what it reports is so."""

from __future__ import annotations

import os
import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.rules import is_office, is_signed_in
from tasks.enums import AssignmentRole, EvidenceGrade, EvidenceKind, ReportState
from tasks.models.reports import ProgressReport


class EvidenceStorage(FileSystemStorage):
    """`EVIDENCE_DIR`, which no address leads to: views that check the reader give the files out.

    The directories and files are for the account that runs the site and for nobody else.
    """

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:
        """The directory as the settings say it now."""
        return str(settings.EVIDENCE_DIR)

    @property
    def location(self) -> str:
        """The same, absolute."""
        return os.path.abspath(self.base_location)  # noqa: PTH100 - what the class it overrides gives

    def url(self, name: str | None) -> str:
        """Raises `ValueError`: a stored file has no address of its own."""
        raise ValueError(name)


def evidence_storage() -> Storage:
    """The storage of evidence."""
    return EvidenceStorage()


def random_name(_evidence: Evidence, _original: str) -> str:
    """A name that says nothing about the file."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Ways to choose evidence."""

    def visible_to(self, user: User) -> EvidenceQuerySet:
        """The agency, the office, and for shares the lead; of confirmed reports the public links, for all."""
        if not is_signed_in(user):
            return self.none()
        if is_office(user):
            return self
        reports = ProgressReport.objects.visible_to(user)
        public = Q(report__state=ReportState.CONFIRMED, grade=EvidenceGrade.PUBLIC)
        if user.agency_id is None:
            return self.filter(public, report__in=reports)
        own_or_share = Q(report__agency=user.agency_id) | Q(report__role=AssignmentRole.PARTICIPATING)
        return self.filter(own_or_share | public, report__in=reports)


class Evidence(models.Model):
    """A file or a link under one report; it can be added and removed only while the report is a draft.

    `grade` follows from what it is (`tasks.evidence_rules.grade_of`). A revision of a returned report starts
    with the rows of that report, which share the stored file.
    """

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("progress report")
    )
    kind = models.CharField(_("kind of evidence"), max_length=20, choices=EvidenceKind)
    grade = models.CharField(_("grade"), max_length=20, choices=EvidenceGrade)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("file"), storage=evidence_storage, upload_to=random_name, max_length=100, blank=True
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(_("kind of file"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, verbose_name=_("digest"))
    url = models.URLField(_("address"), max_length=1000, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE, url="", sha256__gt="", size__isnull=False)
                | (Q(kind=EvidenceKind.LINK, file="", size=None) & ~Q(url="")),
                name="evidence_is_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title
