"""Forms that say what their sender had before them: what others changed since is shown, not overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.errors import Conflict, InForce
from agencies.forms.services import ServiceForm


def seen_of(things: Iterable[InForce]) -> str:
    """What the field `seen` of a form says that shows `things`."""
    return _written({thing.name: thing.key for thing in things})


def not_said(current: object) -> Conflict:
    """The refusal of a form that does not say what its sender had read of `current`."""
    return Conflict(
        _(
            "The form does not say what you had before you, so nothing is done. Look at what is there now "
            "and send it again."
        ),
        current=current,
        stale=True,
    )


class ReadField(forms.Field):
    """A hidden field for what was read of one thing; None where it is missing, or says what no page says."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """What was read, or None."""
        try:
            return super().clean(value) if value else None
        except ValidationError:
            return None


class VersionRead(ReadField, forms.IntegerField):
    """The version that was read."""


class MomentRead(ReadField, forms.DateTimeField):
    """The moment of which the text is that was read."""


def _written(keys: dict[str, str]) -> str:
    return " ".join(f"{name}={key}" for name, key in keys.items())


class SeenForm(ServiceForm):
    """A form that replaces or ends what is in force, and sends along what of it was seen.

    Whatever it does not name was not seen, so that a form sent without the field changes nothing.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def carried_out_as_seen(
        self, in_force: Callable[[], Sequence[InForce]], service: Callable[[], object]
    ) -> bool:
        """As `carried_out`, where everything `in_force` was seen: else a stale `Conflict` about the rest.

        `in_force` locks what the write queues for before it reads, and is called in the transaction of the
        write. Sent again, the form is about what is in force now. `service` finds no `seen` among the fields.
        """

        @transaction.atomic
        def as_seen() -> None:
            unseen = self._unseen(in_force())
            if unseen:
                raise Conflict(
                    _(
                        "Somebody changed this after you opened the page, and nothing of yours is saved. "
                        "Compare what is in force now with what you chose; to decide so all the same, "
                        "send it again."
                    ),
                    current=unseen,
                    stale=True,
                )
            service()

        done = self.carried_out(as_seen)
        if self.meanwhile:
            self._show_as_seen(self.meanwhile)
        return done

    @property
    def meanwhile(self) -> Sequence[InForce]:
        """What is in force now and was not seen, if that is why the form was refused."""
        return self.conflict.current if self.conflict and self.conflict.stale else ()

    def _unseen(self, things: Sequence[InForce]) -> list[InForce]:
        seen = _read(self.cleaned_data.pop("seen"))
        return [thing for thing in things if seen.get(thing.name) != thing.key]

    def _show_as_seen(self, things: Sequence[InForce]) -> None:
        name = self.add_prefix("seen")
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        posted[name] = _written(_read(posted.get(name, "")) | {thing.name: thing.key for thing in things})
        self.data = posted


def _read(written: str) -> dict[str, str]:
    pairs = (word.partition("=") for word in written.split())
    return {name: key for name, _equals, key in pairs}
