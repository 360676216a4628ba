"""One agency's many reports in one table: a form a row, all of them in one request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from tasks.enums import Status
from tasks.forms.reports import CONTENT_FIELDS, ReportForm, Row
from tasks.models import ProgressReport
from tasks.services.no_change import report_no_change
from tasks.summaries.round_fill import FillRow, RoundFill

MAIN_FIELDS = ("status", "percent", "claims", "progress")
"""What every row shows; the rest lies one click behind it."""


class RowForm(ReportForm):
    """The report form as one row; its fields carry the task's number, so that many fit in one request."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("Choose")), *Status.choices]
    )

    def __init__(self, row: FillRow, posted: QueryDict | None = None, *, acted_on: bool = False) -> None:
        """With `acted_on` the row was sent to be saved; else it only shows what was typed into it so far."""
        prefix, initial = f"t{row.task.number}", self.initial_of(row.start)
        names = [field for field in self.base_fields if posted and f"{prefix}-{field}" in posted]
        self.was_sent = bool(names)
        self.started_with = initial
        if posted and not acted_on:
            initial = {**initial, **{name: posted[f"{prefix}-{name}"] for name in names}}
            if f"{prefix}-offered" in posted:
                initial["claims"] = posted.getlist(f"{prefix}-claims")
        super().__init__(posted if acted_on else None, prefix=prefix, initial=initial)
        self.offer(row.start.milestones)
        for name in CONTENT_FIELDS:
            if isinstance(self.fields[name].widget, forms.Textarea):
                self.fields[name].widget.attrs["rows"] = 3

    def act(self, action: str, *, actor: User, row: FillRow) -> ProgressReport | None:
        """Take the step of a button (`save`, `submit`, `outside`, `no_change`); None where it was refused."""
        if action == "no_change":
            return self._no_change(actor, row)
        return self.saved(
            actor=actor,
            task=row.task,
            agency=row.assignment.agency,
            submit=action in {"submit", "outside"},
            outside_round=action == "outside",
        )

    def _no_change(self, actor: User, row: FillRow) -> ProgressReport | None:
        def service() -> None:
            if self.typed:
                raise ValidationError(
                    _("This row was changed, so something is new: submit it, or put it back as it was.")
                )
            self.report = report_no_change(actor=actor, task=row.task, agency=row.assignment.agency)

        done = self.carried_out(service)
        if self.conflict and not self.held:
            self.continue_from(self.conflict.current)
        return self.report if done else None

    @property
    def typed(self) -> bool:
        """Whether the row says anything else than it began with."""
        return any(
            _plain(self[name].value()) != _plain(self.started_with.get(name))
            for name in (*CONTENT_FIELDS, *(["claims"] if self.offered else []))
        )

    @property
    def main(self) -> list[Row]:
        """The fields that every row shows."""
        return [row for row in self.rows() if row.field.name in MAIN_FIELDS]

    @property
    def more(self) -> list[Row]:
        """The others that a report says."""
        names = set(CONTENT_FIELDS) - set(MAIN_FIELDS)
        return [row for row in self.rows() if row.field.name in names]

    @property
    def more_pressing(self) -> bool:
        """Whether one of the others is wrong, or differs from what was saved meanwhile."""
        return any(row.differs or row.field.errors for row in self.more)

    @property
    def more_filled(self) -> int:
        """How many of the others say something."""
        return sum(bool(row.field.value()) for row in self.more)

    @property
    def sent_names(self) -> str:
        """What a row sends when it is saved alone."""
        names = [self.add_prefix(name) for name in self.fields]
        return ",".join(["csrfmiddlewaretoken", "action", self.offered_name, *names])


def _plain(value: object) -> str:
    """A value as a browser sends it back: line ends are its own, and blanks around do not count."""
    if isinstance(value, list):
        return ",".join(sorted(str(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class TableRow:
    """A row as it is shown: its form where there is something to write or to keep, and what was just done."""

    row: FillRow
    form: RowForm | None
    said: str = ""


def table_rows(
    fill: RoundFill, posted: QueryDict | None = None, acted: Sequence[TableRow] = ()
) -> list[TableRow]:
    """The rows of `fill` with all that was typed into any of them; those `acted` on as they came out."""
    by_task = {done.row.task.pk: done for done in acted}
    rows = []
    for row in fill.rows:
        done = by_task.pop(row.task.pk, None)
        form = done.form if done else RowForm(row, posted)
        if form is None and row.to_do:
            form = RowForm(row)
        shown = form is not None and (row.to_do or form.was_sent)
        rows.append(TableRow(row, form if shown else None, done.said if done else ""))
    return [*rows, *by_task.values()]


def save_typed(*, actor: User, fill: RoundFill, posted: QueryDict) -> list[TableRow]:
    """Save every row that was typed into as a draft, each for itself; returns them as they came out."""
    acted = []
    for row in fill.rows:
        form = RowForm(row, posted, acted_on=True)
        if form.was_sent and form.typed:
            report = form.act("save", actor=actor, row=row)
            acted.append(TableRow(row, None if report else form, _("Draft saved") if report else ""))
    return acted
