"""Parsed documents and the reference as rows of Django fixtures, by natural keys and in stable order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from plans.lead_rule import AssignedRole, assign_roles
from plans.parsing import Erratum, ParsedDocument, TaskSpans
from plans.parsing.document import AgencyMention, ParsedTask
from plans.parsing.source import Span
from plans.reference import DocumentFacts, PlanFacts, Reference

Row = dict[str, Any]


def agency_rows(reference: Reference) -> Iterator[Row]:
    """Every agency, alias and succession."""
    for agency in reference.agencies:
        yield _row(
            "agencies.agency",
            name=agency.name,
            full_name=agency.full_name,
            kind=agency.kind.value,
            begins_on=agency.begins_on,
            ends_on=agency.ends_on,
            source=agency.source,
        )
    for alias in reference.aliases:
        yield _row("agencies.agencyalias", agency=[alias.agency], name=alias.name, source=alias.source)
    for succession in reference.successions:
        yield _row(
            "agencies.agencysuccession",
            predecessor=[succession.predecessor],
            successor=[succession.successor],
            function=succession.function,
            is_default=not succession.function,
            effective_on=succession.effective_on,
            source=succession.source,
        )


def document_rows(
    document: ParsedDocument, reference: Reference, errata: tuple[Erratum, ...]
) -> Iterator[Row]:
    """A document with what it names, whom it addresses, its sections and its provisions."""
    file_name, front = document.source.file_name, document.front
    facts = reference.documents.get(file_name, DocumentFacts())
    yield _row(
        "plans.sourcedocument",
        file_name=file_name,
        sha256=hashlib.sha256(document.source.text.encode()).hexdigest(),
        title=front.title.text,
        document_number=front.document_number or facts.document_number,
        issuer=front.issuer or facts.issuer,
        issued_on=front.issued_on or facts.issued_on,
        metadata_source=facts.source,
        errata=[_erratum(erratum) for erratum in errata if erratum.file_name == file_name],
        text=document.source.text,
        preface_start=front.preface and front.preface.span.start,
        preface_end=front.preface and front.preface.span.end,
    )
    cited = {facts.document_number: [name] for name, facts in reference.documents.items()}
    for position, named in enumerate(front.basis, start=1):
        yield _row(
            "plans.basisdocument",
            document=[file_name],
            position=position,
            title=named.title,
            document_number=named.document_number,
            cited=cited.get(named.document_number),
            **_place(named.span),
        )
    for position, addressee in enumerate(front.addressees, start=1):
        agency = reference.canonical_names.get(addressee.text)
        yield _row(
            "plans.addressee",
            document=[file_name],
            position=position,
            name_as_written=addressee.text,
            agency=agency and [agency],
            **_place(addressee.span),
        )
    yield from _section_rows(document, facts)
    for provision in document.provisions:
        yield _row(
            "plans.provision",
            section=[file_name, _path(provision.section_path)],
            position=provision.position,
            text=provision.text,
            **_place(provision.span),
        )


def plan_rows(
    document: ParsedDocument, plan: PlanFacts, reference: Reference, traced: Sequence[TaskSpans] = ()
) -> Iterator[Row]:
    """A plan with its rule, its tasks, where they are from, who was given them, whose work they became."""
    rule, note = plan.lead_rule, document.note
    yield _row(
        "plans.plan",
        code=plan.code,
        document=[plan.file_name],
        origin=[plan.origin] if plan.origin else None,
        year=plan.year,
        short_title=plan.short_title,
        names_agencies=rule is not None,
        note=note.text if note else "",
        note_start=note and note.span.start,
        note_end=note and note.span.end,
        first_listed_leads=rule is not None and rule.first_listed_leads,
        joint_leads_unordered=rule is not None and rule.joint_leads_unordered,
        marked_by_duty_means=rule.marked_by_duty_means.value if rule else "",
        is_reading=rule is not None and rule.is_reading,
        reading_reason=rule.reading_reason if rule else "",
    )
    for task in document.tasks:
        yield _task_row(task, plan)
    for origin in traced:
        for position, span in enumerate(origin.spans, start=1):
            yield _row("tasks.taskorigin", task=[plan.code, origin.number], position=position, **_place(span))
    for task in document.tasks:
        for mention, given in given_roles(task, plan):
            yield _row(
                "tasks.assignment",
                task=[plan.code, task.number],
                agency=[reference.canonical_names[mention.name]],
                role=given.role.value,
                position=given.position,
                name_as_written=mention.name,
                basis=given.basis.value,
                **_place(mention.span),
            )
    for transfer in reference.transfers:
        for number in transfer.numbers if transfer.plan == plan.code else ():
            yield _row(
                "tasks.tasktransfer",
                task=[plan.code, number],
                from_agency=[transfer.from_agency],
                to_agency=[transfer.to_agency],
                function=transfer.function,
                effective_on=transfer.effective_on,
                source=transfer.source,
            )


def given_roles(task: ParsedTask, plan: PlanFacts) -> list[tuple[AgencyMention, AssignedRole]]:
    """Each agency in a task's bracket with the role that the plan's rule gives it."""
    if task.bracket is None or plan.lead_rule is None:
        return []
    mentions = task.bracket.agencies
    roles = assign_roles(
        plan.lead_rule,
        [mention.name for mention in mentions],
        marked_by_duty=task.bracket.marked_by_duty,
        explicit_leads=[mention.name for mention in mentions if mention.leads],
    )
    return list(zip(mentions, roles, strict=True))


def _section_rows(document: ParsedDocument, facts: DocumentFacts) -> Iterator[Row]:
    file_name = document.source.file_name
    for position, section in enumerate(document.sections, start=1):
        path, parent = _path(section.path), _path(section.path[:-1])
        yield _row(
            "plans.section",
            document=[file_name],
            parent=[file_name, parent] if parent else None,
            path=path,
            position=position,
            label=section.label,
            title=section.title.text,
            goal=section.goal.text if section.goal else "",
            remark=section.remark.text if section.remark else "",
            distributable=path not in facts.not_distributed,
            **_place(section.title.span),
        )


def _task_row(task: ParsedTask, plan: PlanFacts) -> Row:
    bracket = task.bracket
    return _row(
        "tasks.task",
        plan=[plan.code],
        section=[plan.file_name, _path(task.section_path)],
        number=task.number,
        text=task.text,
        assignment_text=bracket.text if bracket else "",
        assignment_start=bracket and bracket.span.start,
        assignment_end=bracket and bracket.span.end,
        marked_by_duty=bracket is not None and bracket.marked_by_duty,
        open_ended=bracket is not None and bracket.open_ended,
        **_place(task.span),
    )


def _row(model: str, **fields: Any) -> Row:
    return {"model": model, "fields": fields}


def _path(path: tuple[int, ...]) -> str:
    return ".".join(map(str, path))


def _place(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _erratum(erratum: Erratum) -> dict[str, str | int]:
    return {
        "line": erratum.line,
        "offset": erratum.offset,
        "printed": erratum.printed,
        "corrected": erratum.corrected,
        "why": erratum.why,
    }
