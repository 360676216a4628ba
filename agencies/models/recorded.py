"""Facts that have a time at which they became known here, whatever day they speak of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Recorded(models.Model):
    """`recorded_at`: when the row came to say what it says; none where it was known from the start.

    What it said before stands among the rows of `FORMER`: a past day is shown by what was known at its end.
    """

    FORMER: ClassVar[type[Former]]

    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def keep(self, until: datetime.datetime) -> None:
        """Keep what the row says, as it was loaded, as known until then. Call it before it is changed."""
        names = [field.name for field in self.FORMER._meta.concrete_fields if field.name in _own(self)]
        self.FORMER.objects.create(**{name: getattr(self, name) for name in names}, recorded_until=until)


class Former(models.Model):
    """What a row said until it was changed or removed."""

    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_until = models.DateTimeField(_("recorded until"))

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


def known_before(rows: models.QuerySet[Any], moment: datetime.datetime) -> models.QuerySet[Any]:
    """Those of `rows`, recorded or former ones, that were known at the end of the time before `moment`."""
    known = rows.filter(Q(recorded_at=None) | Q(recorded_at__lt=moment))
    return known.filter(recorded_until__gte=moment) if issubclass(rows.model, Former) else known


def columns_known(
    rows: models.QuerySet[Any],
    former: models.QuerySet[Any],
    columns: Sequence[str],
    before: datetime.datetime | None,
) -> models.QuerySet[Any]:
    """The columns of what is on record, or was before a moment; one query either way."""
    if before is None:
        return rows.values_list(*columns)
    known, no_more = (known_before(one, before).order_by() for one in (rows, former))
    return known.values_list(*columns).union(no_more.values_list(*columns), all=True)


def _own(row: Recorded) -> set[str]:
    return {field.name for field in row._meta.concrete_fields if not field.primary_key}
