"""The pages of `tasks`: those that only show, and those that change something."""

from django.urls import URLPattern

from tasks.urls import reading, writing

app_name = "tasks"
urlpatterns: list[URLPattern] = [*reading.urlpatterns, *writing.urlpatterns]
