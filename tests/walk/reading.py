"""What a page offers: where its links lead, what its forms send, and which places it has inside."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

Attributes = dict[str, str]

TYPED = {"input", "select", "textarea", "button"}
BY_ITSELF = ("hx-get", "hx-post")
"""Attributes whose address htmx asks for."""


@dataclass(frozen=True)
class Link:
    """A link, and whether it stands in the page itself or in its head or foot."""

    address: str
    in_main: bool


@dataclass
class Field:
    """One control of a form; of a select `options` are its values and `value` the chosen one."""

    tag: str
    attributes: Attributes
    value: str
    options: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    @property
    def kind(self) -> str:
        return self.attributes.get("type", "text") if self.tag == "input" else self.tag

    @property
    def is_sent(self) -> bool:
        """Whether a browser sends it as it stands."""
        ticked = self.kind not in {"checkbox", "radio"} or "checked" in self.attributes
        return bool(self.name) and "disabled" not in self.attributes and ticked and self.kind != "file"


@dataclass
class Form:
    """A form; `buttons` are those that send it."""

    attributes: Attributes
    fields: list[Field] = field(default_factory=list)
    buttons: list[Attributes] = field(default_factory=list)

    @property
    def method(self) -> str:
        return self.attributes.get("method", "get").upper()

    @property
    def action(self) -> str:
        return self.attributes.get("action", "")


class Offers(HTMLParser):
    """Reads one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.asked: set[tuple[str, str]] = set()
        self.anchors: set[str] = set()
        self.current: set[str] = set()
        self.doubled: set[str] = set()
        self._forms: dict[str, Form] = {}
        self._elsewhere: list[tuple[str, Field | Attributes]] = []
        self._form: Form | None = None
        self._control: Field | None = None
        self._main = False
        self.breadcrumb: list[str] = []
        self._in_breadcrumb = False
        self.feed(html)

    @cached_property
    def forms(self) -> list[Form]:
        """All of them, with the controls that stand elsewhere and name theirs."""
        named = {form.attributes["id"]: form for form in self._forms.values() if "id" in form.attributes}
        for owner, control in self._elsewhere:
            if owner in named:
                self._add(named[owner], control)
        return list(self._forms.values())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._main |= tag == "main"
        self._in_breadcrumb |= tag == "nav" and attributes.get("class") == "breadcrumb"
        named = [attributes.get("id"), attributes.get("accesskey") and f"key {attributes['accesskey']}"]
        for name in filter(None, named):
            if name in self.anchors:
                self.doubled.add(name)
            self.anchors.add(name)
        self.asked |= {(name, attributes[name]) for name in BY_ITSELF if attributes.get(name)}
        if tag == "a" and "href" in attributes:
            self._link(attributes)
        elif tag == "form":
            self._form = self._forms[str(len(self._forms))] = Form(attributes)
        elif tag in TYPED:
            self._typed(tag, attributes)
        elif tag == "option" and self._control:
            value = attributes.get("value", "")
            self._control.options.append(value)
            if "selected" in attributes or len(self._control.options) == 1:
                self._control.value = value

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._control and self._control.tag == "textarea":
            self._control.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._main = False
        elif tag == "nav":
            self._in_breadcrumb = False
        elif tag == "form":
            self._form = None
        elif tag in {"select", "textarea"}:
            self._control = None

    def _link(self, attributes: Attributes) -> None:
        address = attributes["href"]
        self.links.append(Link(address, self._main))
        if self._in_breadcrumb:
            self.breadcrumb.append(address)
        if attributes.get("aria-current"):
            self.current.add(address)

    def _typed(self, tag: str, attributes: Attributes) -> None:
        made: Field | Attributes = attributes
        if tag != "button":
            made = control = Field(tag, attributes, attributes.get("value", "on" if tag == "input" else ""))
            if control.kind not in {"checkbox", "radio"} and "value" not in attributes:
                control.value = ""
            self._control = control if tag in {"select", "textarea"} else None
        if "form" in attributes:
            self._elsewhere.append((attributes["form"], made))
        elif self._form:
            self._add(self._form, made)

    @staticmethod
    def _add(form: Form, made: Field | Attributes) -> None:
        if isinstance(made, Field):
            form.fields.append(made)
        elif made.get("type", "submit") == "submit":
            form.buttons.append(made)


def sendings(form: Form) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address and the content of each way to send a form: by each button, with little and with all of it.

    Little is what must not stay empty, and what is told in words.
    """
    little, much = filled(form, only_required=True), filled(form, only_required=False)
    for content in [little] if little == much else [little, much]:
        for button in form.buttons or [{}]:
            pressed = {button["name"]: [button.get("value", "")]} if button.get("name") else {}
            yield button.get("formaction", form.action), {**content, **pressed}


def filled(form: Form, *, only_required: bool) -> dict[str, list[str]]:
    """What stands in the form once somebody was there."""
    content: dict[str, list[str]] = {}
    for control in form.fields:
        if control.is_sent:
            needed = control.kind == "textarea" or "required" in control.attributes
            idle = only_required and not control.value.strip() and not needed
            content.setdefault(control.name, []).append("" if idle else entered(control))
    for control in form.fields:
        if control.kind == "radio" and control.name not in content and "disabled" not in control.attributes:
            content[control.name] = [control.value]
    return content


def entered(control: Field) -> str:
    """What stands in a control once somebody was there: another day where there is one already."""
    if control.kind == "date" and control.value:
        return (datetime.date.fromisoformat(control.value) + datetime.timedelta(days=1)).isoformat()
    return control.value if control.value.strip() else typed(control)


def typed(control: Field) -> str:
    """What somebody enters into an empty control."""
    if control.kind == "select":
        return next((option for option in control.options if option), "")
    if control.kind == "date":
        return "2100-02-01"
    if control.kind == "number":
        return control.attributes.get("min", "1")
    if control.kind == "email":
        return "somebody@example.org"
    if control.kind in {"hidden", "search", "url"}:
        return ""
    return "经研究，情况属实。"[: int(control.attributes.get("maxlength", 20))]
