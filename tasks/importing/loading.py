"""Loading fixture files, in one transaction, with the difference as the answer."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.models import Agency, AgencyAlias, AgencySuccession, User
from agencies.search import agencies_index
from agencies.spellings import first_taken
from plans.models import Addressee, BasisDocument, Plan, Provision, Section, SourceDocument
from plans.rules import manages_plans
from tasks.importing.assignments import merge_assignments
from tasks.importing.changes import Change, ChangeKind, LoadRefused
from tasks.importing.locks import tasks_settled
from tasks.importing.origins import origins_elsewhere, origins_follow, words_at
from tasks.importing.rows import FixtureRow, Resolver, Rows, gone, merge, read_fixture, removal
from tasks.models import Task, TaskOrigin, TaskStanding, TaskTransfer
from tasks.search import tasks_follow
from tasks.services.round_ends import round_ends_forget
from tasks.services.standings import standings_refresh
from tasks.services.tallies import tallies_forget


@dataclass(frozen=True)
class Load:
    """What all files of one load have in common.

    `plans` are the codes of all that are loaded; `settled` the tasks (keys) that no file changes.
    """

    actor: User | None
    plans: Collection[str]
    settled: Container[int]
    now: datetime.datetime


def load_fixtures(
    *, actor: User | None, paths: Sequence[Path], apply: bool = True
) -> dict[str, list[Change]]:
    """Load fixture files in the order given, in one transaction; returns what changed by file name.

    With `apply` False everything is tried and rolled back: the answer shows what would change. `actor`
    None is the installation itself (a command without a person). Raises `LoadRefused`, and
    `PermissionDenied` for a person who is not of the office; then nothing has changed.
    """
    if actor is not None and not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office loads plans."))
    # All are read before anything is written, for nobody to wait for that.
    files = {path: read_fixture(path) for path in paths}
    try:
        with transaction.atomic():
            changes = _load_all(files, actor)
            if not apply:
                transaction.set_rollback(True)
    except ProtectedError as error:
        rows = "、".join(sorted(str(row) for row in error.protected_objects)[:10])
        raise LoadRefused(
            _("People have worked on what this would remove: %(rows)s") % {"rows": rows}
        ) from error
    except IntegrityError as error:
        raise LoadRefused(
            _("The fixtures contradict the database: %(reason)s") % {"reason": error}
        ) from error
    return changes


def _load_all(files: Mapping[Path, Rows], actor: User | None) -> dict[str, list[Change]]:
    """The agencies of all files first, since services lock an agency before a plan or a task."""
    resolvers = {path: Resolver() for path in files}
    since = timezone.now() if AgencySuccession.objects.exists() else None
    agencies = {path: _agencies(rows, resolvers[path], since) for path, rows in files.items()}
    plans = {row.fields["code"] for rows in files.values() for row in rows["plans.plan"]}
    load = Load(actor, plans, tasks_settled(files.values()), timezone.now())
    changes = {}
    for path, rows in files.items():
        resolver = resolvers[path]
        found = [*agencies[path], *_document(load, rows, resolver), *_plan(load, rows, resolver)]
        _finish(load, path, rows, found)
        changes[path.name] = found
    return changes


def _finish(load: Load, path: Path, rows: Rows, changes: Sequence[Change]) -> None:
    """Where one file changed something, keep what follows from its tasks, and record what was done."""
    done = [change for change in changes if change.kind != ChangeKind.KEPT]
    if done:
        plans = Plan.objects.filter(code__in=[row.fields["code"] for row in rows["plans.plan"]])
        round_ends_forget(plans=[plan.pk for plan in plans])
        written = TaskStanding.objects.filter(plan__in=plans).written()
        standings_refresh(tasks=written.values_list("pk", flat=True))
        tasks_follow(Task.objects.filter(plan__in=plans))
        record(actor=load.actor, action="plan.load", target=_target(rows), after=_summary(path, done))


def _target(rows: Rows) -> models.Model:
    if rows["plans.sourcedocument"]:
        name = rows["plans.sourcedocument"][0].fields["file_name"]
        return SourceDocument.objects.get(file_name=name)
    return Agency.objects.order_by("pk")[0]


def _summary(path: Path, done: Sequence[Change]) -> dict[str, object]:
    """Counts of what was added; what was changed or removed in full."""
    added: dict[str, int] = {}
    for change in done:
        if change.kind == ChangeKind.ADDED:
            added[change.label] = added.get(change.label, 0) + 1
    rest = [
        {"row": f"{change.label} {change.key}", "before": plain(change.before), "after": plain(change.after)}
        for change in done
        if change.kind != ChangeKind.ADDED
    ]
    return {"file": path.name, "added": added, "changed": rest}


def _agencies(rows: Rows, resolver: Resolver, since: datetime.datetime | None) -> list[Change]:
    """Agencies are never removed: their names stand in assignments.

    Successions that are loaded into a database without any were known from the start, others `since` then.
    """
    successions = AgencySuccession.objects.select_related("predecessor", "successor")
    changes = [
        *merge(rows["agencies.agency"], Agency.objects.all(), resolver),
        *merge(rows["agencies.agencyalias"], AgencyAlias.objects.all(), resolver),
        *merge(rows["agencies.agencysuccession"], successions, resolver, since),
    ]
    if any(change.kind != ChangeKind.KEPT for change in changes):
        _refuse_taken()
        agencies_index(Agency.objects.values_list("pk", flat=True))
    return changes


def _refuse_taken() -> None:
    """What an administrator wrote may have become a spelling of another agency."""
    names = Agency.objects.order_by("pk").values_list("name", "name")
    taken = first_taken([*names, *AgencyAlias.objects.values_list("name", "agency__name")])
    if taken:
        raise LoadRefused(taken)


def _document(load: Load, rows: Rows, resolver: Resolver) -> Iterator[Change]:
    """A document and what stands in it; sections go only after the tasks that stood in them moved.

    Tasks that are from it follow its text, but those of the plans that are loaded with it.
    """
    if not rows["plans.sourcedocument"]:
        return
    name = rows["plans.sourcedocument"][0].fields["file_name"]
    yield from _document_itself(rows["plans.sourcedocument"], name, resolver, load.plans)
    yield from merge(rows["plans.section"], _sections(name), resolver)
    parts: dict[str, QuerySet[models.Model]] = {
        "plans.basisdocument": BasisDocument.objects.filter(document__file_name=name).select_related(
            "document"
        ),
        "plans.addressee": Addressee.objects.filter(document__file_name=name).select_related("document"),
        "plans.provision": Provision.objects.filter(section__document__file_name=name).select_related(
            "section__document"
        ),
    }
    for label, existing in parts.items():
        yield from merge(rows[label], existing, resolver)
        yield from _removed(rows[label], existing, resolver)
    if not rows["plans.plan"]:
        yield from _removed(rows["plans.section"], _sections(name), resolver)


def _document_itself(
    rows: Sequence[FixtureRow], name: str, resolver: Resolver, plans: Collection[str]
) -> Iterator[Change]:
    documents = SourceDocument.objects.filter(file_name=name)
    origins, known = origins_elsewhere(name, plans), documents.first()
    before = words_at(known, origins) if known else {}
    yield from merge(rows, SourceDocument.objects.all(), resolver)
    if before:
        yield from origins_follow(documents.get(), origins, before)


def _plan(load: Load, rows: Rows, resolver: Resolver) -> Iterator[Change]:
    """A plan, its tasks, where they are from and whose they are."""
    if not rows["plans.plan"]:
        return
    yield from merge(rows["plans.plan"], Plan.objects.select_related("document"), resolver)
    plan = Plan.objects.select_related("document").get(code=rows["plans.plan"][0].fields["code"])
    tasks = Task.objects.filter(plan=plan).select_related("plan", "section")
    since = load.now if tasks.exists() else None
    yield from merge(rows["tasks.task"], tasks, resolver)
    origins = TaskOrigin.objects.filter(task__plan=plan).select_related("task__plan")
    yield from merge(rows["tasks.taskorigin"], origins, resolver)
    yield from _removed(rows["tasks.taskorigin"], origins, resolver)
    yield from merge_assignments(load.actor, plan, rows["tasks.assignment"], resolver, load.now, load.settled)
    transfers = TaskTransfer.objects.filter(task__plan=plan).select_related("task__plan", "from_agency")
    yield from merge(rows["tasks.tasktransfer"], transfers, resolver, since)
    for transfer in gone(rows["tasks.tasktransfer"], transfers.all(), resolver):
        transfer.keep(load.now)
    yield from _removed(rows["tasks.tasktransfer"], transfers, resolver)
    yield from _removed_tasks(gone(rows["tasks.task"], tasks.all(), resolver))
    yield from _removed(rows["plans.section"], _sections(plan.document.file_name), resolver)


def _removed(
    rows: Sequence[FixtureRow], existing: QuerySet[models.Model], resolver: Resolver
) -> Iterator[Change]:
    for row in gone(rows, existing.all(), resolver):
        change = removal(row)
        row.delete()
        yield change


def _removed_tasks(tasks: Sequence[Task]) -> Iterator[Change]:
    """Tasks that the document no longer has, unless somebody reported, dated, adjusted or assigned them."""
    worked_on = [task.reference for task in tasks if _worked_on(task)]
    if worked_on:
        raise LoadRefused(
            _("People have worked on what this would remove: %(rows)s") % {"rows": "、".join(worked_on)}
        )
    tallies_forget(keys=[task.pk for task in tasks])
    for task in tasks:
        change = removal(task)
        task.delete()
        yield change


def _worked_on(task: Task) -> bool:
    return (
        task.progress_reports.exists()
        or task.due_date_changes.exists()
        or task.milestones.exists()
        or task.extension_requests.exists()
        or task.wording_changes.exists()
        or task.links_back.exists()
        or task.links_on.exists()
        or task.assignments.filter(decided_by__isnull=False).exists()
        or task.assignments.filter(ended_by__isnull=False).exists()
    )


def _sections(file_name: str) -> QuerySet[models.Model]:
    return Section.objects.filter(document__file_name=file_name).select_related("document")
