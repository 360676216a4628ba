"""催办: the office reminds an agency, and the agency acknowledges it; and what people want by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.changing import Changing
from agencies.rules import is_office, is_signed_in
from tasks.enums import NoticeKind
from tasks.models.rounds import ReportingRound


class ChaseQuerySet(models.QuerySet["Chase"]):
    """Ways to choose reminders."""

    def visible_to(self, user: User) -> ChaseQuerySet:
        """The agency reminded and the office."""
        if not is_signed_in(user):
            return self.none()
        if is_office(user):
            return self
        return self.filter(agency=user.agency_id) if user.agency_id else self.none()


class Chase(Changing):
    """One 催办 to one agency about the tasks it owes in a round; the agency acknowledges it (签收)."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.PROTECT, related_name="chases", verbose_name=_("reporting round")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="chases", verbose_name=_("agency")
    )
    tasks = models.ManyToManyField("tasks.Task", related_name="chases", verbose_name=_("tasks"))
    note = models.TextField(_("what the office says"), blank=True)
    chased_on = models.DateField(_("day"))
    chased_at = models.DateTimeField(_("reminded at"))
    chased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reminded by")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )

    objects = ChaseQuerySet.as_manager()

    class Meta:
        ordering = ["-chased_at", "-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["round", "agency", "chased_on"], name="chase_once_a_day"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(acknowledged_by__isnull=False),
                name="chase_signature_has_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.agency}"


class MailChoice(models.Model):
    """Somebody does not want a kind of notice by mail; in the app it always comes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mail_choices",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind)

    class Meta:
        ordering = ["user", "kind"]
        verbose_name = _("mail not wanted")
        verbose_name_plural = _("mail not wanted")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"
