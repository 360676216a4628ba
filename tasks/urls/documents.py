"""Addresses of the plans and documents: named `plans:…`, but made here, since they show tasks."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from tasks.views import plans, traces


class FileNameConverter(StringConverter):
    """The name of a file without folders: letters, digits, dots and hyphens."""

    regex = r"[\w.\-]+"


register_converter(FileNameConverter, "file_name")

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<slug:code>/", plans.plan_detail, name="plan_detail"),
    path("plans/<slug:code>/trace/", traces.plan_trace, name="plan_trace"),
    path("documents/<file_name:file_name>/", plans.document_detail, name="document_detail"),
]
