"""Filters of lists of documents and plans, the same for pages and API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filtersets import FilterSet
from agencies.orderings import Key, Orderings
from agencies.stands import DATES
from plans.models import Plan, Provision, Section, SourceDocument

DOCUMENT_ORDERINGS = Orderings(
    SourceDocument,
    {"file_name": ["file_name"], "issued_on": [Key("issued_on", DATES)], "title": ["title"]},
    ties=["file_name"],
)
SECTION_ORDERINGS = Orderings(Section, {"document": ["document__file_name", "position"]})
PROVISION_ORDERINGS = Orderings(
    Provision, {"document": ["section__document__file_name", "section__position", "position"]}
)
PLAN_ORDERINGS = Orderings(Plan, {"year": ["year", "code"], "code": ["code"]}, default="-year")


class DocumentFilter(FilterSet):
    """By the words of a title and the document number."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=_("Title"))
    document_number = django_filters.CharFilter(label=_("Document number"))

    class Meta:
        model = SourceDocument
        fields: list[str] = []


class PlanFilter(FilterSet):
    """By year and whether the plan itself names agencies."""

    year = django_filters.NumberFilter(label=_("Year"))
    names_agencies = django_filters.BooleanFilter(label=_("Names agencies"))

    class Meta:
        model = Plan
        fields: list[str] = []


class SectionFilter(FilterSet):
    """By document or plan; `top` for those that are not part of another."""

    document = django_filters.CharFilter(
        "document__file_name", label=_("Document"), help_text=_("Its file name.")
    )
    plan = django_filters.CharFilter("document__plan__code", label=_("Plan"), help_text=_("Its code."))
    top = django_filters.BooleanFilter("parent", lookup_expr="isnull", label=_("Top sections only"))

    class Meta:
        model = Section
        fields: list[str] = []


class ProvisionFilter(FilterSet):
    """By document, section and words."""

    document = django_filters.CharFilter(
        "section__document__file_name", label=_("Document"), help_text=_("Its file name.")
    )
    section = django_filters.ModelChoiceFilter(queryset=Section.objects.all(), label=_("Section"))
    text = django_filters.CharFilter(lookup_expr="icontains", label=_("Words"))

    class Meta:
        model = Provision
        fields: list[str] = []
