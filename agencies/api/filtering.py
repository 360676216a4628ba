"""Filters of API lists: the same `FilterSet`s as the pages, with misspelled parameters refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _
from django_filters import Filter, ModelChoiceFilter, ModelMultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from agencies.api.json_types import not_among
from agencies.api.parameters import is_list
from agencies.filtersets import Declared


class FilterBackend(DjangoFilterBackend):
    """Applies the view's `filterset_class` to lists, and to nothing else."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows that match; raises `ValidationError` (400) naming the parameter."""
        filters = self.filters(request, queryset, view)
        filtered: QuerySet[Any] = queryset if filters is None else filters.qs
        return filtered

    def filters(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        """The filters as asked for, None where there are none; raises `ValidationError` (400) as above."""
        found: Any = self.get_filterset(request, queryset, view) if is_list(view) else None
        if found is not None and not found.is_valid():
            raise _refusal(found)
        return found

    def get_filterset_class(self, view: Any, queryset: QuerySet[Any] | None = None) -> Any:
        """The view's."""
        return getattr(view, "filterset_class", None)

    def get_filterset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        """Those of the view's filters that the request names; the others need not be made ready."""
        filterset_class = self.get_filterset_class(view, queryset)
        if filterset_class is None:
            return None
        named = tuple(name for name in filterset_class.base_filters if name in request.query_params)
        return cut_down(filterset_class, named)(**self.get_filterset_kwargs(request, queryset, view))

    def get_filterset_kwargs(self, request: Request, queryset: QuerySet[Any], view: Any) -> dict[str, Any]:
        """What the filters are told: also what the view says in `filter_arguments`, such as the day."""
        kwargs: dict[str, Any] = super().get_filterset_kwargs(request, queryset, view)
        arguments = getattr(view, "filter_arguments", None)
        return {**kwargs, **arguments()} if arguments else kwargs


def _refusal(filters: Any) -> ValidationError:
    """What is wrong; of what cannot be chosen, what can. A `%` in what was sent stays one."""
    return ValidationError(
        {
            name: [
                ErrorDetail(said, code=error.code)
                for error in errors
                for said in _in_full(filters.filters[name], error).messages
            ]
            for name, errors in filters.errors.as_data().items()
        }
    )


def _in_full(parameter: Filter, error: FormError) -> FormError:
    if error.code != "invalid_choice":
        return error
    if isinstance(parameter, ModelChoiceFilter | ModelMultipleChoiceFilter):
        return FormError(_("There is no such thing here, or you may not see it."))
    known = [value for value, _words in parameter.field.choices]
    return FormError(not_among((error.params or {}).get("value"), known))


@dataclass
class Read:
    """What was asked of some filters, in place of the form that a page shows."""

    cleaned_data: dict[str, Any]
    errors: ErrorDict

    def is_valid(self) -> bool:
        """Whether all of it means something."""
        return not self.errors


class WithoutForm:
    """A `FilterSet` that is not shown: its parameters are read by the fields of a form, but without one."""

    filters: dict[str, Filter]
    data: Any

    @cached_property
    def form(self) -> Read:
        """What is asked for."""
        read = Read({}, ErrorDict())
        for name, one in self.filters.items():
            field = one.field
            try:
                read.cleaned_data[name] = field.clean(field.widget.value_from_datadict(self.data, {}, name))
            except FormError as error:
                read.errors[name] = ErrorList(error.error_list)
        return read


@lru_cache(maxsize=500)
def cut_down(filterset_class: Any, names: tuple[str, ...]) -> Any:
    """`filterset_class` with no other filters than those, and without a form."""
    found: Any = type(filterset_class.__name__, (WithoutForm, filterset_class), {})
    found.base_filters = Declared({name: filterset_class.base_filters[name] for name in names})
    return found
