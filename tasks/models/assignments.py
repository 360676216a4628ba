"""Who was given a task, since when, on what basis; and whose work it became later."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.changing import Changing
from agencies.models.recorded import Recorded
from agencies.rules import is_office, is_signed_in
from plans.clock import end_of
from tasks.enums import AssignmentBasis, AssignmentRole
from tasks.models.former_transfers import FormerTransfer
from tasks.models.placed import Placed

if TYPE_CHECKING:
    from tasks.models.task import Task


CARRIED_ON = ("received_from", "received_from__received_from")
"""From a part to the parts of ended agencies that it carries on, the latest first.

Reforms are five years apart and a plan is for one year or a few, so duties pass twice at most while anybody
reports on them.
"""


def carries_on(agency: OuterRef) -> Q:
    """Parts that carry on one of that agency."""
    of_it = [Q(**{f"{path}__agency": agency}) for path in CARRIED_ON]
    return reduce(or_, of_it)


def answers_known_to(user: User, day: datetime.date) -> Q:
    """The parts of which `user` knows on `day` how they answer a round that is not over.

    Once it is over, whether and when it was answered is the agency's record, and everybody's to read. Until
    then it tells what lies there as a draft, unconfirmed or returned, and is for whoever may read that: the
    office, the agency itself and, of a participant's share, the task's lead.
    """
    if not is_signed_in(user):
        return Q(pk=None)
    if is_office(user):
        return Q()
    if user.agency_id is None:
        return Q(pk=None)
    led = Assignment.objects.in_force_on(day).filter(agency=user.agency_id, role=AssignmentRole.LEAD)
    share = Q(role=AssignmentRole.PARTICIPATING, task__in=led.order_by().values("task"))
    return Q(agency=user.agency_id) | share


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Ways to choose assignments."""

    def get_by_natural_key(self, plan: str, number: int, agency: str) -> Assignment:
        """The assignment in force of an agency in a task."""
        return self.get(
            task__plan__code=plan,
            task__number=number,
            agency__name=agency,
            in_force_until=None,
        )

    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Everyone signed in sees who was given what."""
        return self if user.is_authenticated and user.is_active else self.none()

    def current(self) -> AssignmentQuerySet:
        """Those not withdrawn or replaced."""
        return self.filter(in_force_until=None)

    def in_force_on(self, day: datetime.date) -> AssignmentQuerySet:
        """Those in force at the end of `day`, as recorded by then."""
        moment = end_of(day)
        return self.filter(
            Q(in_force_from=None) | Q(in_force_from__lt=moment),
            Q(in_force_until=None) | Q(in_force_until__gte=moment),
        )


class Assignment(Placed, Changing):
    """One agency's part in one task. A change closes the row and adds another; nothing is overwritten.

    Rows with basis `office` are the office's decisions: loading a plan again never touches them.
    `received_from` is the part of an ended agency that this one carries on by such a decision: what was
    confirmed there, or where that one was received from (`CARRIED_ON`), counts on here. `number`
    is the task's and says with `plan` where in lists it stands: the database writes both.
    """

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="assignments", verbose_name=_("task")
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    position = models.PositiveSmallIntegerField(_("order in the bracket"))
    name_as_written = models.CharField(_("name as written"), max_length=100)
    basis = models.CharField(_("basis"), max_length=20, choices=AssignmentBasis)
    start = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("start"))
    end = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("end"))
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    in_force_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    received_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_to",
        verbose_name=_("received from"),
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["task", "position", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "agency"],
                condition=Q(in_force_until=None),
                name="assignment_one_an_agency_and_task",
            ),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(basis__in=AssignmentBasis.values), name="assignment_basis_known"
            ),
            models.CheckConstraint(
                condition=~Q(basis="office") | Q(in_force_from__isnull=False, decided_by__isnull=False),
                name="assignment_office_decision_is_signed",
            ),
        ]
        indexes = [
            # Which tasks an agency has, or has in a role, also on a day, in the order of lists and without
            # a look at any row.
            models.Index(
                fields=["agency", "plan", "number"],
                include=["role", "task", "in_force_from", "in_force_until"],
                name="assignment_agency_place",
            ),
            models.Index(
                fields=["agency", "role", "plan", "number"],
                include=["task", "in_force_from", "in_force_until"],
                name="assignment_role_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.name_as_written}"

    def natural_key(self) -> tuple[str, int, str]:
        """The task's key and the agency's name."""
        task: Task = self.task
        return (*task.natural_key(), self.agency.name)

    natural_key.dependencies = ["tasks.task", "agencies.agency"]  # type: ignore[attr-defined]

    @property
    def voices(self) -> list[int]:
        """The agencies (keys) whose reports speak for this part: its own, then those before it, latest first.

        Load many with `select_related(*CARRIED_ON)`.
        """
        agencies, part = [self.agency_id], self.received_from
        while part is not None:
            agencies.append(part.agency_id)
            part = part.received_from
        return agencies


class TaskTransferQuerySet(models.QuerySet["TaskTransfer"]):
    """Ways to choose transfers."""

    def get_by_natural_key(self, plan: str, number: int, agency: str) -> TaskTransfer:
        """The transfer of a task away from an agency."""
        return self.get(task__plan__code=plan, task__number=number, from_agency__name=agency)


class TaskTransfer(Recorded):
    """A task whose work went elsewhere than to its agency's default successor.

    After 2018 工商总局's trademark work is 知识产权局's, although 市场监管总局 succeeded it otherwise.
    """

    FORMER = FormerTransfer

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="transfers", verbose_name=_("task")
    )
    from_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("from agency")
    )
    to_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("to agency")
    )
    function = models.CharField(_("function"), max_length=100)
    effective_on = models.DateField(_("effective on"))
    source = models.TextField(_("source"))

    objects = TaskTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of a task")
        verbose_name_plural = _("transfers of tasks")
        ordering = ["task", "from_agency"]
        constraints = [
            models.UniqueConstraint(fields=["task", "from_agency"], name="transfer_unique"),
            models.CheckConstraint(condition=~Q(from_agency=F("to_agency")), name="transfer_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.from_agency} → {self.to_agency}"

    def natural_key(self) -> tuple[str, int, str]:
        """The task's key and the agency it left."""
        task: Task = self.task
        return (*task.natural_key(), self.from_agency.name)

    natural_key.dependencies = ["tasks.task", "agencies.agency"]  # type: ignore[attr-defined]
