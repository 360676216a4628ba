"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from agencies.enums import TokenScope
from agencies.forms.services import ServiceForm
from agencies.models import ApiToken, User
from agencies.services.tokens import LONGEST_LIFETIME_DAYS, token_create

LONGEST_NAME = User._meta.get_field("username").max_length or 0
"""Characters of a user name."""


class SignInForm(AuthenticationForm):
    """User name and password; says the same whichever of the two is wrong."""

    error_messages = {
        "invalid_login": _("Username or password is wrong. Both are case-sensitive."),
        "inactive": _("This account is closed."),
    }

    def clean(self) -> dict[str, Any]:
        """Signs in; a name longer than any can be is refused before it is counted among the failures."""
        if len(self.cleaned_data.get("username", "")) > LONGEST_NAME:
            raise self.get_invalid_login_error()
        return super().clean()


SCOPES = [
    (TokenScope.READ, _("Read only: it sees what you see and changes nothing.")),
    (TokenScope.WRITE, _("Read and write: it also does whatever you may do, such as submit reports.")),
]
"""What a token may do, each with what that means."""


class TokenForm(ServiceForm):
    """What a new API token is for, how far it goes and how long it lives."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("To recognise it later, such as the name of the script."),
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=SCOPES,
        initial=TokenScope.READ,
        widget=forms.RadioSelect,
    )
    lifetime_days = forms.IntegerField(
        label=_("Valid for how many days"),
        min_value=1,
        max_value=LONGEST_LIFETIME_DAYS,
        initial=90,
        help_text=_("At most 365. After that the token is refused."),
    )

    made: ApiToken
    key: str = ""

    def make(self, *, actor: User) -> bool:
        """Make the token; then `made` is its row and `key` what is shown once."""

        def service() -> None:
            asked = {**self.cleaned_data, "scope": TokenScope(self.cleaned_data["scope"])}
            self.made, self.key = token_create(actor=actor, **asked)

        return self.carried_out(service)
