"""What an address asks a page to show: of which day, of which plan."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agencies.downloads import FileKind
from agencies.errors import WrongAddress
from agencies.requests import SignedInRequest
from plans.clock import today
from plans.models import Plan
from tasks.filters.choices import no_such_plan


@dataclass(frozen=True)
class AskedDay:
    """The day a page is about; `given` is what links carry on, None where it is simply today.

    A day that lies ahead is judged by what is known today.
    """

    day: datetime.date
    given: datetime.date | None
    today: datetime.date

    @property
    def is_past(self) -> bool:
        """Whether the page shows what was known then."""
        return self.day < self.today

    @property
    def may_change(self) -> bool:
        """Whether the page offers to change anything: what was known once is only shown."""
        return not self.is_past

    @property
    def is_ahead(self) -> bool:
        """Whether the day has not come yet."""
        return self.day > self.today


def date_of(request: SignedInRequest, name: str) -> datetime.date | None:
    """The date of a parameter, None where it is empty; raises `WrongAddress` where it is no date."""
    written = request.GET.get(name, "")
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    # A day counts until the next one begins, and the last day of all has none.
    if written and (day is None or day == datetime.date.max):
        said = _("“%(text)s” is not a day as in 2020-12-31.")
        raise WrongAddress(said % {"text": Truncator(written).chars(40)})
    return day


def asked_file(request: SignedInRequest) -> FileKind | None:
    """The kind of file of `?format=`, None for the page itself; raises `WrongAddress` for any other."""
    asked = request.GET.get("format", "")
    if asked and asked not in list(FileKind):
        raise WrongAddress(_("Choose one of %(names)s.") % {"names": ", ".join(FileKind)})
    return FileKind(asked) if asked else None


def asked_day(request: SignedInRequest) -> AskedDay:
    """The day of `?as_of=`, else today."""
    given, now = date_of(request, "as_of"), today()
    return AskedDay(given or now, given, now)


class NoSuchPlan(Http404):
    """An address names a plan that there is not; `plans` are those that there are."""

    def __init__(self, code: str, plans: Sequence[Plan]) -> None:
        super().__init__(no_such_plan(code, plans))
        self.plans = plans


def named_plan(request: SignedInRequest, plans: Sequence[Plan]) -> Plan | None:
    """The plan of `?plan=`, None without one; raises `Http404` for a code that none of `plans` has."""
    code = request.GET.get("plan", "")
    named = [plan for plan in plans if plan.code == code]
    if code and not named:
        raise NoSuchPlan(code, plans) if plans else Http404
    return named[0] if named else None


def asked_plan(request: SignedInRequest, plans: Sequence[Plan], day: datetime.date) -> Plan | None:
    """The plan of `?plan=`; else the newest that is tracked on `day`, else the newest; None without plans.

    `plans` are the newest first, with their tracking. Raises `Http404` for a code that there is not.
    """
    named = named_plan(request, plans)
    if named:
        return named
    tracked = [plan for plan in plans if plan.is_tracked_on(day)]
    return next(iter([*tracked, *plans]), None)
