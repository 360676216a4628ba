"""What a password has to be."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """At least so many characters, said in words of ours: the Chinese catalogue of Django 5.2 has none."""

    def get_error_message(self) -> str:
        """What is wrong with a shorter one."""
        return ngettext(
            "This password is too short. It must contain at least %(number)s character.",
            "This password is too short. It must contain at least %(number)s characters.",
            self.min_length,
        ) % {"number": self.min_length}
