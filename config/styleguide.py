"""What the page of the design shows: the tokens of the style sheets, and the components in their states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks.enums import (
    Answer,
    Claim,
    DerivedStatus,
    EvidenceGrade,
    Given,
    LightColour,
    ReportState,
    RequestState,
    Stance,
    Standing,
)

CSS: Path = settings.BASE_DIR / "static" / "css"
DECLARED = re.compile(r"--([\w-]+): ([^;]+);")


@dataclass(frozen=True)
class Token:
    """A name of the design with its value, and in the dark its other one."""

    name: str
    value: str
    dark: str = ""


@dataclass(frozen=True)
class Component:
    """A part that pages are made of; its states stand in a template of its own."""

    key: str
    name: Promise
    when: Promise
    made_by: str

    @property
    def template(self) -> str:
        """Where its states stand."""
        return f"config/styleguide/_{self.key}.html"


COMPONENTS = (
    Component("buttons", _("Button"), _("Something happens. One primary button a form."), ".button"),
    Component("status", _("Status chip"), _("How far a task is, as people said it."), "{% status_chip %}"),
    Component(
        "states", _("State of a report"), _("Where a report is on its way."), "{% report_state_chip %}"
    ),
    Component(
        "chips",
        _("Other states"),
        _("Words with the shape of what waits, what is settled, what came back."),
        ".chip {% given_chip %}",
    ),
    Component("lights", _("Light"), _("Computed; always with its word and shape."), "{% light %}"),
    Component(
        "progress", _("Percent done"), _("One task's percent; a dash where none is shown."), "{% progress %}"
    ),
    Component(
        "charts",
        _("Bar with legend and table"),
        _("Shares of a whole. The table opens with the key T."),
        "{% stacked_bar %} {% legend %} {% figures %}",
    ),
    Component("tiles", _("Tile"), _("A figure that leads to exactly what it counts."), ".tiles .tile"),
    Component("panel", _("Panel and facts"), _("One subject of a page, with its heading."), ".panel .facts"),
    Component(
        "table", _("Table"), _("Rows become cards on a phone."), ".table {% sort_heading %} {% pagination %}"
    ),
    Component(
        "fields",
        _("Form field"),
        _("Label above, help below it, the error in words."),
        "{% field %} .form--line {% error_summary %}",
    ),
    Component(
        "filters",
        _("Filters"),
        _("What a list shows; the rest is folded up."),
        ".filters {% filter_fields %}",
    ),
    Component(
        "list",
        _("List, and what is folded up"),
        _("Few things with a few words each."),
        ".plain-list .few-lines .behind",
    ),
    Component("notices", _("Message"), _("What was done, or what needs care."), "_messages.html .notice"),
    Component("empty", _("Nothing there"), _("Says why a list is empty, and the way on."), "_empty.html"),
    Component(
        "tabs", _("Tabs and breadcrumb"), _("Sides of one thing; where one is."), ".tabs _breadcrumb.html"
    ),
    Component("timeline", _("Timeline"), _("What happened, the latest first."), ".timeline"),
    Component(
        "official",
        _("Official text"),
        _("Words of a document, and what became of them."),
        ".official .quote .strand",
    ),
    Component(
        "diff",
        _("Two versions"),
        _("What was and what is; what was added and taken away."),
        ".diff .diff--plain .written",
    ),
)


def tokens() -> Iterator[Token]:
    """All tokens, as they stand in the style sheets now."""
    dark = dict(DECLARED.findall(_root("dark.css")))
    for name, value in DECLARED.findall(_root("tokens.css")):
        yield Token(name, value, dark.get(name, ""))


def _root(sheet: str) -> str:
    return (CSS / sheet).read_text(encoding="utf-8").partition(":root {")[2].partition("\n}")[0]


class SampleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(label=_("Name"), help_text=_("As it stands in the plan."))
    status = forms.ChoiceField(label=_("Status"), choices=DerivedStatus.choices, required=False)
    light = forms.ChoiceField(label=_("Light"), choices=LightColour.choices, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    text = forms.CharField(label=_("Reason"), widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label=_("Choose"), required=False)


CHIPS = (
    (_("How it stands"), "", Standing),
    (_("Answer"), "", Answer),
    (_("Requests for a later date"), "", RequestState),
    (_("Opinion"), "", Stance),
    (_("Evidence"), "evidence-", EvidenceGrade),
)
"""Of what there are chips that no tag writes, what their classes begin with, and the choices."""


def samples() -> dict[str, object]:
    """What the components are shown with."""
    page: Page[int] = Paginator(range(384), 50).page(3)
    chosen = SampleForm(auto_id="chosen_%s")
    return {
        "statuses": DerivedStatus,
        "states": ReportState,
        "colours": LightColour,
        "by_status": dict(zip(DerivedStatus, (4, 10, 24, 6, 4, 0, 52), strict=True)),
        "by_light": dict(zip(LightColour, (3, 12, 64, 21), strict=True)),
        "by_given": {Given.TASKS: 71, Given.NOBODY: 29},
        "in_all": 100,
        "chips": CHIPS,
        "ways": Given,
        "claims": Claim,
        "chosen": [chosen["words"], chosen["status"]],
        "more": [chosen["day"]],
        "form": SampleForm(initial={"words": "知识产权局", "light": LightColour.GREEN}, auto_id="good_%s"),
        "refused": SampleForm({"words": "", "light": LightColour.RED}, auto_id="wrong_%s"),
        "line": SampleForm(auto_id="line_%s"),
        "page_obj": page,
    }
