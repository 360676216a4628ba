"""Notices: what a person is told, in the app and by e-mail; the row is also the outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.changing import Changing
from agencies.models.mailed import Mailed
from agencies.slots import Slot
from tasks.enums import MailState, NoticeKind, ReportState
from tasks.models.chases import Chase
from tasks.models.reports import ProgressReport
from tasks.models.rounds import ReportingRound


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Ways to choose notices."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """Everyone sees their own."""
        return self.told(user.pk) if user.is_active else self.none()

    def told(self, recipient: int | Slot) -> NoticeQuerySet:
        """Those of the person of that key."""
        return self.filter(recipient=recipient)

    def unread(self) -> NoticeQuerySet:
        """Not yet read. What stands in a digest is read with it."""
        return self.standing_alone().filter(read_at=None)

    def moved_on_from(self, report: ProgressReport) -> NoticeQuerySet:
        """What asked somebody about `report` as it was before its state of now; opinions are asked on."""
        asked = {NoticeKind.APPROVAL_NEEDED, NoticeKind.REPORT_SUBMITTED, NoticeKind.SHARE_SUBMITTED}
        if report.state not in {ReportState.SUBMITTED, ReportState.CONFIRMED}:
            asked.add(NoticeKind.OPINION_ASKED)
        return self.filter(report=report, kind__in=asked)

    def standing_alone(self) -> NoticeQuerySet:
        """Without what stands in a digest."""
        return self.filter(digest=None)


class Notice(Changing, Mailed):
    """One thing one person is told once; `key` makes telling it again impossible.

    What it is about stands in `report`, `task`, `round` and `chase`, whichever fit. A reminder goes out in
    the `digest` of a day, which is that one's `due_on`. `text` holds only what no row says, such as the year
    without known holidays, the milestone that is due, or which tasks were owed at the time.
    """

    ABOUT = (
        "report__task__plan",
        "report__agency",
        "task__plan",
        "round__plan",
        "chase__round__plan",
        "chase__agency",
        "agency",
    )
    """What has to be loaded with a notice to say what it is about."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind)
    key = models.CharField(max_length=120, verbose_name=_("key"))
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("progress report"),
    )
    task = models.ForeignKey(
        "tasks.Task",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("task"),
    )
    round = models.ForeignKey(
        ReportingRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("reporting round"),
    )
    chase = models.ForeignKey(
        Chase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("reminder"),
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency"),
    )
    digest = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("the daily digest"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mail_state = models.CharField(
        max_length=20, choices=MailState, default=MailState.PENDING, verbose_name=_("e-mail state")
    )
    sent_at = models.DateTimeField(null=True, blank=True, verbose_name=_("sent at"))

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
        return f"{self.get_kind_display()} {self.report or self.task or self.round or self.text}"
