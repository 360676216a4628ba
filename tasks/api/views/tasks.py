"""Tasks over the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from agencies.api.authentication import caller
from agencies.api.exports import Exported
from agencies.api.filtering import FilterBackend
from agencies.api.lists import ReadViewSet, asked_fields
from agencies.api.pagination import MOST_COUNTED, CursorPagination
from agencies.downloads import FileName
from agencies.tables import Table
from plans.api.days import AS_OF, requested_day
from tasks.api.json_rows.pages import counted, in_json, task_page
from tasks.api.json_rows.task_rows import texts
from tasks.api.serializers.tasks import TaskDetailSerializer, TaskSerializer
from tasks.exports import task_table
from tasks.filters import TaskFilter
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import Task
from tasks.models.task import TaskQuerySet
from tasks.summaries.parts import parts_on
from tasks.summaries.task_dates import task_dates


@extend_schema_view(list=extend_schema(parameters=[AS_OF]), retrieve=extend_schema(parameters=[AS_OF]))
class TaskViewSet(Exported[Task], ReadViewSet[Task]):
    """Tasks as printed and how far they are; one alone says why its light has its colour."""

    queryset = Task.objects.all()
    filterset_class = TaskFilter
    orderings = TASK_ORDERINGS
    lookup_field = "reference"
    lookup_value_regex = "[^/]+"
    query_parameters = ("as_of",)

    def get_queryset(self) -> TaskQuerySet:
        """Those that the caller may see, with their state and parts on the day asked for."""
        day = requested_day(self.request)
        tasks = Task.objects.visible_to(caller(self.request))
        if self.detail:
            tasks = tasks.referred_to(self.kwargs.get("reference", ""))
        tasks = tasks.with_standing(day).select_related("plan")
        tasks = tasks.prefetch_related(Prefetch("assignments", parts_on(day)))
        tasks = tasks.with_adjustments(day)
        if self.detail:
            return tasks.prefetch_related("transfers__from_agency", "transfers__to_agency")
        return tasks

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The file asked for, or a page whose rows the database writes."""
        return self.exported(request) or self.written_page(request)

    def written_page(self, request: Request) -> HttpResponse:
        """The page asked for; raises `ValidationError` (400) at the parameter that is wrong."""
        visible, pages = Task.objects.visible_to(caller(request)), CursorPagination()
        filters: TaskFilter = FilterBackend().filters(request, visible, self)
        asked = pages.ask(request, self.orderings)
        if pages.counts:
            pages.say_count(counted(visible, filters, MOST_COUNTED + 1))
        fields = asked_fields(request, TaskSerializer.Meta.fields)
        page = task_page(visible, filters, asked, fields)
        head, headers = pages.head(page)
        return HttpResponse(in_json(head, page), content_type=JSONRenderer.media_type, headers=headers)

    def get_object(self) -> Task:
        """The task of the reference in the address, with its `dates` on the day asked for."""
        task = get_object_or_404(self.filter_queryset(self.get_queryset()))
        day = requested_day(self.request)
        found: Any = task
        found.dates = task_dates(task, caller(self.request), day, may_change=False)
        return task

    def filter_arguments(self) -> dict[str, Any]:
        """The day that the filters are about."""
        return {"day": requested_day(self.request)}

    def table(self, rows: QuerySet[Task], fields: Sequence[str]) -> Table:
        """Tasks, with a column for each role."""
        return task_table(rows, requested_day(self.request), fields)

    def json_texts(self, serializer: BaseSerializer[Any], rows: QuerySet[Any]) -> Iterable[str]:
        """Tasks as the database writes them: one query, however many they are."""
        fields = asked_fields(self.request, TaskSerializer.Meta.fields)
        return texts(rows, requested_day(self.request), fields)

    def export_name(self) -> FileName:
        """With the plan and the day."""
        plan = self.request.query_params.get("plan", "")
        return FileName(_("Tasks"), plan, requested_day(self.request))

    def get_serializer_class(self) -> type[BaseSerializer[Task]]:
        """More of one task than of many."""
        return TaskDetailSerializer if self.detail else TaskSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        """With the day, for the reasons of a light."""
        return {**super().get_serializer_context(), "day": requested_day(self.request)}
