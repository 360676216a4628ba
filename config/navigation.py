"""What every page shows in its head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.addresses import address_of, page_above
from agencies.models import User
from agencies.rules import administers_users, is_office, is_signed_in, writes_reports
from tasks.summaries.notices import unread_notices

Label = str | Promise


@dataclass(frozen=True)
class Destination:
    """A page that the head leads to, who may go there, and the pages that lie behind it."""

    view: str
    label: Label
    may: Callable[[User], bool] = is_signed_in
    behind: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Entry:
    """One link; `current` is the value of `aria-current`: "page", "true" for a page behind it, or "".

    A page that lies behind one or another, as the thing on it is, says itself which: `lies_behind`, a view.
    """

    view: str
    url: str
    label: Label
    current: str


MAIN = (
    Destination("tasks:overview", _("Overview"), behind=frozenset({"tasks:thresholds"})),
    Destination(
        "tasks:task_list",
        _("Tasks"),
        behind=frozenset(
            {
                *("tasks:task_detail", "tasks:task_dates", "tasks:task_light", "tasks:shares"),
                *("tasks:consolidation_detail", "tasks:thread", "tasks:report_edit"),
            }
        ),
    ),
    Destination(
        "tasks:agency_list",
        _("Agencies"),
        behind=frozenset(
            {
                *("tasks:agency_detail", "tasks:agency_record", "tasks:agency_duties"),
                "agencies:policy_list",
            }
        ),
    ),
    Destination(
        "plans:plan_list",
        _("Plans"),
        behind=frozenset(
            {
                *("plans:plan_detail", "plans:plan_trace", "plans:document_detail", "tasks:plan_manage"),
                *("tasks:plan_trend", "tasks:plan_since", "tasks:round_list", "tasks:round_detail"),
                *("tasks:assignment_manage", "tasks:round_fill"),
            }
        ),
    ),
    Destination(
        "tasks:my_tasks",
        _("My tasks"),
        writes_reports,
        frozenset({"tasks:report_edit", "tasks:round_fill", "tasks:review_queue", "tasks:extension_list"}),
    ),
    Destination(
        "tasks:review_queue",
        _("Review"),
        is_office,
        frozenset({"tasks:review_many", "tasks:extension_list"}),
    ),
)
ACCOUNT = (
    Destination("agencies:account", _("My account")),
    Destination("agencies:password_change", _("Change password")),
    Destination("agencies:sessions", _("Where I am signed in")),
    Destination("tasks:mail_choices", _("Notices by mail")),
    Destination("agencies:tokens", _("API tokens")),
    Destination("agencies:policy_list", _("Two pairs of eyes"), is_office),
    Destination("tasks:link_list", _("The same work across the years"), is_office),
    Destination("tasks:thresholds", _("Light thresholds"), is_office),
    Destination("agencies:audit_list", _("Audit"), is_office),
    Destination("admin:index", _("Administration"), administers_users),
)
KNOWN = frozenset(view for one in (*MAIN, *ACCOUNT) for view in (one.view, *one.behind))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Where the person signed in can go, and how many notices they have not read."""
    # A request that was refused early never got as far as having a user.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    here = request.resolver_match.view_name if request.resolver_match else ""
    if request.method == "POST" and here and here not in KNOWN:
        # What was refused or only shown stands at the address of its button.
        here = resolve(page_above(request.path)).view_name
    return {
        "navigation": _entries(MAIN, user, here),
        "account_navigation": _entries(ACCOUNT, user, here),
        "unread_notices": unread_notices(user),
    }


def _entries(destinations: tuple[Destination, ...], user: User, here: str) -> list[Entry]:
    """Where `user` may go; of several lists that `here` lies behind, the last is marked."""
    offered = [destination for destination in destinations if destination.may(user)]
    leading = [one for one in offered if here in {one.view, *one.behind}]
    marked = next((one for one in leading if one.view == here), leading[-1] if leading else None)
    return [
        Entry(
            one.view,
            address_of(one.view),
            one.label,
            "" if one is not marked else "page" if one.view == here else "true",
        )
        for one in offered
    ]
