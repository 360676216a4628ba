"""What a plan made of the document that it divides up, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from agencies.tables import Column, Table, chosen_columns, table_of
from tasks.enums import DerivedStatus, Given, LightColour
from tasks.exports.cells import as_it_is, heading_of, in_words
from tasks.models import Task
from tasks.summaries.roles import STRENGTH
from tasks.summaries.traces import TracedProvision, TracedTask


def trace_table(provisions: Iterable[TracedProvision], fields: Sequence[str] = ()) -> Table:
    """A row for every strand of the sentences and every task that it went into, or for nobody."""

    def rows(paths: Sequence[str]) -> Iterator[list[Any]]:
        return ([row.get(path) for path in paths] for row in _rows(provisions))

    return table_of(chosen_columns(trace_columns(), fields), rows)


def trace_columns() -> list[Column]:
    """Where it stands, what it says, what became of it, and how far that is."""

    def strand(heading: str, path: str, read: Any = as_it_is, *, usual: bool = True) -> Column:
        return Column("strands", heading, (path,), read, usual)

    return [
        Column("section", _("Section"), ("section",), as_it_is),
        Column("position", _("Sentence"), ("position",), as_it_is),
        strand(_("Text"), "text"),
        strand(_("What became of it"), "given", in_words(Given)),
        strand(_("Clauses"), "clauses"),
        strand(_("Characters"), "characters"),
        strand(_("Task"), "reference"),
        *[strand(str(role.label), role.value) for role in STRENGTH],
        strand(_("Status"), "status", in_words(DerivedStatus)),
        strand(_("Percent"), "percent"),
        strand(_("Due on"), "due_on"),
        strand(_("Light"), "light", in_words(LightColour)),
        strand(heading_of(Task, "start"), "start", usual=False),
        strand(heading_of(Task, "end"), "end", usual=False),
    ]


def _rows(provisions: Iterable[TracedProvision]) -> Iterator[dict[str, Any]]:
    for one in provisions:
        section = one.provision.section
        sentence = {"section": f"{section.path} {section.title}", "position": one.provision.position}
        for traced in one.strands:
            strand = traced.strand
            said = {
                **sentence,
                **{name: getattr(strand, name) for name in ("text", "given", "clauses", "characters")},
                "start": strand.start,
                "end": strand.end,
            }
            yield from [{**said, **_task(task)} for task in traced.tasks] or [said]


def _task(traced: TracedTask) -> dict[str, Any]:
    task = traced.task
    return {
        "reference": task.reference,
        **{role.value: "、".join(one.name for one in holders) for role, holders in traced.by_role.items()},
        **{name: getattr(task, name) for name in ("status", "percent", "due_on", "light")},
    }
