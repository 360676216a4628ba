"""Agencies as they were in their day, what else they are called, and who came after them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models.former_successions import FormerSuccession
from agencies.models.recorded import Recorded
from agencies.rules import is_signed_in
from agencies.spellings import spelling_taken

if TYPE_CHECKING:
    from agencies.models.user import User


class Fact(models.Model):
    """What is known of bodies: from the reference, or put right by an administrator.

    Loading the reference again leaves alone what an administrator has set.
    """

    set_by_office = models.BooleanField(_("set in the administration"), default=False, editable=False)

    class Meta:
        abstract = True


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Ways to choose agencies."""

    def get_by_natural_key(self, name: str) -> Agency:
        """The agency of that name of its day."""
        return self.get(name=name)

    def visible_to(self, user: User) -> AgencyQuerySet:
        """Everyone signed in sees every agency."""
        return self if is_signed_in(user) else self.none()

    def existing_on(self, day: datetime.date) -> AgencyQuerySet:
        """Those not known to have begun after, or ended before, `day`."""
        return self.filter(Q(begins_on=None) | Q(begins_on__lte=day), Q(ends_on=None) | Q(ends_on__gt=day))

    def reporting(self) -> AgencyQuerySet:
        """Those that report themselves; a collective has no users."""
        return self.exclude(kind=AgencyKind.COLLECTIVE)

    def with_people(self) -> AgencyQuerySet:
        """With how many `people` and `approvers` they have here, and their policies of reporting."""
        active = Q(users__is_active=True)
        counted = self.annotate(
            people=Count("users", active), approvers=Count("users", active & Q(users__role=Role.APPROVER))
        )
        return counted.select_related("reporting_policy")


class Agency(Fact):
    """One body of its day; a reform makes a new row and an `AgencySuccession`."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind, default=AgencyKind.UNKNOWN)
    begins_on = models.DateField(_("exists from"), null=True, blank=True)
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    source = models.TextField(_("source of these facts"), blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(ends_on=None) | Q(begins_on__lt=F("ends_on")),
                name="agency_begins_before_it_ends",
                violation_error_message=_("An agency ends after the day on which it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def two_person(self) -> bool:
        """Whether an approver (审核人) passes every report of it on before it leaves the house."""
        policy: ReportingPolicy | None = getattr(self, "reporting_policy", None)
        return bool(policy and policy.two_person)

    def clean(self) -> None:
        """Refuse a name that is a spelling of another agency."""
        _refuse_taken(self.name, self.pk)

    def natural_key(self) -> tuple[str]:
        """The name of its day."""
        return (self.name,)


def _refuse_taken(spelling: str, agency: int | None, alias: int | None = None) -> None:
    # An alias that passes to another agency is not in its own way.
    aliases = AgencyAlias.objects.filter(~Q(pk=alias), name=spelling)
    other = Agency.objects.filter(~Q(pk=agency), Q(name=spelling) | Q(aliases__in=aliases)).first()
    if other is not None:
        raise ValidationError({"name": spelling_taken(spelling, other)})


class AgencyAliasQuerySet(models.QuerySet["AgencyAlias"]):
    """Ways to choose aliases."""

    def get_by_natural_key(self, name: str) -> AgencyAlias:
        """The alias of that spelling."""
        return self.get(name=name)


class AgencyAlias(Fact):
    """Only another way of writing the same body, such as 高法院 for 最高人民法院."""

    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("agency")
    )
    name = models.CharField(_("name"), max_length=100, unique=True)
    source = models.TextField(_("source"), blank=True)

    objects = AgencyAliasQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a spelling of another agency."""
        _refuse_taken(self.name, self.agency_id, self.pk)

    def natural_key(self) -> tuple[str]:
        """The other spelling."""
        return (self.name,)


class AgencySuccessionQuerySet(models.QuerySet["AgencySuccession"]):
    """Ways to choose successions."""

    def get_by_natural_key(self, predecessor: str, successor: str, function: str) -> AgencySuccession:
        """The succession between two bodies in one function."""
        return self.get(predecessor__name=predecessor, successor__name=successor, function=function)


class AgencySuccession(Fact, Recorded):
    """Who carries on the work of a body, wholly (the default) or in one function."""

    FORMER = FormerSuccession

    predecessor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="inheritances", verbose_name=_("successor")
    )
    function = models.CharField(_("function"), max_length=100, blank=True)
    is_default = models.BooleanField(_("default successor"), default=False)
    effective_on = models.DateField(_("effective on"))
    source = models.TextField(_("source"))

    objects = AgencySuccessionQuerySet.as_manager()

    class Meta:
        ordering = ["predecessor", "-is_default", "function"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "function"], name="succession_unique"
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(is_default=True),
                name="succession_one_default",
                violation_error_message=_("An agency has one default successor."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two",
                violation_error_message=_("An agency does not succeed itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def natural_key(self) -> tuple[str, str, str]:
        """Both names and the function."""
        return (self.predecessor.name, self.successor.name, self.function)

    natural_key.dependencies = ["agencies.agency"]  # type: ignore[attr-defined]


class ReportingPolicy(models.Model):
    """How an agency wants its reports to leave the house; no row means the default.

    Kept apart from `Agency`, whose rows come from documents and are loaded again.
    """

    agency = models.OneToOneField(
        Agency,
        on_delete=models.CASCADE,
        related_name="reporting_policy",
        primary_key=True,
        verbose_name=_("agency"),
    )
    two_person = models.BooleanField(_("an approver passes every report on"), default=False)

    class Meta:
        verbose_name = _("reporting policy")
        verbose_name_plural = _("reporting policies")

    def __str__(self) -> str:
        return str(self.agency)
