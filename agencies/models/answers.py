"""What was answered to requests that carried an `Idempotency-Key`, so that it can be answered again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentAnswer(models.Model):
    """The answer to a write, kept in the transaction of that write: there is one exactly where it was done.

    `fingerprint` says what was asked for, `headers` holds those that belong to the answer and not to its
    delivery. A person's keys are their own: two people may use the same one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="idempotent_answers",
        verbose_name=_("person"),
    )
    key = models.CharField(_("key"), max_length=255)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    headers = models.JSONField(_("headers"))
    body = models.BinaryField(_("body"))
    created_at = models.DateTimeField(_("answered at"), db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotent_answer_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.key}"
