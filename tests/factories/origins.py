"""Documents that a plan divides up, and the places that tasks are from."""

from __future__ import annotations

from plans.models import Plan, Provision, Section, SourceDocument
from tasks.models import Task, TaskOrigin
from tests.factories.plans import make_document, print_at_end


def make_divided(plan: Plan, file_name: str = "") -> SourceDocument:
    """A document that `plan` divides up, without anything in it yet."""
    plan.origin = make_document(file_name)
    plan.save(update_fields=["origin"])
    return plan.origin


def make_provision(
    document: SourceDocument,
    text: str,
    *,
    path: str = "1",
    distributable: bool = True,
) -> Provision:
    """The sentence `text` printed at the end of `document`, in the section at `path`."""
    section = Section.objects.filter(document=document, path=path).first()
    if section is None:
        start, end = print_at_end(document, f"第{path}部分")
        section = Section.objects.create(
            document=document,
            path=path,
            position=document.sections.count() + 1,
            label=f"{path}、",
            title=f"第{path}部分",
            distributable=distributable,
            start=start,
            end=end,
        )
    start, end = print_at_end(document, text)
    position = section.provisions.count() + 1
    return Provision.objects.create(section=section, position=position, text=text, start=start, end=end)


def trace_to(task: Task, provision: Provision, words: str) -> TaskOrigin:
    """Those words of the sentence are the next part of the task."""
    start = provision.start + provision.text.index(words)
    return TaskOrigin.objects.create(
        task=task, position=task.origins.count() + 1, start=start, end=start + len(words)
    )
