"""What a password has to be, and where somebody who forgot theirs is to be written to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import forms
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext, gettext_lazy, ngettext


# In Chinese Django says 你 of passwords, or nothing: these four say it in words of ours.
class LongEnough(MinimumLengthValidator):
    """At least so many characters."""

    def get_help_text(self) -> str:
        """What is asked."""
        return ngettext(
            "At least %(number)s character.", "At least %(number)s characters.", self.min_length
        ) % {"number": self.min_length}

    def get_error_message(self) -> str:
        """What is wrong with a shorter one."""
        return ngettext(
            "This password is too short. It must contain at least %(number)s character.",
            "This password is too short. It must contain at least %(number)s characters.",
            self.min_length,
        ) % {"number": self.min_length}


class UnlikeThePerson(UserAttributeSimilarityValidator):
    """Not much like what is known of the person."""

    def get_help_text(self) -> str:
        """What is asked."""
        return gettext("Not much like the username or the e-mail address.")

    def get_error_message(self) -> str:
        """What is wrong with one that is."""
        return gettext("This password is too much like the %(verbose_name)s.")


class NotCommon(CommonPasswordValidator):
    """Not one that is tried first."""

    def get_help_text(self) -> str:
        """What is asked."""
        return gettext("Not one that many people use.")

    def get_error_message(self) -> str:
        """What is wrong with one that is."""
        return gettext("Many people use this password.")


class NotDigitsAlone(NumericPasswordValidator):
    """Something besides digits."""

    def get_help_text(self) -> str:
        """What is asked."""
        return gettext("Not digits alone.")

    def get_error_message(self) -> str:
        """What is wrong with digits alone."""
        return gettext("This password is digits alone.")


class PasswordChangeForm(forms.PasswordChangeForm):
    """The old password and twice the new one."""

    error_messages = {
        **forms.PasswordChangeForm.error_messages,
        "password_incorrect": gettext_lazy("The old password is wrong. Enter it once more."),
    }


class PasswordResetForm(forms.PasswordResetForm):
    """Asks for an e-mail address; `agencies.services.password_letters` writes to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("E-mail")
