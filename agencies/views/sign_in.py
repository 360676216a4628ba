"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import views
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from agencies.forms.account import SignInForm
from agencies.services.sessions import is_still_let_in, session_left, session_started


class SignInView(views.LoginView):
    """The sign-in page; somebody signed in already is sent on."""

    template_name = "agencies/account/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """Sign in and remember where; not where the account was closed since its password was judged."""
        if not is_still_let_in(form.get_user()):
            form.add_error(None, form.get_invalid_login_error())
            return self.form_invalid(form)
        response = super().form_valid(form)
        session_started(actor=form.get_user(), request=self.request)
        return response


class SignOutView(views.LogoutView):
    """Signs out, by POST only."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign out and remember it."""
        if request.user.is_authenticated:
            session_left(actor=request.user, session_key=request.session.session_key)
        return super().post(request, *args, **kwargs)
