"""Addresses of the plans and documents: named `plans:…`, but made here, since they show tasks."""

from django.urls import URLPattern, path

from tasks.views import plans

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<str:code>/", plans.plan_detail, name="plan_detail"),
    path("documents/<str:file_name>/", plans.document_detail, name="document_detail"),
]
