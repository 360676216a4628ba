"""How the codes of the audit read: every app says its own words as `AppConfig.audit_wording`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from agencies.models import AuditEntry

Words = str | Promise
# Between what something was and what it became, where an entry says both in one value.
ARROW = " → "


@dataclass(frozen=True)
class AuditWording:
    """The words of one app: for actions, for keys of `before` and `after`, for values that are choices."""

    actions: Mapping[str, Words]
    fields: Mapping[str, Words] = field(default_factory=dict)
    choices: Mapping[str, type[TextChoices]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One thing that an entry says changed, in words."""

    label: str
    before: str
    after: str


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


def target_kind(entry: AuditEntry) -> str:
    """What sort of thing an entry is about."""
    try:
        return str(apps.get_model(entry.target_type)._meta.verbose_name)
    except LookupError:
        return entry.target_type


def channel_in_words(channel: str) -> str:
    """The door a change came through (`agencies.origin`)."""
    words = {
        "browser": _("browser"),
        "api": _("API"),
        "admin": _("administration"),
        "command": _("command line"),
        "job": _("automatic"),
    }
    return words.get(channel, channel)


def changes(entry: AuditEntry) -> list[Change]:
    """What an entry says changed, each with its word and values in words."""
    app = entry.target_type.partition(".")[0]
    keys = dict.fromkeys([*entry.before, *entry.after])
    return [
        Change(
            _label(key, app),
            _value(key, entry.before.get(key), app),
            _value(key, entry.after.get(key), app),
        )
        for key in keys
    ]


def _label(key: str, app: str) -> str:
    """The app's own word, else the name of a field so called, else the key itself."""
    own = (words.fields[key] for words in _wordings(app) if key in words.fields)
    fields = (
        field.verbose_name
        for config in apps.get_app_configs()
        for model in config.get_models()
        for field in model._meta.fields
        if field.name == key and isinstance(field.verbose_name, Promise)
    )
    return str(next(own, None) or next(fields, key))


def _value(key: str, value: object, app: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "、".join(_value(key, item, app) for item in value)
    if isinstance(value, dict):
        return "；".join(f"{_label(name, app)}：{_value(key, item, app)}" for name, item in value.items())
    if isinstance(value, str) and ARROW in value:
        return ARROW.join(_value(key, side, app) for side in value.split(ARROW))
    for words in _wordings(app):
        choices = words.choices.get(key)
        if choices and value in choices.values:
            return str(choices(value).label)
    return str(value)
