"""What somebody was told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import SignedInRequest
from tasks.forms.keys import key_of
from tasks.forms.mail_choices import MailChoicesForm
from tasks.models import Notice
from tasks.services.notices import notices_mark_read
from tasks.summaries.digests import told


@login_required
@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    """The person's own notices, the newest first."""
    notices = Notice.objects.visible_to(request.user).standing_alone()
    page = Paginator(notices.select_related(*Notice.ABOUT), 50).get_page(request.GET.get("page"))
    context = {"page": page, "entries": told(list(page)), "unread": notices.unread().count()}
    return render(request, "tasks/notice_list.html", context)


@login_required
@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Mark the notices named (`notice`, several) as read, or all of them where none is named."""
    notices = Notice.objects.visible_to(request.user)
    named = request.POST.getlist("notice")
    if named:
        notices = notices.filter(pk__in=[key for key in map(key_of, named) if key is not None])
    notices_mark_read(actor=request.user, notices=notices)
    return redirect("tasks:notice_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: SignedInRequest) -> HttpResponse:
    """Which kinds of notices come to this person by mail."""
    form = MailChoicesForm(request.POST) if request.method == "POST" else MailChoicesForm.of(request.user)
    if request.method == "POST" and form.kept(actor=request.user):
        messages.success(request, _("Saved."))
        return redirect("tasks:mail_choices")
    return render(request, "tasks/mail_choices.html", {"form": form}, status=form.http_status)
