"""The app of what is done: tasks, assignments, progress reports, reviews, notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    """Tasks and all that is reported and decided about them."""

    name = "tasks"
    verbose_name = _("Tasks")
