"""A person's own account: who they are, where they are signed in, their API tokens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms.account import TokenForm
from agencies.models import AccountSession, ApiToken
from agencies.requests import SignedInRequest
from agencies.services.sessions import session_end, sessions_end_others, sessions_of
from agencies.services.tokens import token_revoke, tokens_of


@login_required
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    """Who the office says that they are, and what they can do about their account."""
    return render(request, "agencies/account/account.html")


@login_required
@require_GET
def sessions(request: SignedInRequest) -> HttpResponse:
    """Where they are signed in."""
    found = sessions_of(request.user, request.session.session_key)
    return render(request, "agencies/account/sessions.html", {"sessions": found, "several": len(found) > 1})


@login_required
@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ends one of their sessions."""
    session = get_object_or_404(AccountSession, pk=pk, user=request.user)
    session_end(actor=request.user, session=session)
    messages.success(request, _("The session was ended."))
    return redirect("agencies:sessions")


@login_required
@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """Ends all of their sessions but this one."""
    sessions_end_others(actor=request.user, current_key=request.session.session_key)
    messages.success(request, _("You are now signed in here only."))
    return redirect("agencies:sessions")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """Their API tokens; a new one is shown on the answer to the form, and never again."""
    form = TokenForm(request.POST or None)
    made = request.method == "POST" and form.make(actor=request.user)
    context = {"form": TokenForm() if made else form, "new": form if made else None}
    return render(request, "agencies/account/tokens.html", {**context, "tokens": tokens_of(request.user)})


@login_required
@require_POST
def revoke_token(request: SignedInRequest, token_key: str) -> HttpResponse:
    """Revokes one of their tokens."""
    token = get_object_or_404(ApiToken, token_key=token_key, user=request.user)
    token_revoke(actor=request.user, token=token)
    messages.success(request, _("The token was revoked."))
    return redirect("agencies:tokens")
