"""Duban's addresses, and that of the habit."""

from django.urls import URLPattern, URLResolver, path

from benchmarks.yardsticks.habit import TaskViewSet
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as of_duban

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("habit/tasks/", TaskViewSet.as_view({"get": "list"})),
    *of_duban,
]
