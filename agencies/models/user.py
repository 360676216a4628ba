"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models.agency import Agency


class User(AbstractUser):
    """A person with one role, working for one agency (or, as a coordinator or reader, for none)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=100, blank=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("agency"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.VIEWER)
    is_active = models.BooleanField(
        _("May sign in"),
        default=True,
        help_text=_("Who leaves is switched off here: their name stays under what they did."),
    )
    is_superuser = models.BooleanField(
        _("Administers accounts and agencies"),
        default=False,
        help_text=_("In this administration only; what they do elsewhere follows from their role."),
    )
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)

    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["staff", "approver"]) | Q(agency__isnull=False),
                name="user_reporting_role_has_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name to show; Chinese names are not split in two."""
        return str(self)

    def get_short_name(self) -> str:
        """The name to show."""
        return str(self)
