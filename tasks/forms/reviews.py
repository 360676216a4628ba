"""What people do with a report that is written: hand it in, take it back, decide about it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from agencies.forms.seen import VersionRead, not_said
from agencies.forms.services import AskedText, RemarkField, ServiceForm
from agencies.models import User
from tasks.enums import Status
from tasks.forms.keys import key_of
from tasks.forms.reports import PercentField
from tasks.models import ProgressReport
from tasks.services import reopening, reports, reviews
from tasks.services.many_reviews import ManyConfirmed, reports_confirm_many
from tasks.services.report_content import ConfirmedValue


class DecisionForm(ServiceForm):
    """One step of one report. `version` is the one that was read; `said` is told when it is done.

    A form that does not say which version it showed changes nothing, and is told so unless its sender may not
    take the step at all.
    """

    said: Promise
    version = VersionRead()

    def decided(self, *, actor: User, report: ProgressReport) -> bool:
        """Take the step; False where it was refused."""

        @transaction.atomic
        def as_read() -> None:
            self.decide(actor, report)
            if self.cleaned_data["version"] is None:
                raise not_said(report)

        return self.carried_out(as_read)

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Call the service of this step."""
        raise NotImplementedError


class SubmitForm(DecisionForm):
    """A draft is handed in."""

    said = gettext_lazy("The report on %(task)s is submitted.")

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Submit it."""
        reports.report_submit(actor=actor, report=report, expected_version=self.cleaned_data["version"])


class WithdrawForm(DecisionForm):
    """A report is taken back while nobody has decided."""

    said = gettext_lazy("The report on %(task)s is a draft again.")

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Take it back."""
        reports.report_withdraw(actor=actor, report=report, expected_version=self.cleaned_data["version"])


class DiscardForm(DecisionForm):
    """A draft is thrown away."""

    said = gettext_lazy("The draft on %(task)s is discarded.")

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Discard it."""
        reports.report_discard(actor=actor, report=report, expected_version=self.cleaned_data["version"])


class ApproveForm(DecisionForm):
    """审核人 passes the report on."""

    said = gettext_lazy("You passed the report on %(task)s of %(agency)s on.")

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Pass it on."""
        reviews.report_approve(actor=actor, report=report, expected_version=self.cleaned_data["version"])


class AcceptForm(DecisionForm):
    """The lead accepts a participant's share."""

    said = gettext_lazy("You accepted the share of %(agency)s in %(task)s.")

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Accept it."""
        reviews.report_accept(actor=actor, report=report, expected_version=self.cleaned_data["version"])


class ValueForm(DecisionForm):
    """A decision that settles a value, with its grounds."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Status)
    percent = PercentField(
        label=gettext_lazy("Percent"),
        needed_when=gettext_lazy("(needed for a task in progress)"),
        min_value=0,
        max_value=100,
    )
    reason = RemarkField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    document_number = AskedText(
        label=gettext_lazy("Document number"),
        needed_when=gettext_lazy("(needed to suspend or drop the task)"),
        help_text=gettext_lazy("Of the document that suspends or drops the task."),
        max_length=100,
    )


class ConfirmForm(ValueForm):
    """核定, as reported or (核定为) as said here; completing a task over unfinished participants asks why."""

    said = gettext_lazy("You confirmed the report on %(task)s of %(agency)s.")
    status = forms.ChoiceField(
        label=gettext_lazy("Confirmed status"),
        choices=[("", gettext_lazy("As reported")), *Status.choices],
        required=False,
    )
    reason = RemarkField(
        label=gettext_lazy("Reason"),
        needed_when=gettext_lazy("(needed where a value differs from the reported one)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    override_reason = RemarkField(
        label=gettext_lazy("Reason for confirming although participants have not finished"),
        needed_when=gettext_lazy("(needed to confirm it as completed)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Confirm it."""
        review = reviews.report_confirm(
            actor=actor,
            report=report,
            confirmed=reviews.value_meant(report, self.cleaned_data["status"], self.cleaned_data["percent"]),
            reason=self.cleaned_data["reason"],
            document_number=self.cleaned_data["document_number"],
            override_reason=self.cleaned_data["override_reason"],
            expected_version=self.cleaned_data["version"],
        )
        if review.closes_off:
            self.said = gettext_lazy("You confirmed %(task)s of %(agency)s as completed: it is closed off.")


class ShownReportsField(forms.Field):
    """Reports that were ticked, each as `key:version` of what was shown; keys with their versions."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Iterable[str] | None) -> dict[int, int]:
        """Raises `ValidationError` for what no page can have sent."""
        shown: dict[int, int] = {}
        for written in value or ():
            key, version = (key_of(part) for part in written.partition(":")[::2])
            if key is None or version is None:
                raise forms.ValidationError(gettext("Tick the reports on the page once more."))
            shown[key] = version
        return shown


class ConfirmManyForm(ServiceForm):
    """核定 of many at once; `outcome` says what became of them."""

    reports = ShownReportsField(label=gettext_lazy("Progress reports"), required=False)

    outcome = ManyConfirmed([], [], 0)

    def confirmed(self, *, actor: User) -> bool:
        """Confirm what is still as shown; False where it was refused as a whole."""
        return self.carried_out(lambda: self._confirm(actor))

    def _confirm(self, actor: User) -> None:
        self.outcome = reports_confirm_many(actor=actor, shown=self.cleaned_data["reports"])


class ReopenForm(ValueForm):
    """重新开启 of what this report completed."""

    said = gettext_lazy("You reopened %(task)s of %(agency)s.")
    status = forms.ChoiceField(
        label=gettext_lazy("Status from now on"),
        choices=[choice for choice in Status.choices if choice[0] != Status.COMPLETED],
        initial=Status.IN_PROGRESS,
    )

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Reopen it."""
        said = self.cleaned_data
        reopening.report_reopen(
            actor=actor,
            report=report,
            value=ConfirmedValue(Status(said["status"]), said["percent"]),
            reason=said["reason"],
            document_number=said["document_number"],
            expected_version=said["version"],
        )


class ReturnForm(DecisionForm):
    """退回."""

    said = gettext_lazy("You returned the report on %(task)s to %(agency)s.")
    reason = RemarkField(
        label=gettext_lazy("Reason for returning"),
        help_text=gettext_lazy("The agency reads this: say what is missing or unclear."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def decide(self, actor: User, report: ProgressReport) -> None:
        """Return it."""
        reviews.report_return(
            actor=actor,
            report=report,
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )
