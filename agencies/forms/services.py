"""The one way from a form to a service, and from a refusal back to the form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies.errors import Conflict


class AskedText(forms.CharField):
    """Shown as needed; whether it is, the service decides, since that may depend on the rest."""

    def validate(self, value: object) -> None:
        """Empty is no error of this field."""


class ServiceForm(forms.Form):
    """A form whose fields go to a service. What the service refuses is shown on the form, text kept."""

    refusal: ValidationError | PermissionDenied | Conflict | None = None

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

    @property
    def http_status(self) -> int:
        """The status of the answer that shows this form."""
        if isinstance(self.refusal, PermissionDenied):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.CONFLICT if self.conflict else HTTPStatus.OK
