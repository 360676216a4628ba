"""How the codes of the audit read: every app says its own words as `AppConfig.audit_wording`."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Field, TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from agencies.models import AuditEntry

Words = str | Promise
# Between what something was and what it became, where an entry says both in one value.
ARROW = " → "
ROW = re.compile(r"[a-z]+\.[a-z]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")


@dataclass(frozen=True)
class AuditWording:
    """The words of one app: for actions, for keys of `before` and `after`, for values that are choices."""

    actions: Mapping[str, Words]
    fields: Mapping[str, Words] = dataclasses.field(default_factory=dict)
    choices: Mapping[str, type[TextChoices]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One thing that an entry says changed, in words; `is_name` where the value stands as it was typed."""

    label: str
    before: str
    after: str
    is_name: bool


def _wordings(first: str = "") -> Iterator[AuditWording]:
    """Every app's words, those of the app `first` in front."""
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label != first):
        wording = getattr(config, "audit_wording", None)
        if wording:
            yield wording


def action_words() -> list[tuple[str, Words]]:
    """Every action with its words, as choices."""
    return [pair for wording in _wordings() for pair in wording.actions.items()]


def action_in_words(action: str) -> str:
    """What was done; the code itself where no app has words for it (any more)."""
    return str(dict(action_words()).get(action, action))


def kind_of_row(model: str) -> str:
    """What a row of `model` ("tasks.task") is called; the text itself where there is no such model."""
    try:
        return str(apps.get_model(model)._meta.verbose_name)
    except (LookupError, ValueError):
        return model


def channel_in_words(channel: str) -> str:
    """The door a change came through (`agencies.origin`)."""
    words = {
        "browser": _("browser"),
        "api": _("API"),
        "admin": _("administration"),
        "command": _("command line"),
        "job": _("automatic"),
        "demo": _("demonstration"),
    }
    return words.get(channel, channel)


def changes(entry: AuditEntry) -> list[Change]:
    """What an entry says changed, in words; what was and stays empty is left out."""
    app = entry.target_type.partition(".")[0]
    found = [
        _change(key, entry.before.get(key), entry.after.get(key), app)
        for key in dict.fromkeys([*entry.before, *entry.after])
    ]
    return [change for change in found if change.before or change.after]


def _change(key: str, before: object, after: object, app: str) -> Change:
    told = _value(key, after, app)
    return Change(_label(key, app), _value(key, before, app), told, is_name=told == after)


def _label(key: str, app: str) -> str:
    """The app's own word, else the name of a field or of a kind of row so called, else the key itself."""
    own = next((words.fields[key] for words in _wordings(app) if key in words.fields), None)
    return str(own or next((field.verbose_name for field in _fields(key)), None) or kind_of_row(key))


def _value(key: str, value: object, app: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "、".join(_value(key, item, app) for item in value)
    if isinstance(value, dict):
        return _("; ").join(
            _pair(key, name, item, app) for name, item in value.items() if item not in ("", None)
        )
    return _text(key, str(value), app)


def _pair(key: str, name: str, item: object, app: str) -> str:
    """One pair of a value that is itself a mapping; where `key` names choices, the items are such."""
    inner = key if _choice_words(key, app) else name
    return _("%(what)s: %(said)s") % {"what": _label(name, app), "said": _value(inner, item, app)}


def _text(key: str, text: str, app: str) -> str:
    """A choice and a kind of row by their words, a moment by the clock on the wall, the rest as it is."""
    if ARROW in text:
        return ARROW.join(_text(key, side, app) for side in text.split(ARROW))
    words = _choice_words(key, app).get(text)
    if words:
        return str(words)
    kind, _space, rest = text.partition(" ")
    if rest and ROW.fullmatch(kind):
        return f"{kind_of_row(kind)} {rest}"
    moment = _moment(text)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else text


def _moment(text: str) -> datetime.datetime | None:
    """The moment that an entry says; None for what people wrote, however much it looks like one."""
    try:
        moment = parse_datetime(text) if MOMENT.match(text) else None
        return timezone.localtime(moment) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _choice_words(key: str, app: str) -> Mapping[object, Words]:
    """The words of the choices that `key` stands for, by the app's own word or by the field so called."""
    own = next((words.choices[key].choices for words in _wordings(app) if key in words.choices), None)
    return dict(own or next((field.flatchoices for field in _fields(key) if field.flatchoices), ()))


def _fields(name: str) -> Iterator[Field[Any, Any]]:
    """The fields so called that say in words what they are, in any model."""
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.name == name and isinstance(field.verbose_name, Promise):
                yield field
