"""The page that finds things by words."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from agencies.views.parts import leave_for, render_part
from tasks.enums import SearchKind
from tasks.forms.search import SearchForm
from tasks.search.hits import Found, Hit, named_task, search

FEW, PAGE_LENGTH = 5, 20


@dataclass(frozen=True)
class Group:
    """The hits of one kind: a few of them, or a page where only that kind is asked for."""

    found: Found
    hits: list[Hit]
    page: Page[int] | None


@login_required
@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    """Hits by kind; the reference of a task, typed alone, leads straight to it."""
    form = SearchForm(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    query = asked.get("q", "")
    if query and not asked["kind"] and (task := named_task(request.user, query)):
        return leave_for(request, reverse("tasks:task_detail", args=[task.reference]))
    kinds = [SearchKind(asked["kind"])] if asked.get("kind") else list(SearchKind)
    found = [search(request.user, query, kind, asked["plan"]) for kind in kinds] if query else []
    only = len(kinds) == 1
    groups = [_group(request, one, only=only) for one in found if one.keys]
    context = {"form": form, "query": query, "groups": groups, "only": only}
    return render_part(request, "tasks/search.html", "tasks/_search_results.html", context)


def _group(request: SignedInRequest, found: Found, *, only: bool) -> Group:
    if not only:
        return Group(found, found.hits(0, FEW), None)
    page = Paginator(found.keys, PAGE_LENGTH).get_page(request.GET.get("page"))
    return Group(found, found.hits(page.start_index() - 1, page.end_index()), page)
