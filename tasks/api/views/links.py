"""年度接续 over the API: what is suggested, what the office decided, and the thread of one work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from agencies.api.authentication import caller
from agencies.api.bodies import read, sent
from agencies.api.etags import Shown
from agencies.api.exports import Exported
from agencies.api.lists import ReadViewSet, Unpaged
from agencies.downloads import FileName
from agencies.tables import Table
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.clock import today
from plans.models import Plan
from tasks.api.serializers.links import (
    LinkSuggestionSerializer,
    RulingSerializer,
    RulingsSerializer,
    TaskLinkSerializer,
    TaskLinksSerializer,
    ThreadSerializer,
)
from tasks.exports import link_table
from tasks.filters.links import TaskLinkFilter
from tasks.filters.orderings import LINK_ORDERINGS
from tasks.models import Task, TaskLink
from tasks.models.links import TaskLinkQuerySet
from tasks.services.links import Ruling, link_decide, links_decide
from tasks.summaries.links import EVERY_DECISION, PlanPair, plan_before
from tasks.summaries.threads import thread_of

PLAN = OpenApiParameter(
    "plan",
    OpenApiTypes.STR,
    description="The plan (its code) to look in; where it is left out, the newest of an earlier year.",
)


class TaskLinkViewSet(Exported[TaskLink], ReadViewSet[TaskLink]):
    """Decisions about links, those that were replaced too; `in_force=true` leaves them out."""

    queryset = TaskLink.objects.all()
    serializer_class = TaskLinkSerializer
    filterset_class = TaskLinkFilter
    orderings = LINK_ORDERINGS
    permission_classes = [IsAuthenticated, ManagesPlans]
    refuses = (409, 412)

    def get_queryset(self) -> TaskLinkQuerySet:
        """Those that the caller may see."""
        links = TaskLink.objects.visible_to(caller(self.request))
        return links.select_related("later__plan", "earlier__plan", "decided_by")

    @extend_schema(request=RulingSerializer, responses={201: TaskLinkSerializer})
    def create(self, request: Request) -> Response:
        """Say whether two tasks of different plans are the same work (office); another newer one is 412."""
        ruling = Ruling(**sent(request, RulingSerializer))
        link = link_decide(actor=caller(request), ruling=ruling)
        address = reverse("api:task-link-detail", [link.pk], request=request)
        return Shown(self.representation(link), status=201, headers={"Location": address})

    @extend_schema(request=RulingsSerializer, responses={201: TaskLinksSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """The same of up to 200 pairs, all or none; what is wrong points at its item, as in `/items/3`."""
        tasks = Task.objects.visible_to(caller(request)).named(_references(request.data))
        said = read(request, RulingsSerializer, request.data, tasks=tasks)
        try:
            made = links_decide(actor=caller(request), rulings=[Ruling(**item) for item in said["items"]])
        except Refused as refusal:
            raise ValidationError({"items": refusal.message_dict}) from refusal
        return Response({"items": [self.representation(link) for link in made]}, status=201)

    def representation(self, link: TaskLink) -> Any:
        """The decision as a detail shows it."""
        return TaskLinkSerializer(link).data

    def table(self, rows: QuerySet[TaskLink], fields: Sequence[str]) -> Table:
        """Decisions, with both texts."""
        return link_table(rows, fields)

    def export_name(self) -> FileName:
        """With the day."""
        return FileName(_("The same work across the years"), "", today())


class LinkSuggestionView(Unpaged[Task]):
    """What may be the same work as a task in another plan."""

    serializer_class = LinkSuggestionSerializer
    query_parameters = ("plan",)

    @extend_schema(parameters=[PLAN], responses=LinkSuggestionSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The five nearest tasks and those that were decided about, with scores and reasons.

        Scores are from 0 to 1. Nothing is linked until the office says so.
        """
        task = get_object_or_404(_visible(request, reference))
        other = self.other_plan(request, task)
        if other is None:
            return Response([])
        pair = PlanPair(task.plan, other, caller(request), today())
        found = pair.of_task(task, 0.0, EVERY_DECISION)
        return Response(LinkSuggestionSerializer(found.suggestions, many=True).data)

    def other_plan(self, request: Request, task: Task) -> Plan | None:
        """The plan asked for; raises `ValidationError` (400) where it is the task's own, or there is none."""
        plans = Plan.objects.visible_to(caller(request)).exclude(pk=task.plan_id)
        code = request.query_params.get("plan")
        if not code:
            return plan_before(task.plan, plans)
        named = next((plan for plan in plans if plan.code == code), None)
        if named is None:
            raise ValidationError({"plan": [_("There is no other plan of this code.")]})
        return named


class ThreadView(Unpaged[Task]):
    """One work through the years."""

    serializer_class = ThreadSerializer
    query_parameters = ("as_of",)

    @extend_schema(parameters=[AS_OF], responses=ThreadSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """The task and all that confirmed links lead to from it, with who had it and what came of it."""
        task = get_object_or_404(_visible(request, reference))
        return Response(ThreadSerializer(thread_of(task, caller(request), requested_day(request))).data)


def _visible(request: Request, reference: str) -> QuerySet[Task]:
    return Task.objects.visible_to(caller(request)).referred_to(reference).select_related("plan")


def _references(body: Any) -> list[str]:
    """The references that a body names, whatever else is wrong with it."""
    items = body.get("items") if isinstance(body, dict) else None
    rows = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [str(row[name]) for row in rows for name in ("later", "earlier") if name in row]
