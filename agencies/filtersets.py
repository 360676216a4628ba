"""Sets of filters, made anew for each request: nothing is copied but what a request changes."""

from __future__ import annotations

from copy import copy
from typing import Any

import django_filters
from django_filters import Filter


class Declared(dict[str, Filter]):
    """Filters as a class declares them; a `FilterSet` has those of its own, with the same settings."""

    def __deepcopy__(self, _memo: object) -> dict[str, Filter]:
        return {name: _again(one) for name, one in self.items()}


def _again(one: Any) -> Filter:
    made: Any = copy(one)
    made.extra = dict(one.extra)
    # A field belongs to the request that it was made for.
    vars(made).pop("_field", None)
    # What it calls is bound to the filter itself.
    made.method = one.method
    found: Filter = made
    return found


class FilterSet(django_filters.FilterSet):
    """As django-filter's, whose form takes the fields that its filters made for it, and no copies."""

    _meta: Any
    filters: dict[str, Filter]

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Those declared."""
        return Declared(super().get_filters())  # type: ignore[no-untyped-call]

    @property
    def form(self) -> Any:
        """What people filled in, or will."""
        if not hasattr(self, "_form"):
            # The class itself has no fields: none of any other request can come along.
            self._form = self._meta.form(self.data if self.is_bound else None, prefix=self.form_prefix)
            self._form.fields = {name: one.field for name, one in self.filters.items()}
        return self._form
