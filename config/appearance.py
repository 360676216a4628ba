"""How the pages suit one person at one browser: light or dark, ordinary or large text, single keys or none.

Kept in cookies, as the language is: it concerns a screen, a pair of eyes and hands, and holds before anybody
signs in. The page itself names the style sheets and scripts that follow, so nothing changes once it is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "duban_theme"
TEXT_COOKIE = "duban_text"
KEYS_COOKIE = "duban_keys"
SECONDS_KEPT = 365 * 24 * 60 * 60


class Theme(TextChoices):
    """Light or dark."""

    SYSTEM = "system", _("As the device is set")
    LIGHT = "light", _("Light colours")
    DARK = "dark", _("Dark colours")


class TextSize(TextChoices):
    """Ordinary text, or 长辈版."""

    NORMAL = "normal", _("Ordinary text")
    LARGE = "large", _("Large text")


class Keys(TextChoices):
    """Whether single keys do something outside of fields: whoever speaks to the browser turns them off."""

    ON = "on", _("Key / searches, key T opens a chart's table")
    OFF = "off", _("No single-key shortcuts")


DARK_FOR = {
    Theme.SYSTEM: "screen and (prefers-color-scheme: dark)",
    Theme.DARK: "screen",
}
"""Where the dark style sheet holds; paper is always light."""

FOLDS = {
    TextSize.NORMAL: {"wide": "64rem", "cards": "48rem", "phone": "40rem"},
    TextSize.LARGE: {"wide": "96rem", "cards": "72rem", "phone": "60rem"},
}
"""The widths at which pages fold: as many characters as ever, in characters of the browser's own size."""


@dataclass(frozen=True)
class Appearance:
    """What was chosen."""

    theme: Theme = Theme.SYSTEM
    text: TextSize = TextSize.NORMAL
    keys: Keys = Keys.ON

    @property
    def dark_for(self) -> str:
        """The media of the dark style sheet; empty where it has no part."""
        return DARK_FOR.get(self.theme, "")

    @property
    def is_large(self) -> bool:
        """Whether text is large."""
        return self.text == TextSize.LARGE

    @property
    def has_keys(self) -> bool:
        """Whether single keys do something."""
        return self.keys == Keys.ON

    @property
    def folds(self) -> Mapping[str, str]:
        """The widths at which pages fold."""
        return FOLDS[self.text]

    def changed(self, wanted: Mapping[str, str]) -> Appearance:
        """With what `wanted` names; what it does not know stays."""
        return Appearance(
            Theme(wanted["theme"]) if wanted.get("theme") in Theme.values else self.theme,
            TextSize(wanted["text"]) if wanted.get("text") in TextSize.values else self.text,
            Keys(wanted["keys"]) if wanted.get("keys") in Keys.values else self.keys,
        )

    def keep(self, response: HttpResponse) -> None:
        """Have the browser remember it."""
        chosen = ((THEME_COOKIE, self.theme), (TEXT_COOKIE, self.text), (KEYS_COOKIE, self.keys))
        for name, value in chosen:
            response.set_cookie(
                name,
                value.value,
                max_age=SECONDS_KEPT,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def appearance_of(request: HttpRequest) -> Appearance:
    """What this browser remembers."""
    cookies = request.COOKIES
    return Appearance().changed(
        {
            "theme": cookies.get(THEME_COOKIE, ""),
            "text": cookies.get(TEXT_COOKIE, ""),
            "keys": cookies.get(KEYS_COOKIE, ""),
        }
    )


def appearance(request: HttpRequest) -> dict[str, object]:
    """For every page: how it looks and which keys it heeds, and what else could be chosen."""
    return {
        "appearance": appearance_of(request),
        "themes": Theme,
        "text_sizes": TextSize,
        "key_choices": Keys,
    }
