"""The habit: what a tutorial of REST framework gives for the same list.

A `ModelViewSet` with nested `ModelSerializer`s, django-filter's backend and pages with numbers; related rows
are fetched beforehand, as good tutorials do. A task's state stands in columns of tables that nobody has to
keep up to date. Callers are found out as Duban finds them out.
"""

from __future__ import annotations

from django.db import models
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer

from agencies.models import Agency
from tasks.models import Assignment, Task


class TaskState(models.Model):
    """The state of a task, in a column each."""

    task = models.OneToOneField(
        Task, models.DO_NOTHING, db_column="id", primary_key=True, related_name="benchmark_state"
    )
    mode = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    percent = models.IntegerField(null=True)
    share_count = models.IntegerField()
    shares_confirmed = models.IntegerField()
    due_on = models.DateField(null=True)
    original_due_on = models.DateField(null=True)
    is_adjusted = models.BooleanField()
    points_behind = models.IntegerField(null=True)
    light = models.CharField(max_length=10)
    computed_light = models.CharField(max_length=10)

    class Meta:
        app_label = "tasks"
        managed = False
        db_table = "benchmark_task"

    def __str__(self) -> str:
        return f"{self.pk}"


class PartState(models.Model):
    """What is confirmed of an agency's part."""

    assignment = models.OneToOneField(
        Assignment, models.DO_NOTHING, db_column="id", primary_key=True, related_name="benchmark_state"
    )
    confirmed_status = models.CharField(max_length=20, null=True)  # noqa: DJ001 - as Duban's own list has it
    confirmed_percent = models.IntegerField(null=True)

    class Meta:
        app_label = "tasks"
        managed = False
        db_table = "benchmark_part"

    def __str__(self) -> str:
        return f"{self.pk}"


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """An agency."""

    class Meta:
        model = Agency
        fields = ["id", "name"]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """A part of an agency."""

    agency = AgencySerializer(read_only=True)
    confirmed_status = serializers.CharField(source="benchmark_state.confirmed_status", read_only=True)
    confirmed_percent = serializers.IntegerField(source="benchmark_state.confirmed_percent", read_only=True)

    class Meta:
        model = Assignment
        fields = [
            *("id", "agency", "role", "position", "name_as_written", "basis"),
            *("confirmed_status", "confirmed_percent"),
        ]


class TaskSerializer(serializers.ModelSerializer[Task]):
    """A task."""

    reference = serializers.CharField(read_only=True)
    plan = serializers.CharField(source="plan.code", read_only=True)
    mode = serializers.CharField(source="benchmark_state.mode", read_only=True)
    status = serializers.CharField(source="benchmark_state.status", read_only=True)
    percent = serializers.IntegerField(source="benchmark_state.percent", read_only=True)
    share_count = serializers.IntegerField(source="benchmark_state.share_count", read_only=True)
    shares_confirmed = serializers.IntegerField(source="benchmark_state.shares_confirmed", read_only=True)
    due_on = serializers.DateField(source="benchmark_state.due_on", read_only=True)
    original_due_on = serializers.DateField(source="benchmark_state.original_due_on", read_only=True)
    is_adjusted = serializers.BooleanField(source="benchmark_state.is_adjusted", read_only=True)
    points_behind = serializers.IntegerField(source="benchmark_state.points_behind", read_only=True)
    light = serializers.CharField(source="benchmark_state.light", read_only=True)
    computed_light = serializers.CharField(source="benchmark_state.computed_light", read_only=True)
    assignments = AssignmentSerializer(many=True, read_only=True)

    class Meta:
        model = Task
        fields = [
            *("reference", "plan", "section", "number", "text", "assignment_text", "marked_by_duty"),
            *("open_ended", "start", "end", "mode", "status", "percent", "share_count", "shares_confirmed"),
            *("due_on", "original_due_on", "is_adjusted", "points_behind", "light", "computed_light"),
            "assignments",
        ]


class Pages(PageNumberPagination):
    """Fifty rows a page."""

    page_size = 50


class TaskViewSet(viewsets.ModelViewSet[Task]):
    """The tasks."""

    # django-stubs knows the models of installed apps only.
    queryset = Task.objects.select_related("plan", "benchmark_state").prefetch_related(  # type: ignore[misc]
        "assignments__agency", "assignments__benchmark_state"
    )
    serializer_class = TaskSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_fields = {"plan__code": ["exact"], "benchmark_state__status": ["exact"]}
    pagination_class = Pages
    renderer_classes = [JSONRenderer]
