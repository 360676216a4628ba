"""Lights over the API: why one has its colour, one set by hand, and the thresholds of all."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import Unpaged
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.clock import today
from tasks.api.serializers.lights import (
    LightSetSerializer,
    LightSheetSerializer,
    ThresholdChangeSerializer,
    ThresholdsChangeSerializer,
    ThresholdSheetSerializer,
)
from tasks.api.serializers.tasks import ReasonGivenSerializer
from tasks.enums import LightColour
from tasks.models import Task, ThresholdChange, thresholds_on
from tasks.services.consolidation import task_locked
from tasks.services.lights import light_lift, light_set, thresholds_change, thresholds_held
from tasks.summaries.lights import light_sheet


class LightView(Unpaged[Task]):
    """The light of one task."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = LightSheetSerializer
    changes = ("POST",)

    def named_task(self) -> Task:
        """The task that the address names, with its state on the day asked for."""
        tasks = Task.objects.visible_to(caller(self.request)).referred_to(self.kwargs["reference"])
        return get_object_or_404(tasks.with_standing(requested_day(self.request)))

    def hold(self) -> None:
        """The task."""
        task_locked(self.named_task().pk)

    def current(self) -> Any:
        """The light as it is now, or was on the day asked for."""
        sheet = light_sheet(self.named_task(), requested_day(self.request))
        return LightSheetSerializer(sheet).data


class TaskLightView(LightView):
    """Why it has its colour."""

    query_parameters = ("as_of",)

    @extend_schema(parameters=[AS_OF])
    def get(self, request: Request, reference: str) -> Response:
        """The light, every reason for it, and what the office decided about it, the newest first."""
        return Response(self.current())

    @extend_schema(request=LightSetSerializer, responses=LightSheetSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Set the light by hand, until a day and with a reason (office); the computed one stays beside it."""
        task, said = self.named_task(), sent(request, LightSetSerializer)
        said["colour"] = LightColour(said["colour"])
        light_set(actor=caller(request), task=task, day=today(), **said)
        return Shown(self.current())


class LightLiftView(LightView):
    """The end of a light set by hand."""

    refuses = (409,)

    @extend_schema(request=ReasonGivenSerializer, responses=LightSheetSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Let the computed light show again before its day (office)."""
        task, said = self.named_task(), sent(request, ReasonGivenSerializer)
        light_lift(actor=caller(request), task=task, day=today(), **said)
        return Shown(self.current())


class ThresholdsView(Unpaged[ThresholdChange]):
    """The thresholds of all lights."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = ThresholdSheetSerializer
    query_parameters = ("as_of",)
    changes = ("POST",)

    def hold(self) -> None:
        """All that is decided about thresholds."""
        thresholds_held()

    @extend_schema(parameters=[AS_OF])
    def get(self, request: Request) -> Response:
        """Those in force, and how they came to be."""
        day = requested_day(request)
        changes = ThresholdChange.objects.known_on(day).select_related("decided_by")
        sheet = {"in_force": asdict(thresholds_on(day)), "changes": changes}
        return Response(ThresholdSheetSerializer(sheet).data)

    @extend_schema(request=ThresholdsChangeSerializer, responses={201: ThresholdChangeSerializer})
    def post(self, request: Request) -> Response:
        """Judge lights by other figures from now on (office); days before keep those of then."""
        said = sent(request, ThresholdsChangeSerializer)
        reason, day = said.pop("reason"), today()
        figures = replace(thresholds_on(day), **said)
        change = thresholds_change(actor=caller(request), thresholds=figures, reason=reason, day=day)
        return Response(ThresholdChangeSerializer(change).data, status=201)
