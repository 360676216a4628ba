"""The report form: what an agency says about its part of a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.errors import Conflict
from agencies.forms.seen import VersionRead, not_said
from agencies.forms.services import AskedText, SometimesNeeded
from agencies.models import Agency, User
from tasks.enums import ReportState, Status
from tasks.forms.consolidation import TakesOver
from tasks.forms.evidence import EvidenceFields
from tasks.forms.milestones import ClaimsMilestones, claimed_keys, claimed_names
from tasks.models import ProgressReport, Task
from tasks.models.reports import HANDED_IN
from tasks.services.report_content import FIXED_PERCENT, ReportContent, work_wanting
from tasks.services.reports import report_draft, report_submit
from tasks.services.rounds import RoundClosed
from tasks.summaries.report_starts import ReportStart

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise, StrPromise

CONTENT_FIELDS = ("status", "percent", "progress", "outcome", "problem", "next_step", "document_number")
"""What a report says, in the order of the form; the names of `ProgressReport` and `ReportContent`."""


@dataclass(frozen=True)
class Row:
    """A field; where it `differs`, `saved` is what stands in the report meanwhile."""

    field: forms.BoundField
    differs: bool = False
    saved: str = ""


class PercentField(SometimesNeeded, forms.IntegerField):
    """Asked for wherever the status leaves a choice; the service says where it is missing."""

    default_error_messages = dict.fromkeys(
        ("invalid", "min_value", "max_value"), gettext_lazy("The percent is a whole number from 0 to 100.")
    )

    def validate(self, value: object) -> None:
        """Empty is no error of this field."""


def _text(
    label: StrPromise, help_text: StrPromise, rows: int, needed_when: StrOrPromise = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return AskedText(label=label, help_text=help_text, needed_when=needed_when, required=False, widget=widget)


class ReportForm(ClaimsMilestones, EvidenceFields, TakesOver):
    """Saves a draft or submits it. Knows the version of the draft, and the round, that it was opened on.

    `report` is the draft as last saved through this form, if any.
    """

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=Status, widget=forms.RadioSelect, required=True
    )
    percent = PercentField(
        label=gettext_lazy("Percent"),
        help_text=gettext_lazy(
            "0 to 100. “Not started” is always 0 and “Completed” always 100, whatever is entered here."
        ),
        min_value=0,
        max_value=100,
    )
    progress = AskedText(
        label=gettext_lazy("What was done"),
        help_text=gettext_lazy("In this period, in a few sentences. Needed to submit."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    outcome = _text(
        gettext_lazy("Outcome"),
        gettext_lazy("What came of it: documents issued, figures, names."),
        4,
        needed_when=gettext_lazy("(needed for a completed task)"),
    )
    problem = _text(
        gettext_lazy("Problem for the office"),
        gettext_lazy("What you need help with. Other agencies do not see this."),
        3,
    )
    next_step = _text(gettext_lazy("Next step"), gettext_lazy("What comes next, and by when."), 3)
    document_number = AskedText(
        label=gettext_lazy("Document number"),
        needed_when=gettext_lazy("(needed to suspend or drop the task)"),
        help_text=gettext_lazy("Of the document that suspends or drops the task."),
        max_length=100,
    )
    opened = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = VersionRead()
    asked_by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    report: ProgressReport | None = None

    def clean_percent(self) -> int | None:
        """Whatever stands in the field, the percent of a status that leaves no choice."""
        percent: int | None = self.cleaned_data.get("percent")
        return FIXED_PERCENT.get(self.cleaned_data.get("status", ""), percent)

    def content(self) -> ReportContent:
        """What was filled in."""
        said = {name: self.cleaned_data[name] for name in CONTENT_FIELDS}
        return ReportContent(**{**said, "status": Status(said["status"])})

    def saved(
        self,
        *,
        actor: User,
        task: Task,
        agency: Agency,
        submit: bool,
        outside_round: bool = False,
        take_over: bool = False,
        remove: str = "",
    ) -> ProgressReport | None:
        """Save the draft with its evidence and, with `submit`, hand it in; None where something was refused.

        With `take_over` the task is taken over from the lead that consolidates it before; `remove` is the key
        of a piece of evidence that goes.

        A draft that cannot be handed in yet is kept all the same. After a refusal the hidden fields say what
        saving again would change: the draft as it is now, or nothing, which begins a new report.
        """

        def save() -> None:
            if take_over:
                self.take_over(actor, task, agency)
            report = self._with_evidence(actor, self._save(actor, task, agency), remove)
            if submit:
                self._submit(actor, report, outside_round=outside_round)

        done = self.carried_out(save)
        wanting = work_wanting(self.cleaned_data.get("progress", ""))
        if submit and wanting and not self.report and "progress" not in self.errors:
            # Not even a draft came of it: what handing in would ask for next is said at once.
            self.add_error("progress", wanting)
        if self.conflict and not self.held:
            self.continue_from(self.conflict.current or self.report)
        elif self.report:
            self.continue_from(self.report)
        return self.report if done else None

    def _save(self, actor: User, task: Task, agency: Agency) -> ProgressReport:
        report, version = self._opened(task, agency), self.cleaned_data["version"]
        if report is not None and version is None:
            raise not_said(report)
        self.report = report_draft(
            actor=actor,
            task=task,
            agency=agency,
            content=self.content(),
            claims=self.claimed(),
            report=report,
            expected_version=version,
        )
        return self.report

    def _with_evidence(self, actor: User, draft: ProgressReport, remove: str) -> ProgressReport:
        for changed in self.with_evidence(actor, draft):
            self.report = draft = changed
        if remove:
            self.report = draft = self.without_evidence(actor, draft, remove)
        return draft

    def _submit(self, actor: User, draft: ProgressReport, *, outside_round: bool) -> None:
        self.report = report_submit(
            actor=actor,
            report=draft,
            expected_version=draft.version,
            outside_round=outside_round,
            asked_by=self.cleaned_data["asked_by"],
        )

    def _opened(self, task: Task, agency: Agency) -> ProgressReport | None:
        key = self.cleaned_data["opened"]
        if key is None:
            return None
        report = ProgressReport.objects.filter(pk=key, task=task, agency=agency).first()
        if report is None:
            raise Conflict(
                _("The draft was discarded while this form was open. Saving again begins a new one.")
            )
        return report

    def continue_from(self, report: ProgressReport | None) -> None:
        """Let the next save change `report` if it is a draft, and else begin a new report."""
        draft = report if report and report.state == ReportState.DRAFT else None
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        posted[self.add_prefix("opened")] = str(draft.pk) if draft else ""
        posted[self.add_prefix("version")] = str(draft.version) if draft else ""
        self.data = posted

    @property
    def round_closed(self) -> bool:
        """Whether the draft is kept, but its round was closed while the form was open."""
        return isinstance(self.conflict, RoundClosed)

    @property
    def blocked_by(self) -> ProgressReport | None:
        """The agency's report that is handed in already, beside which no other can be begun."""
        current = self.conflict.current if self.conflict else None
        return current if current and current.state in HANDED_IN else None

    def rows(self) -> Iterator[Row]:
        """What the report says, after a conflict beside what the report says now."""
        current = self.conflict.current if self.conflict else None
        for name in CONTENT_FIELDS:
            field = self["claims" if name == "percent" and self.offered else name]
            if current is None or _said(current, field.name) == self.cleaned_data.get(field.name):
                yield Row(field)
            else:
                yield Row(field, differs=True, saved=shown(current, field.name))

    @classmethod
    def starting_from(cls, start: ReportStart) -> ReportForm:
        """The form on the open draft, or on a new report filled with the last one."""
        form = cls(initial=cls.initial_of(start))
        form.offer(start.milestones)
        return form

    @staticmethod
    def initial_of(start: ReportStart) -> dict[str, Any]:
        """What the fields say before anybody types."""
        initial = dict(start.values)
        if start.open:
            initial |= {"opened": start.open.pk, "version": start.open.version}
        if start.asked_by:
            initial["asked_by"] = start.asked_by.pk
        return initial


def _said(report: ProgressReport, name: str) -> object:
    return claimed_keys(report) if name == "claims" else getattr(report, name)


def shown(report: ProgressReport, name: str) -> str:
    """One field of a report as people read it; empty where nothing was said."""
    if name == "claims":
        return claimed_names(report)
    if name == "status":
        return report.get_status_display()
    value = getattr(report, name)
    if name == "percent":
        return "" if value is None else f"{value}%"
    return str(value)
