"""The closed lists of words about plans and who does what in them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssignmentRole(TextChoices):
    """What an agency was given to do in a task."""

    LEAD = "lead", _("Lead")
    PARTICIPATING = "participating", _("Participating")
    BY_DUTY = "by_duty", _("By own duty")


class AssignmentBasis(TextChoices):
    """Why an agency has its role: written, by the plan's note, by our reading of it, or decided later."""

    EXPLICIT = "explicit", _("Written out")
    RULE = "rule", _("By the plan's note")
    READING = "reading", _("By a reading of the note")
    OFFICE = "office", _("By the office")


class MarkedByDuty(TextChoices):
    """What 按职责分别负责 behind a list of agencies means in a plan."""

    BY_DUTY = "by_duty", _("Each by its own duty, nobody leads")
    FIRST_LISTED_LEADS = "first_listed_leads", _("The first-listed leads, the mark is kept beside it")
