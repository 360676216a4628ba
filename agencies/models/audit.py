"""The audit: who did what to which row, from where, and how the row changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies import sealing
from agencies.models.changing import Changing
from agencies.models.seals import AuditSeal
from agencies.rules import is_office

if TYPE_CHECKING:
    from agencies.rules import AnyUser


LOOK_BACK = 10_000
"""How many keys below the highest sealed one are searched for entries without a seal."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Ways to choose entries."""

    def visible_to(self, user: AnyUser) -> AuditEntryQuerySet:
        """The office reads the audit, nobody else."""
        return self.select_related("actor") if is_office(user) else self.none()

    def unsealed(self, *, whole: bool = False) -> AuditEntryQuerySet:
        """Entries that have no seal yet, in the order of their keys.

        Keys are given when a row is written and seen when its transaction ends, so a slow one turns up below
        others that are sealed. To stay cheap with a million rows only the last `LOOK_BACK` keys are
        searched, by the index of each table; `whole` searches all, for what was still slower.
        """
        open_ones = self.filter(~models.Exists(AuditSeal.objects.filter(entry_key=models.OuterRef("pk"))))
        if not whole:
            highest = AuditSeal.objects.aggregate(highest=models.Max("entry_key"))["highest"] or 0
            open_ones = open_ones.filter(pk__gt=highest - LOOK_BACK)
        return open_ones.order_by("pk")


class AuditEntry(Changing):
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
    digest = models.CharField(_("hash"), max_length=64, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]
        constraints = [models.CheckConstraint(condition=~models.Q(digest=""), name="audit_entry_is_hashed")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"

    def content_digest(self) -> str:
        """The hash of what the entry says now; `digest` holds what it said when it was written."""
        return sealing.entry_digest(self, key=sealing.seal_key())

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: the audit only grows."""
        raise TypeError("Audit entries are append-only.")
