"""Filters of agency lists, the same for pages and API."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.forms import DateTimeField
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.filtersets import FilterSet
from agencies.fulltext.folding import words_of
from agencies.inputs import DateInput, HiddenInput, TextInput
from agencies.models import Agency, AgencyText, AuditEntry, User
from agencies.models.agency import AgencyQuerySet
from agencies.orderings import Key, Orderings
from agencies.selects import Select
from agencies.stands import DATES
from agencies.wording import action_words

AGENCY_ORDERINGS = Orderings(
    Agency,
    {
        "name": ["name"],
        "kind": ["kind"],
        "begins_on": [Key("begins_on", DATES)],
        "ends_on": [Key("ends_on", DATES)],
    },
    ties=["name"],
)


AUDIT_ORDERINGS = Orderings(AuditEntry, {"at": ["at"]}, default="-at")


class MomentField(DateTimeField):
    """A moment as RFC 3339 writes it, with its offset from UTC."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        """The moment; raises `ValidationError` where it is none, or one that no offset fixes."""
        if value in self.empty_values:
            return None
        try:
            moment = parse_datetime(str(value))
            if moment and moment.tzinfo:
                return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError(
            _("Give a moment with its offset, as in 2020-12-31T00:00:00Z; a plus sign is written %(plus)s."),
            params={"plus": "%2B"},
        )


class UpdatedSinceFilter(django_filters.IsoDateTimeFilter):
    """`updated_since`: rows written at that moment or later."""

    field_class = MomentField

    def __init__(self, **options: Any) -> None:
        super().__init__(
            "changed_at",
            "gte",
            label=_("Updated since"),
            help_text=_("A moment: `Next-Updated-Since` of the last pull, for a first one any before all."),
            widget=HiddenInput,
            **options,
        )


class AgencyFilter(FilterSet):
    """By name, kind and the day on which an agency existed."""

    name = django_filters.CharFilter(
        method="by_name",
        label=_("Name"),
        help_text=_("Part of a name, full name or alias, or its pinyin, such as zscqj."),
        widget=TextInput,
    )
    kind = django_filters.ChoiceFilter(choices=AgencyKind.choices, label=_("Kind"))
    existing_on = django_filters.DateFilter(
        method="by_existence",
        label=_("Existing on"),
        help_text=_("A day, as in 2018-03-21."),
        widget=DateInput,
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, agencies: AgencyQuerySet, _name: str, words: str) -> AgencyQuerySet:
        """Agencies whose names have every one of `words`, or sound like it."""
        return agencies.filter(pk__in=AgencyText.objects.containing(words_of(words)).values("agency"))

    def by_existence(self, agencies: AgencyQuerySet, _name: str, day: datetime.date) -> AgencyQuerySet:
        """Agencies not known to have begun after or ended before `day`."""
        return agencies.existing_on(day)


class AuditEntryFilter(FilterSet):
    """By what was done, by whom, to what and when."""

    action = django_filters.ChoiceFilter(choices=action_words, label=_("Action"))
    actor = django_filters.ModelChoiceFilter(
        queryset=User.objects.order_by("username"), label=_("Person"), widget=Select
    )
    target = django_filters.CharFilter(
        field_name="target_label", lookup_expr="icontains", label=_("Target"), widget=TextInput
    )
    since = django_filters.DateFilter(
        field_name="at", lookup_expr="date__gte", label=_("From day"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="at", lookup_expr="date__lte", label=_("To day"), widget=DateInput
    )
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = AuditEntry
        fields: list[str] = []
