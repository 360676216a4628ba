"""The audit's seal: a chain of hashes over the entries, and where it ends."""

from __future__ import annotations

from typing import NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies import sealing


class AuditSeal(models.Model):
    """One link of the chain, over one entry. Rows are only ever added, like those of the audit.

    The entry's key is a plain number: whoever removes an entry behind the application's back leaves its seal.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    entry_key = models.BigIntegerField(_("key of the entry"), unique=True)
    digest = models.CharField(_("hash of the entry"), max_length=64)
    chain = models.CharField(_("hash of the chain"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self) -> str:
        return f"{self.number}:{self.chain}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: the chain only grows."""
        raise TypeError("Audit seals are append-only.")


class AuditHead(models.Model):
    """Where the chain ends: one row, signed, whose number only ever rises."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.BigIntegerField(_("number"))
    chain = models.CharField(_("hash of the chain"), max_length=64)
    signature = models.CharField(_("signature"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("end of the audit's chain")
        verbose_name_plural = _("end of the audit's chain")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"{self.number}:{self.chain}"

    def is_signed(self) -> bool:
        """Whether the sealer signed just this number and hash."""
        expected = sealing.head_signature(self.number, self.chain, key=sealing.seal_key())
        return sealing.same(self.signature, expected)
