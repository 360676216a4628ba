"""Changing a password, and getting a new one by e-mail."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.forms import PasswordResetForm as BasePasswordResetForm
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.forms.passwords import PasswordChangeForm, PasswordResetForm
from agencies.models import User
from agencies.services.accounts import password_change
from agencies.services.password_letters import password_letter_ask
from agencies.services.sessions import session_renewed


class PasswordChangeView(views.PasswordChangeView):
    """A new password by somebody who knows the old one; ends their other sessions and their tokens."""

    template_name = "agencies/account/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("agencies:account")

    @transaction.atomic
    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        """Change it and stay signed in here."""
        user, former_key = cast(User, form.user), self.request.session.session_key
        password_change(
            actor=user,
            user=user,
            password=form.cleaned_data["new_password1"],
            kept_session_key=former_key,
        )
        update_session_auth_hash(self.request, user)
        session_renewed(actor=user, former_key=former_key, session_key=self.request.session.session_key)
        messages.success(
            self.request, _("Your password was changed. Your other sessions and your API tokens were ended.")
        )
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetView(views.PasswordResetView):
    """Asks for the e-mail address; says the same whether an account has it or not."""

    template_name = "agencies/account/password_reset.html"
    form_class = PasswordResetForm
    success_url = reverse_lazy("agencies:password_reset_sent")

    def form_valid(self, form: BasePasswordResetForm) -> HttpResponse:
        """Have the letter written, in the language of this page; nobody looks here who has the address."""
        password_letter_ask(
            address=form.cleaned_data["email"], language=get_language() or settings.LANGUAGE_CODE
        )
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetSentView(views.PasswordResetDoneView):
    """Says that a letter is on its way, if there is such an account."""

    template_name = "agencies/account/password_reset_sent.html"


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    """The page behind the link in the letter: sets a new password, ends every session and token."""

    template_name = "agencies/account/password_reset_confirm.html"
    success_url = reverse_lazy("agencies:login")

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        """Set it; the link is then used up."""
        user = cast(User, form.user)
        password_change(actor=user, user=user, password=form.cleaned_data["new_password1"])
        del self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return HttpResponseRedirect(self.get_success_url())
