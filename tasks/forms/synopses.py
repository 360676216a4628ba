"""The office's synopsis of a task that each does by its own duty."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from agencies.forms.services import AskedText, ServiceForm
from agencies.models import User
from tasks.models import Synopsis, Task
from tasks.services.synopses import synopsis_write


class SynopsisForm(ServiceForm):
    """The synopsis; `read` is the key of the one that the writer had before them."""

    text = AskedText(
        label=gettext_lazy("Synopsis"),
        help_text=gettext_lazy(
            "What the shares come to, in a few sentences. Everyone who is signed in can read it."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    read = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def after(cls, latest: Synopsis | None) -> SynopsisForm:
        """The form filled with the latest synopsis."""
        return cls(initial={"text": latest.text, "read": latest.pk} if latest else {})

    def written(self, *, actor: User, task: Task) -> bool:
        """Write it; False where that was refused. After a conflict saving again follows the newer one."""
        done = self.carried_out(lambda: synopsis_write(actor=actor, task=task, **self.cleaned_data))
        newer = self.newer
        if newer:
            posted = QueryDict(mutable=True)
            posted.update(self.data)
            posted["read"] = str(newer.pk)
            self.data = posted
        return done

    @property
    def newer(self) -> Synopsis | None:
        """What somebody else wrote meanwhile."""
        return self.conflict.current if self.conflict else None
