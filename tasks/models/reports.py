"""Progress reports and what was decided about them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.changing import Changing
from agencies.rules import is_office
from plans.clock import end_of, start_of
from tasks.enums import AssignmentRole, Claim, ReportState, ReviewDecision, Status
from tasks.models.assignments import Assignment
from tasks.models.lights import thresholds_on
from tasks.models.percents import percent_agrees
from tasks.models.placed import Placed
from tasks.models.rounds import ReportingRound
from tasks.workdays import first_day_within

OPEN_STATES = (ReportState.DRAFT, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED)
"""States of a report that is still on its way: an agency has at most one such report a task."""

HANDED_IN = (ReportState.PENDING_APPROVAL, ReportState.SUBMITTED)
"""States of a report that waits for somebody's decision."""


def open_to_opinion(agency: int, day: datetime.date) -> Q:
    """What a lead handed in and `agency`, a co-lead or participant, can give its opinion on, on `day`."""
    beside = Assignment.objects.current().filter(
        task=OuterRef("task"), agency=agency, role__in=[AssignmentRole.LEAD, AssignmentRole.PARTICIPATING]
    )
    first = first_day_within(day, thresholds_on(day).opinion_days)
    return (
        Q(role=AssignmentRole.LEAD, state__in=[ReportState.SUBMITTED, ReportState.CONFIRMED])
        & Q(submitted_at__gte=start_of(first))
        & ~Q(agency=agency)
        & Q(Exists(beside))
    )


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Ways to choose progress reports."""

    def visible_to(self, user: User, opinions_on: datetime.date | None = None) -> ProgressReportQuerySet:
        """Confirmed reports for everyone signed in; the others as DESIGN says.

        Own agency's: all. The office: all. The lead of a task: the participants' shares once submitted.
        With `opinions_on` also what a lead handed in on which the agency can give its opinion that day.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_office(user):
            return self
        public = Q(state=ReportState.CONFIRMED)
        if user.agency_id is None:
            return self.filter(public)
        leads_task = Exists(
            Assignment.objects.current().filter(
                task=OuterRef("task"), agency=user.agency_id, role=AssignmentRole.LEAD
            )
        )
        share = Q(role=AssignmentRole.PARTICIPATING) & Q(
            state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED],
            submitted_at__isnull=False,
        )
        if opinions_on is not None:
            public |= open_to_opinion(user.agency_id, opinions_on)
        return self.filter(public | Q(agency=user.agency_id) | (share & Q(leads_task)))

    def open(self) -> ProgressReportQuerySet:
        """Still on their way."""
        return self.filter(state__in=OPEN_STATES)

    def with_confirmed(self, day: datetime.date | None = None) -> ProgressReportQuerySet:
        """Adds `confirmed_status`, `confirmed_percent` and `confirmed_by` (`ReviewDecision`).

        What stands confirmed, or of a share accepted, now or at the end of `day`; null where nothing does.
        """
        last = Review.objects.settling().filter(report=OuterRef("pk"))
        if day:
            last = last.filter(decided_at__lt=end_of(day))
        names = {"status": "status", "percent": "percent", "by": "decision"}
        added = {f"confirmed_{name}": Subquery(last.values(field)[:1]) for name, field in names.items()}
        return self.annotate(**added)

    def completing(self) -> ProgressReportQuerySet:
        """Those by which their agency's part stands confirmed as completed: what can be reopened."""
        of_part = {f"report__{name}": OuterRef(name) for name in ("task", "agency")}
        last = Review.objects.confirming().filter(**of_part)
        added = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("report", "status")}
        return self.annotate(**added).filter(Q(last_report=F("pk"), last_status=Status.COMPLETED))


