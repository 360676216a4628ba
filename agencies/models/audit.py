"""The audit: who did what to which row, from where, and how the row changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.rules import is_office

if TYPE_CHECKING:
    from agencies.rules import AnyUser


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Ways to choose entries."""

    def visible_to(self, user: AnyUser) -> AuditEntryQuerySet:
        """The office reads the audit, nobody else."""
        return self.select_related("actor") if is_office(user) else self.none()


class AuditEntry(models.Model):
    """One change. Rows are only ever added: triggers refuse to change or delete them."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="audit_entries",
        verbose_name=_("who"),
    )
    action = models.CharField(_("action"), max_length=60, db_index=True)
    target_type = models.CharField(_("kind of target"), max_length=60)
    target_id = models.CharField(_("target key"), max_length=80)
    target_label = models.CharField(_("target"), max_length=300)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    channel = models.CharField(_("channel"), max_length=20)
    address = models.CharField(_("address"), max_length=45, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: the audit only grows."""
        raise TypeError("Audit entries are append-only.")
