"""The one way from a form to a service, and from a refusal back to the form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies.errors import Conflict
from agencies.remarks import LONGEST_REMARK, TOO_LONG

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SometimesNeeded(forms.Field):
    """A field that the rest of the form may ask for; `needed_when` is said beside it, not “(optional)”."""

    def __init__(self, *, needed_when: StrOrPromise = "", **kwargs: Any) -> None:
        if needed_when:
            kwargs["required"] = False
        super().__init__(**kwargs)
        self.needed_when = needed_when


class AskedText(SometimesNeeded, forms.CharField):
    """Shown as needed; whether it is, the service decides, since that may depend on the rest."""

    def validate(self, value: object) -> None:
        """Empty is no error of this field."""


class RemarkField(AskedText):
    """A reason, remark or note in the sender's own words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_REMARK, **kwargs)

    def to_python(self, value: object) -> str | None:
        """A browser counts a line end as one character and sends two."""
        written = super().to_python(value)
        return written and written.replace("\r\n", "\n")


class ServiceForm(forms.Form):
    """A form whose fields go to a service. What the service refuses is shown on the form, text kept."""

    refusal: ValidationError | PermissionDenied | Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["max_length"] = TOO_LONG

    def carried_out(self, service: Callable[[], object]) -> bool:
        """Call `service` if the fields are valid; False where they are not or the service refused."""
        if not self.is_valid():
            return False
        try:
            service()
        except (ValidationError, PermissionDenied, Conflict) as refusal:
            self.refusal = refusal
            self._show(refusal)
        return self.refusal is None

    def _show(self, refusal: ValidationError | PermissionDenied | Conflict) -> None:
        if isinstance(refusal, Conflict):
            self.add_error(None, refusal.message)
        elif isinstance(refusal, PermissionDenied):
            self.add_error(None, str(refusal) or _("You may see this, but not do that."))
        elif hasattr(refusal, "error_dict"):
            for field, errors in refusal.error_dict.items():
                self.add_error(field if field in self.fields else None, errors)
        else:
            self.add_error(None, refusal)

    @property
    def conflict(self) -> Conflict | None:
        """What the service found moved on, if that is why it refused."""
        return self.refusal if isinstance(self.refusal, Conflict) else None

    def filled_in(self) -> list[tuple[str, str]]:
        """What was filled in, as people read it, by the labels of its fields."""
        said = [(str(bound.label), _as_read(bound)) for bound in self.visible_fields()]
        return [(label, text) for label, text in said if text]

    @property
    def http_status(self) -> int:
        """The status of the answer that shows this form."""
        if isinstance(self.refusal, PermissionDenied):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.CONFLICT if self.conflict else HTTPStatus.OK


def _as_read(bound: forms.BoundField) -> str:
    """What was typed into a field, or the word of what was chosen; empty where neither was."""
    value, choices = bound.value(), getattr(bound.field, "choices", None)
    return str(dict(choices).get(value, "") if choices else value or "")
