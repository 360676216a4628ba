"""Who asked for a new password and is still to be written to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.mailed import Mailed


class PasswordLetter(Mailed):
    """A letter to the accounts that have an address, from being asked for to being sent.

    It holds what was asked and nothing that opens anything: the link is made when it is sent. Whether any
    account has the address is looked up then, too, so that asking is the same for all addresses. Several may
    have it: `told` is the key of the last that was written to.
    """

    address = models.EmailField(_("E-mail"), unique=True)
    language = models.CharField(_("Language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    told = models.BigIntegerField(_("told up to"), default=0)

    class Meta:
        verbose_name = _("letter for a new password")
        verbose_name_plural = _("letters for new passwords")

    def __str__(self) -> str:
        return self.address
