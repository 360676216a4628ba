"""Keys that let a person in: API tokens and browser sessions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from agencies.enums import TokenScope


class ApiToken(AbstractAuthToken):
    """A token for scripts: only its digest is kept, it expires, a person may have several."""

    name = models.CharField(_("what it is for"), max_length=100)
    scope = models.CharField(_("scope"), max_length=10, choices=TokenScope, default=TokenScope.READ)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


class AccountSession(models.Model):
    """Where a person is signed in, so that they can end a session they left open elsewhere."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="account_sessions",
        verbose_name=_("person"),
    )
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(_("signed in at"))
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"
