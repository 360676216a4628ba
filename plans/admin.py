"""The admin of documents and plans: to be looked at. What the office decides has its own pages."""

from __future__ import annotations

from django.contrib import admin

from agencies.admin import ReadOnly, RowAdmin, RowInline
from plans.models import LeadRuleReading, Plan, SourceDocument, TrackingChange


class TrackingChangeInline(ReadOnly, RowInline):
    """When tracking began and ended."""

    model = TrackingChange
    fields = ("tracked_from", "reason", "decided_at", "decided_by")


class LeadRuleReadingInline(ReadOnly, RowInline):
    """How the office read the mark."""

    model = LeadRuleReading
    fields = ("marked_by_duty_means", "reason", "decided_at", "decided_by")


@admin.register(Plan)
class PlanAdmin(ReadOnly, RowAdmin):
    """Plans as printed."""

    list_display = ("code", "short_title", "year", "names_agencies", "first_listed_leads")
    inlines = (TrackingChangeInline, LeadRuleReadingInline)


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnly, RowAdmin):
    """Documents as published."""

    list_display = ("file_name", "title", "document_number", "issuer", "issued_on")
    search_fields = ("title", "document_number")
