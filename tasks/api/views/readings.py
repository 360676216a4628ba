"""Readings of a plan's mark 按职责分别负责 over the API, and the roles that follow from them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.lists import Unpaged
from plans.api.permissions import ManagesPlans
from plans.api.serializers import ReadingSerializer
from plans.enums import MarkedByDuty
from plans.models import Plan
from tasks.api.serializers.duties import (
    ReadingAskedSerializer,
    ReadingTriedSerializer,
    RoleChangeSerializer,
)
from tasks.services.readings import reading_change, role_changes, rule_with


class ReadingView(Unpaged[Any]):
    """What stands beside one plan."""

    queryset = Plan.objects.all()
    lookup_field = "code"
    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = ReadingSerializer

    def named_plan(self) -> Plan:
        """The plan that the address names."""
        return get_object_or_404(Plan.objects.visible_to(caller(self.request)), code=self.kwargs["code"])


class ReadingsView(ReadingView):
    """How the office read the mark of a plan."""

    refuses = (409,)
    changes = ("POST",)

    @extend_schema(responses=ReadingSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """The latest first; it holds instead of the plan's own."""
        readings = self.named_plan().lead_rule_readings.select_related("decided_by")
        return Response(ReadingSerializer(readings, many=True).data)

    @extend_schema(request=ReadingAskedSerializer, responses={201: ReadingSerializer})
    def post(self, request: Request, code: str) -> Response:
        """Read the mark anew from now on, and give the agencies the roles that follow (office)."""
        plan, said = self.named_plan(), sent(request, ReadingAskedSerializer)
        said["marked_by_duty_means"] = MarkedByDuty(said["marked_by_duty_means"])
        reading = reading_change(actor=caller(request), plan=plan, **said)
        return Response(ReadingSerializer(reading).data, status=201)


class ReadingPreviewView(ReadingView):
    """What a reading would change, before it is decided."""

    @extend_schema(request=ReadingTriedSerializer, responses=RoleChangeSerializer(many=True))
    def post(self, request: Request, code: str) -> Response:
        """The roles that would change (office); nothing is changed by asking."""
        plan, said = self.named_plan(), sent(request, ReadingTriedSerializer)
        rule = rule_with(plan, MarkedByDuty(said["marked_by_duty_means"]), said["reason"])
        return Response(RoleChangeSerializer(role_changes(plan, rule), many=True).data)
