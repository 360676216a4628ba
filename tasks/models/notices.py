"""Notices: what a person is told, in the app and by e-mail; the row is also the outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from tasks.enums import MailState, NoticeKind
from tasks.models.reports import ProgressReport


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Ways to choose notices."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """Everyone sees their own."""
        return self.filter(recipient=user.pk) if user.is_active else self.none()

    def unread(self) -> NoticeQuerySet:
        """Not yet read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing one person is told once; `key` makes telling it again impossible."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind)
    key = models.CharField(max_length=120, verbose_name=_("key"))
    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="notices", verbose_name=_("progress report")
    )
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mail_state = models.CharField(
        max_length=20, choices=MailState, default=MailState.PENDING, verbose_name=_("e-mail state")
    )
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    next_attempt_at = models.DateTimeField(null=True, blank=True, verbose_name=_("next attempt at"))
    sent_at = models.DateTimeField(null=True, blank=True, verbose_name=_("sent at"))
    last_error = models.CharField(max_length=300, blank=True, verbose_name=_("last error"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_told_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(mail_state=MailState.PENDING),
                name="notice_outbox",
            ),
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.report}"
