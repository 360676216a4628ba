"""The admin of accounts, agencies and the audit. It writes through the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import (
    Agency,
    AgencyAlias,
    AgencySuccession,
    AuditEntry,
    ReportingPolicy,
    User,
)
from agencies.rules import is_office
from agencies.services.accounts import policy_set, user_save
from agencies.services.facts import fact_remove, fact_save
from agencies.wording import action_in_words, changes, channel_in_words

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    RowInline = admin.TabularInline[Any, Any]
    RowForm = forms.ModelForm[Any]
else:
    BaseAdmin, RowInline, RowForm = admin.ModelAdmin, admin.TabularInline, forms.ModelForm

admin.site.unregister(Group)

REFUSED: ContextVar[Sequence[str]] = ContextVar("refused", default=())
"""What a service refused in the form that is being shown again."""


class RowAdmin(BaseAdmin):
    """Rows of one model, in columns that can be read on a phone too."""

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/admin.css",)}


class NeverDeleted:
    """Rows with a history: an account is switched off, an agency ends on a day."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class ReadOnly(NeverDeleted):
    """Rows that only grow, or that come from documents: to be looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class Refusable(RowAdmin):
    """Shows the form again, as it was filled in and with what a service refused, instead of failing."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; nothing is kept where a service refuses."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            token = REFUSED.set(refusal.messages)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        finally:
            REFUSED.reset(token)

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[RowForm]:
        """The form, invalid for what a service refused."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        refused = REFUSED.get()
        if not refused:
            return form  # type: ignore[no-any-return]

        class Refused(form):  # type: ignore[misc]
            def full_clean(self) -> None:
                super().full_clean()
                self.add_error(None, list(refused))

        return Refused


class AccountForm(RowForm):
    """An account, and a new password where one is to be set."""

    new_password = forms.CharField(
        label=_("New password"),
        help_text=password_validators_help_text_html,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "display_name", "email", "agency", "role", "is_active", "is_superuser")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody can sign in to an account without one, nor have one sent.
        self.fields["new_password"].required = self.instance.pk is None

    def clean(self) -> dict[str, Any]:
        """Who reports does so for an agency."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("role") in {Role.STAFF, Role.APPROVER} and not said.get("agency"):
            self.add_error("agency", _("Reporting staff and approvers belong to an agency: choose which."))
        return said

    def clean_new_password(self) -> str:
        """A password that the validators let pass, or none."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(User)
class UserAdmin(NeverDeleted, Refusable):
    """People. Who leaves is switched off, since their name stands under what they did."""

    form = AccountForm
    list_display = ("username", "display_name", "agency", "role", "is_active", "is_superuser", "is_demo")
    list_filter = ("role", "is_active", "is_superuser", "is_demo")
    list_select_related = ("agency",)
    search_fields = ("username", "display_name", "email", "agency__name")
    autocomplete_fields = ("agency",)
    ordering = ("username",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Never by the password: the list would give its hash away, one character after the other."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:  # noqa: FBT001
        """Keep the account through its service; who administers users may enter here."""
        obj.is_staff = obj.is_superuser
        password = form.cleaned_data["new_password"] or None
        user_save(actor=_actor(request), user=obj, password=password)


class AliasInline(RowInline):
    """Other spellings."""

    model = AgencyAlias
    extra = 0


class SuccessionForm(RowForm):
    """One succession, and what its entries bring about."""

    class Meta:
        model = AgencySuccession
        fields = ("successor", "function", "is_default", "effective_on", "source")
        help_texts = {
            "function": _("Left empty: all of its work."),
            "is_default": _("Proposed for its unfinished duties, and what its tasks are rolled up to."),
            "effective_on": _("As a rule the day on which the former agency ended."),
        }
        widgets = {"source": forms.Textarea(attrs={"rows": 2, "cols": 30})}


class AgencyForm(RowForm):
    """An agency, and which day its days are."""

    class Meta:
        model = Agency
        fields = ("name", "full_name", "kind", "begins_on", "ends_on", "source")
        help_texts = {
            "ends_on": _("The first day without it, as a rule the one on which its successor begins."),
        }


class SuccessionInline(RowInline):
    """Who carried the work on."""

    form = SuccessionForm
    model = AgencySuccession
    fk_name = "predecessor"
    autocomplete_fields = ("successor",)
    extra = 0


class PolicyInline(RowInline):
    """Whether an approver passes every report on."""

    model = ReportingPolicy
    can_delete = False


@admin.register(Agency)
class AgencyAdmin(NeverDeleted, Refusable):
    """Bodies of their day. A reform makes a new one and a succession."""

    form = AgencyForm
    list_display = ("name", "full_name", "kind", "begins_on", "ends_on")
    list_filter = ("kind",)
    search_fields = ("name", "full_name", "aliases__name")
    inlines = (AliasInline, SuccessionInline, PolicyInline)

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:  # noqa: FBT001
        """Keep the agency through its service."""
        fact_save(actor=_actor(request), fact=obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Keep aliases, successions and the policy through their services."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            fact_remove(actor=_actor(request), fact=row)
        for row in rows:
            if isinstance(row, ReportingPolicy):
                policy_set(actor=_actor(request), agency=row.agency, two_person=row.two_person)
            else:
                fact_save(actor=_actor(request), fact=row)


class InWords(admin.AllValuesFieldListFilter):
    """The codes that occur, each by its words."""

    WORDS: ClassVar = {"action": action_in_words, "channel": channel_in_words}

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """As they are, but for the words; behind a code stands its count, where that is asked for."""
        for choice in super().choices(changelist):
            code, space, count = str(choice["display"]).partition(" ")
            yield {**choice, "display": self.WORDS[self.field_path](code) + space + count}


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, RowAdmin):
    """What was done to what is administered here; rows are only ever added, by the services.

    What agencies wrote, drafts too, stands in the others: these the office reads, on a page of its own.
    """

    list_display = ("at", "actor", "done", "target_label", "door", "address")
    list_filter = (("channel", InWords), ("action", InWords))
    fields = ("at", "actor", "done", "target_label", "what_changed", "door", "address", "digest")
    list_select_related = ("actor",)
    search_fields = ("target_label", "actor__username")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Entries about accounts and agencies; all for the office."""
        entries: QuerySet[AuditEntry] = super().get_queryset(request)
        own = entries.filter(target_type__startswith=f"{AuditEntry._meta.app_label}.")
        return entries if is_office(_actor(request)) else own

    @admin.display(description=_("action"), ordering="action")
    def done(self, entry: AuditEntry) -> str:
        """What was done, in words."""
        return action_in_words(entry.action)

    @admin.display(description=_("channel"), ordering="channel")
    def door(self, entry: AuditEntry) -> str:
        """Where the change came from, in words."""
        return channel_in_words(entry.channel)

    @admin.display(description=_("What changed"))
    def what_changed(self, entry: AuditEntry) -> str:
        """Each thing on a line of its own: what it is, what it was and what it became."""
        told = ((each.label, each.before or "—", each.after or "—") for each in changes(entry))
        return format_html_join("", "<div>{}: {} → {}</div>", told)


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
    return request.user
