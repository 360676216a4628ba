"""What the office reads and decides about agencies and people: the audit, and policies of reporting."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import Listed, ReadViewSet, Unpaged
from agencies.api.permissions import IsOffice, SetsPolicies
from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.filters import AGENCY_ORDERINGS, AUDIT_ORDERINGS, AuditEntryFilter
from agencies.models import Agency, AuditEntry
from agencies.models.agency import AgencyQuerySet
from agencies.models.audit import AuditEntryQuerySet
from agencies.services.accounts import policy_set


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """One change: who did what to which row, through which door, and what it changed."""

    actor = PersonSerializer(read_only=True, allow_null=True)
    before = serializers.DictField(read_only=True)
    after = serializers.DictField(read_only=True)

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "at",
            "actor",
            "action",
            "target_type",
            "target_id",
            "target_label",
            "before",
            "after",
            "channel",
            "address",
        ]


class AuditEntryViewSet(ReadViewSet[AuditEntry]):
    """The audit, the newest first (office)."""

    queryset = AuditEntry.objects.all()
    follows_data = False
    serializer_class = AuditEntrySerializer
    filterset_class = AuditEntryFilter
    orderings = AUDIT_ORDERINGS
    permission_classes = [IsAuthenticated, IsOffice]
    restricted = True

    def get_queryset(self) -> AuditEntryQuerySet:
        """Those that the caller may see."""
        return AuditEntry.objects.visible_to(caller(self.request))


class PolicySetSerializer(serializers.Serializer[Any]):
    """`two_person`: an approver (审核人) passes every report of the agency on."""

    two_person = serializers.BooleanField()


class PolicySerializer(serializers.Serializer[Any]):
    """How an agency wants its reports to leave the house, how many people it has and how many approvers."""

    agency = AgencyReferenceSerializer(source="*")
    two_person = serializers.BooleanField()
    people = serializers.IntegerField()
    approvers = serializers.IntegerField()


class PolicyViewSet(ListModelMixin, Listed[Agency]):
    """Policies of reporting of the agencies that have people here (office, or who administers users)."""

    queryset = Agency.objects.all()
    permission_classes = [IsAuthenticated, SetsPolicies]
    serializer_class = PolicySerializer
    orderings = AGENCY_ORDERINGS
    restricted = True

    def get_queryset(self) -> AgencyQuerySet:
        """Those that the caller may see."""
        return Agency.objects.visible_to(caller(self.request)).with_people().filter(Q(people__gt=0))


class PolicyView(Unpaged[Agency]):
    """The policy of reporting of one agency."""

    permission_classes = [IsAuthenticated, SetsPolicies]
    queryset = Agency.objects.all()
    serializer_class = PolicySerializer
    restricted = True

    def named_agency(self) -> Agency:
        """The agency that the address names."""
        agencies = Agency.objects.visible_to(caller(self.request)).with_people()
        return get_object_or_404(agencies, pk=self.kwargs["pk"])

    @extend_schema(responses=PolicySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Whether an approver passes its reports on (office, or who administers users)."""
        return Response(PolicySerializer(self.named_agency()).data)

    @extend_schema(request=PolicySetSerializer, responses=PolicySerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Change it, not to two persons where the agency has no approver (office, or administrators)."""
        agency = self.named_agency()
        policy_set(actor=caller(request), agency=agency, **sent(request, PolicySetSerializer))
        return Shown(PolicySerializer(self.named_agency()).data)
