"""Reasons, remarks and notes: what people add in their own words to what they decide or ask for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_REMARK = 1000
"""Characters."""

TOO_LONG = gettext_lazy("At most %(limit_value)d characters; these are %(show_value)d.")


def remark(text: str, field: str = "reason") -> str:
    """`text` as it is kept: without blanks around it, a line end being one character.

    Raises `ValidationError` at `field` where it is longer than `LONGEST_REMARK`.
    """
    kept = text.replace("\r\n", "\n").strip()
    if len(kept) > LONGEST_REMARK:
        figures = {"limit_value": LONGEST_REMARK, "show_value": len(kept)}
        raise ValidationError({field: str(TOO_LONG) % figures})
    return kept


def require_reason(reason: str) -> None:
    """Raise `ValidationError` where somebody who changes what stands gives no reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason of this change.")})
