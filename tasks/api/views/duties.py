"""职责承接 over the API: what an ended agency still holds, and who carries it on."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.lists import Unpaged
from agencies.api.permissions import IsOffice
from agencies.models import Agency
from plans.clock import today
from tasks.api.serializers.duties import DutiesPassSerializer, OpenDutySerializer
from tasks.api.serializers.tasks import AssignmentSerializer
from tasks.models import Assignment
from tasks.services.duties import duties_pass
from tasks.summaries.duties import open_duties


class DutiesView(Unpaged[Agency]):
    """Open duties of an ended agency."""

    queryset = Agency.objects.all()
    permission_classes = [IsAuthenticated, IsOffice]
    serializer_class = OpenDutySerializer
    restricted = True
    refuses = (409,)
    changes = ("POST",)

    def named_agency(self) -> Agency:
        """The agency that the address names."""
        return get_object_or_404(Agency.objects.visible_to(caller(self.request)), pk=self.kwargs["pk"])

    @extend_schema(responses=OpenDutySerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """By plan and number; none of an agency that has not ended (office)."""
        return Response(OpenDutySerializer(open_duties(self.named_agency(), today()), many=True).data)

    @extend_schema(request=DutiesPassSerializer, responses=AssignmentSerializer(many=True))
    def post(self, request: Request, pk: int) -> Response:
        """Pass some of them on to one body (office); returns its new parts."""
        agency, said = self.named_agency(), sent(request, DutiesPassSerializer)
        made = duties_pass(actor=caller(request), from_agency=agency, day=today(), **said)
        rows = Assignment.objects.filter(pk__in=[part.pk for part in made])
        rows = rows.select_related("task__plan", "agency").order_by("task__plan__code", "task__number", "pk")
        return Response(AssignmentSerializer(rows, many=True).data)
