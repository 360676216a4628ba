"""What a password has to be, and where somebody who forgot theirs is to be written to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext_lazy, ngettext


class LongEnough(MinimumLengthValidator):
    """At least so many characters, said in words of ours: the Chinese catalogue of Django 5.2 has none."""

    def get_error_message(self) -> str:
        """What is wrong with a shorter one."""
        return ngettext(
            "This password is too short. It must contain at least %(number)s character.",
            "This password is too short. It must contain at least %(number)s characters.",
            self.min_length,
        ) % {"number": self.min_length}


class PasswordResetForm(forms.PasswordResetForm):
    """Asks for an e-mail address; `agencies.services.password_letters` writes to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("E-mail")
