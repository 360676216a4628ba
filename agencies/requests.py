"""What a view gets once it is known who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from agencies.models import User


class SignedInRequest(HttpRequest):
    """A request of a person signed in; views behind `login_required` get one."""

    user: User
