"""Source documents and what stands in them; every span is in characters of `SourceDocument.text`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.rules import is_signed_in


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    """Ways to choose documents."""

    def get_by_natural_key(self, file_name: str) -> SourceDocument:
        """The document kept under `fixtures/documents/<file_name>`."""
        return self.get(file_name=file_name)

    def visible_to(self, user: User) -> SourceDocumentQuerySet:
        """Everyone signed in: the documents are published."""
        return self if is_signed_in(user) else self.none()


class SourceDocument(models.Model):
    """One text as it was published, kept unchanged, with what it says of itself."""

    file_name = models.CharField(_("file"), max_length=100, unique=True)
    sha256 = models.CharField(max_length=64, verbose_name=_("checksum"))
    title = models.CharField(_("title"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    metadata_source = models.TextField(_("source of what the text does not say"), blank=True)
    errata = models.JSONField(_("errata"), default=list, blank=True)
    text = models.TextField(_("text"))
    preface_start = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("start of the preface"))
    preface_end = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("end of the preface"))

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["file_name"]
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        """The file name."""
        return (self.file_name,)


class Span(models.Model):
    """Where something stands: from the character `start` up to but not including `end`."""

    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="%(app_label)s_%(class)s_span_not_empty"
            ),
        ]


class BasisDocumentQuerySet(models.QuerySet["BasisDocument"]):
    """Ways to choose basis documents."""

    def get_by_natural_key(self, file_name: str, position: int) -> BasisDocument:
        """The nth document that a document names as its basis."""
        return self.get(document__file_name=file_name, position=position)


class BasisDocument(Span):
    """A document that another one names as its basis."""

    document = models.ForeignKey(
        SourceDocument, on_delete=models.CASCADE, related_name="basis_documents", verbose_name=_("document")
    )
    position = models.PositiveSmallIntegerField(verbose_name=_("order in the document"))
    title = models.CharField(_("title"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    cited = models.ForeignKey(
        SourceDocument,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cited_by",
        verbose_name=_("cited document"),
    )

    objects = BasisDocumentQuerySet.as_manager()

    class Meta(Span.Meta):
        verbose_name = _("basis document")
        verbose_name_plural = _("basis documents")
        ordering = ["document", "position"]
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["document", "position"], name="basisdocument_position_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, int]:
        """The naming document's file and the position."""
        return (self.document.file_name, self.position)

    natural_key.dependencies = ["plans.sourcedocument"]  # type: ignore[attr-defined]


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    """Ways to choose addressees."""

    def get_by_natural_key(self, file_name: str, position: int) -> Addressee:
        """The nth addressee of a document."""
        return self.get(document__file_name=file_name, position=position)


class Addressee(Span):
    """Whom a document is addressed to, in its order."""

    document = models.ForeignKey(
        SourceDocument, on_delete=models.CASCADE, related_name="addressees", verbose_name=_("document")
    )
    position = models.PositiveSmallIntegerField(verbose_name=_("order in the document"))
    name_as_written = models.CharField(_("name as written"), max_length=100)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="addressed",
        verbose_name=_("agency"),
    )

    objects = AddresseeQuerySet.as_manager()

    class Meta(Span.Meta):
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["document", "position"]
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["document", "position"], name="addressee_position_unique"),
        ]

    def __str__(self) -> str:
        return self.name_as_written

    def natural_key(self) -> tuple[str, int]:
        """The document's file and the position."""
        return (self.document.file_name, self.position)

    natural_key.dependencies = ["plans.sourcedocument"]  # type: ignore[attr-defined]


class SectionQuerySet(models.QuerySet["Section"]):
    """Ways to choose sections."""

    def get_by_natural_key(self, file_name: str, path: str) -> Section:
        """The section of a document at `path`, such as `3` or `3.2`."""
        return self.get(document__file_name=file_name, path=path)

    def visible_to(self, user: User) -> SectionQuerySet:
        """Everyone signed in: the documents are published."""
        return self if is_signed_in(user) else self.none()


class Section(Span):
    """A heading (一、) or subheading （一） and what it governs; `path` is `3` or `3.2`."""

    document = models.ForeignKey(
        SourceDocument, on_delete=models.CASCADE, related_name="sections", verbose_name=_("document")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subsections",
        verbose_name=_("section above"),
    )
    path = models.CharField(_("path"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order in the document"))
    label = models.CharField(_("label as printed"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    goal = models.TextField(_("goal"), blank=True)
    remark = models.TextField(_("closing remark"), blank=True)
    distributable = models.BooleanField(_("to be handed out"), default=True)

    objects = SectionQuerySet.as_manager()

    class Meta(Span.Meta):
        ordering = ["document", "position"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["document", "path"], name="section_path_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.label}{self.title}"

    def natural_key(self) -> tuple[str, str]:
        """The document's file and the path."""
        return (self.document.file_name, self.path)

    natural_key.dependencies = ["plans.sourcedocument"]  # type: ignore[attr-defined]


class ProvisionQuerySet(models.QuerySet["Provision"]):
    """Ways to choose provisions."""

    def get_by_natural_key(self, file_name: str, path: str, position: int) -> Provision:
        """The nth sentence of a section."""
        return self.get(section__document__file_name=file_name, section__path=path, position=position)

    def visible_to(self, user: User) -> ProvisionQuerySet:
        """Everyone signed in: the documents are published."""
        return self if is_signed_in(user) else self.none()


class Provision(Span):
    """One sentence of a document that asks for something without giving it to anybody."""

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="provisions", verbose_name=_("section")
    )
    position = models.PositiveSmallIntegerField(_("order in its section"))
    text = models.TextField(_("text"))

    objects = ProvisionQuerySet.as_manager()

    class Meta(Span.Meta):
        ordering = ["section__document", "section__position", "position"]
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["section", "position"], name="provision_position_unique"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def natural_key(self) -> tuple[str, str, int]:
        """The document's file, the section's path and the position."""
        return (*self.section.natural_key(), self.position)

    natural_key.dependencies = ["plans.section"]  # type: ignore[attr-defined]
