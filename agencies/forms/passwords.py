"""What a password has to be, and how somebody who forgot theirs is written to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.contrib.auth import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.cache import cache
from django.utils.translation import get_language, gettext_lazy, ngettext, override

from agencies.authentication import may_enter
from agencies.models import User

SECONDS_BETWEEN_LETTERS = 5 * 60
"""Nobody fills the mailbox of somebody else."""

LETTERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")
"""Sends letters beside the request: how long a mail server takes would tell that there was one to send."""


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
    """Asks for an e-mail address; who has an account with it gets a letter, and whoever asks never learns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("E-mail")

    def get_users(self, email: str) -> Iterator[User]:
        """Those who may enter and were not written to just now."""
        return (user for user in super().get_users(email) if may_enter(user) and _is_next(user))

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Write to somebody, with a link to where the site is and not to where the request says it is."""
        language, send = get_language(), super().send_mail

        def written() -> None:
            with override(language):
                send(
                    subject_template_name,
                    email_template_name,
                    {**context, "site_url": settings.SITE_URL},
                    from_email,
                    to_email,
                    html_email_template_name,
                )

        LETTERS.submit(written)


def _is_next(user: User) -> bool:
    """Whether the last letter to `user` is long enough ago; then this one is the last."""
    key = f"password-reset:{user.pk}"
    if cache.get(key):
        return False
    cache.set(key, "written", SECONDS_BETWEEN_LETTERS)
    return True
