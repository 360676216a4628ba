"""What the caller was told, over the API, and what of it comes by mail."""

from __future__ import annotations

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import ReadViewSet, Unpaged
from agencies.models import User
from tasks.api.serializers.chases import (
    MailChoicesSerializer,
    NoticeSerializer,
    NoticesReadSerializer,
    ReadSerializer,
)
from tasks.enums import NoticeKind
from tasks.filters.notices import NoticeFilter
from tasks.filters.orderings import NOTICE_ORDERINGS
from tasks.models import MailChoice, Notice
from tasks.models.notices import NoticeQuerySet
from tasks.services.mail_choices import kinds_wanted, mail_choices_set
from tasks.services.notices import notices_mark_read


class NoticeViewSet(ReadViewSet[Notice]):
    """The caller's own notices; what stands in a digest comes with it."""

    queryset = Notice.objects.all()
    follows_data = False
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    orderings = NOTICE_ORDERINGS
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> NoticeQuerySet:
        """Their own."""
        items = Notice.objects.select_related("task__plan", "agency").order_by("due_on", "pk")
        notices = Notice.objects.visible_to(caller(self.request)).standing_alone()
        return notices.select_related("task__plan", "agency").prefetch_related(Prefetch("items", items))

    @extend_schema(request=NoticesReadSerializer, responses=ReadSerializer, filters=False)
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark notices as read: those named, or all."""
        notices, keys = Notice.objects.visible_to(caller(request)), sent(request, NoticesReadSerializer)
        if "notices" in keys:
            notices = notices.filter(pk__in=keys["notices"])
        read = notices_mark_read(actor=caller(request), notices=notices)
        unread = Notice.objects.visible_to(caller(request)).unread().count()
        return Response({"read": read, "unread": unread})


class MailChoicesView(Unpaged[MailChoice]):
    """Which kinds of notices come to the caller by mail."""

    permission_classes = [IsAuthenticated]
    serializer_class = MailChoicesSerializer

    def hold(self) -> None:
        """The caller, whose choices they are."""
        User.objects.select_for_update(no_key=True).get(pk=caller(self.request).pk)

    def get(self, request: Request) -> Response:
        """Those wanted: everything until they say otherwise."""
        return Response({"wanted": kinds_wanted(caller(request))})

    def put(self, request: Request) -> Response:
        """Want these and no others. The office's reminders cannot be declined, and are not named."""
        wanted = {NoticeKind(kind) for kind in sent(request, MailChoicesSerializer)["wanted"]}
        mail_choices_set(actor=caller(request), wanted=wanted)
        return Shown(self.current())