class ProgressReport(Placed, Changing):
    """进展填报: what one agency says about one task at one time.

    Once submitted its words never change. A returned report is followed by a new one that `revises` it.
    `role` is the agency's role in the task when the report was written, `round` the one it answers.
    `document_number` is of the document that suspends or drops the task.
    """

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.PROTECT, related_name="progress_reports", verbose_name=_("task")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="progress_reports", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    state = models.CharField(_("state"), max_length=20, choices=ReportState, default=ReportState.DRAFT)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    progress = models.TextField(_("what was done"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    problem = models.TextField(_("problem for the office"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    no_change = models.BooleanField(_("no change this period"), default=False)
    round = models.ForeignKey(
        ReportingRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="progress_reports",
        verbose_name=_("reporting round"),
    )
    version = models.PositiveIntegerField(default=1, verbose_name=_("version"))
    revises = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revised_by",
        verbose_name=_("revises"),
    )
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    updated_at = models.DateTimeField(_("updated at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )

    # What `with_confirmed` adds; a report loaded without it has none of these.
    confirmed_status: str | None
    confirmed_percent: int | None
    confirmed_by: str | None

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [
            models.CheckConstraint(condition=percent_agrees(), name="report_percent_agrees"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="report_role_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "confirmed", "accepted"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submitted_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ACCEPTED) | Q(role=AssignmentRole.PARTICIPATING),
                name="report_only_shares_are_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.CONFIRMED) | ~Q(role=AssignmentRole.PARTICIPATING),
                name="report_shares_are_not_confirmed",
            ),
            models.UniqueConstraint(
                fields=["task", "agency"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="report_one_open_an_agency_and_task",
            ),
        ]
        indexes = [
            models.Index(fields=["task", "agency", "state"], name="report_task_agency_state"),
            models.Index(fields=["state", "submitted_at"], name="report_queue"),
            models.Index(
                fields=["plan", "submitted_at", "id"],
                condition=Q(state=ReportState.SUBMITTED),
                name="report_submitted_of_plan",
            ),
            *(models.Index(fields=[at, "id"], name=f"report_{at}") for at in ("created_at", "updated_at")),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.agency}"

    @property
    def claim(self) -> Claim | None:
        """What it asks of the office while it waits: 申请销号, 申请暂缓, 申请不再推进; of a share nothing."""
        asks = self.state in HANDED_IN and self.role != AssignmentRole.PARTICIPATING
        return Claim(self.status) if asks and self.status in Claim.values else None

    @property
    def corrected(self) -> bool:
        """Whether other values stand confirmed (核定为) than those reported."""
        if self.confirmed_status is None:
            return False
        return (self.confirmed_status, self.confirmed_percent) != (self.status, self.percent)

    @property
    def reopened(self) -> bool:
        """Whether the confirmed values are those of a reopening."""
        return self.confirmed_by == ReviewDecision.REOPEN


class ReviewQuerySet(models.QuerySet["Review"]):
    """Ways to choose reviews."""

    def visible_to(self, user: User) -> ReviewQuerySet:
        """The agency itself, the office, and for shares the task's lead."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_office(user):
            return self
        if user.agency_id is None:
            return self.none()
        reports = ProgressReport.objects.visible_to(user)
        own_or_share = reports.filter(Q(agency=user.agency_id) | Q(role=AssignmentRole.PARTICIPATING))
        return self.filter(report__in=own_or_share)

    def confirming(self) -> ReviewQuerySet:
        """What the office confirmed, and what it reopened since; the newest first."""
        decisions = [ReviewDecision.CONFIRM, ReviewDecision.REOPEN]
        return self.filter(decision__in=decisions).order_by("-decided_at", "-pk")

    def settling(self) -> ReviewQuerySet:
        """What gave a report its values: confirmed or reopened by the office, accepted by a lead."""
        decisions = [ReviewDecision.CONFIRM, ReviewDecision.ACCEPT, ReviewDecision.REOPEN]
        return self.filter(decision__in=decisions).order_by("-decided_at", "-pk")


class Review(models.Model):
    """审核: one decision about one report. Append-only; a confirmation carries the confirmed values.

    They may differ from the reported ones (核定为), with a reason. Reopening a completed task is another
    decision about the report that completed it. `changed`: the values differ from those confirmed before.
    """

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("progress report")
    )
    decision = models.CharField(_("decision"), max_length=20, choices=ReviewDecision)
    status = models.CharField(_("confirmed status"), max_length=20, choices=Status, blank=True)
    percent = models.PositiveSmallIntegerField(_("confirmed percent"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    changed = models.BooleanField(_("the confirmed values changed"), default=True)
    override_reason = models.TextField(_("reason for completing with an unfinished participant"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.RETURN) | ~Q(reason=""),
                name="review_return_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["confirm", "accept", "reopen"]) | percent_agrees(),
                name="review_percent_agrees",
            ),
        ]
        indexes = [
            models.Index(fields=["report", "decision"], name="review_report_decision"),
            models.Index(fields=["decided_by"], condition=Q(decision="approve"), name="review_passed_on"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.get_decision_display()}"

    @property
    def closes_off(self) -> bool:
        """Whether this is 销号: a claim of completion confirmed by the office."""
        return self.decision == ReviewDecision.CONFIRM and self.status == Status.COMPLETED
