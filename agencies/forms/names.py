"""Agencies named in writing, as people paste them from a document."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agencies.forms.services import SometimesNeeded
from agencies.models import Agency

_BETWEEN = re.compile(r"[、，,；;\s]+")

LETTERS = 200
"""Characters of the unknown names that are repeated."""


class AgencyNamesField(SometimesNeeded, forms.CharField):
    """Names separated by 、 or commas; an alias or a full name will do. Cleans to a list of agencies.

    Raises `ValidationError` naming what is no agency known here.
    """

    def clean(self, value: object) -> list[Agency]:
        """The agencies in the order in which they were named, each once."""
        names = [name for name in _BETWEEN.split(super().clean(value) or "") if name]
        known = _known(names)
        unknown = [name for name in names if name not in known]
        if unknown:
            named = Truncator("、".join(unknown)).chars(LETTERS)
            raise ValidationError(_("Not known here: %(names)s.") % {"names": named})
        return list(dict.fromkeys(known[name] for name in names))


def _known(names: list[str]) -> dict[str, Agency]:
    """The agencies called so, the name of their day before aliases before full names."""
    found = {agency.full_name: agency for agency in Agency.objects.filter(full_name__in=names)}
    for agency in Agency.objects.filter(aliases__name__in=names).prefetch_related("aliases"):
        found.update({alias.name: agency for alias in agency.aliases.all()})
    found.update({agency.name: agency for agency in Agency.objects.filter(name__in=names)})
    return found
