"""The pages of `tasks`: those that only show, and those that change something."""

from django.urls import URLPattern

from tasks.urls import dates, reading, writing

app_name = "tasks"
urlpatterns: list[URLPattern] = [*reading.urlpatterns, *writing.urlpatterns, *dates.urlpatterns]
