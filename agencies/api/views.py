"""Agencies over the API, and the addresses under `/api/` that are nobody's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.serializers import BaseSerializer

from agencies.api.authentication import caller
from agencies.api.lists import ReadViewSet
from agencies.api.problems import problem_page
from agencies.api.serializers import AgencyDetailSerializer, AgencySerializer
from agencies.filters import AGENCY_ORDERINGS, AgencyFilter
from agencies.models import Agency
from agencies.models.agency import AgencyQuerySet


class AgencyViewSet(ReadViewSet[Agency]):
    """Agencies as they were in their day; one alone comes with its predecessors and successors."""

    queryset = Agency.objects.all()
    filterset_class = AgencyFilter
    orderings = AGENCY_ORDERINGS

    def get_queryset(self) -> AgencyQuerySet:
        """Those that the caller may see."""
        agencies = Agency.objects.visible_to(caller(self.request)).prefetch_related("aliases")
        if self.detail:
            return agencies.prefetch_related("successions__successor", "inheritances__predecessor")
        return agencies

    def get_serializer_class(self) -> type[BaseSerializer[Agency]]:
        """More of one agency than of many."""
        return AgencyDetailSerializer if self.detail else AgencySerializer


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """404 as a problem for an address under `/api/` that is not one, whoever asks and however."""
    with_slash = resolve(f"{request.path_info}/").func
    if with_slash is not unknown_address:
        return problem_page(404, _("There is nothing at this address, but with a slash at its end there is."))
    return problem_page(404, _("There is nothing at this address."))
