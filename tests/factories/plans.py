"""Documents that grow as things are printed in them, plans, sections."""

from __future__ import annotations

import datetime

from agencies.enums import Role
from plans.enums import MarkedByDuty
from plans.models import Plan, Section, SourceDocument, TrackingChange
from tests.factories.people import make_user, moment, numbers


def make_document(
    file_name: str = "", *, text: str = "", issued_on: datetime.date | None = None
) -> SourceDocument:
    """A source document; `make_section` and `make_task` print themselves at its end."""
    number = next(numbers)
    return SourceDocument.objects.create(
        file_name=file_name or f"document-{number}.txt",
        sha256=f"{number:064x}",
        title=f"第{number}号文件",
        issued_on=issued_on,
        text=text,
    )


def print_at_end(document: SourceDocument, text: str) -> tuple[int, int]:
    """Adds `text` as a paragraph of the document and gives its span in characters."""
    start = len(document.text)
    document.text += f"{text}\n\n"
    document.save(update_fields=["text"])
    return start, start + len(text)


def make_plan(
    code: str = "",
    *,
    year: int = 2020,
    document: SourceDocument | None = None,
    note: str = "",
    first_listed_leads: bool = True,
    marked_by_duty_means: str = MarkedByDuty.BY_DUTY,
    names_agencies: bool = True,
    reading_reason: str = "",
    tracked_from: datetime.date | None = None,
) -> Plan:
    """A plan in a document of its own; with `tracked_from` the office tracks it since that day."""
    code = code or f"p{next(numbers)}"
    plan = Plan.objects.create(
        code=code,
        document=document or make_document(f"{code}.txt"),
        year=year,
        short_title=f"{code}计划",
        names_agencies=names_agencies,
        note=note,
        first_listed_leads=first_listed_leads,
        marked_by_duty_means=marked_by_duty_means,
        is_reading=bool(reading_reason),
        reading_reason=reading_reason,
    )
    if tracked_from:
        open_tracking(plan, tracked_from)
    return plan


def open_tracking(
    plan: Plan, tracked_from: datetime.date, decided_at: datetime.datetime | None = None
) -> TrackingChange:
    """The office tracks `plan` since that day, decided on it unless said otherwise."""
    return TrackingChange.objects.create(
        plan=plan,
        tracked_from=tracked_from,
        decided_at=decided_at or moment(tracked_from),
        decided_by=make_user(Role.OFFICE),
    )


def make_section(
    plan: Plan, path: str = "1", *, parent: Section | None = None, title: str = "", goal: str = ""
) -> Section:
    """The section of the plan's document at `path`; the same path twice is the same section."""
    existing = Section.objects.filter(document=plan.document, path=path).first()
    if existing:
        return existing
    title = title or f"第{path}部分"
    start, end = print_at_end(plan.document, title)
    return Section.objects.create(
        document=plan.document,
        parent=parent,
        path=path,
        position=plan.document.sections.count() + 1,
        label=f"{path}、",
        title=title,
        goal=goal,
        start=start,
        end=end,
    )
