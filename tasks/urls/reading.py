"""Addresses of the pages that only show."""

from django.urls import URLPattern, path

from tasks.views import (
    agencies,
    evidence,
    links,
    overview,
    records,
    search,
    task_detail,
    task_list,
    trends,
)

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("search/", search.search_page, name="search"),
    path("tasks/", task_list.task_list, name="task_list"),
    path("tasks/<str:reference>/", task_detail.task_detail, name="task_detail"),
    path("plans/<slug:code>/since/", trends.plan_since, name="plan_since"),
    path("tasks/<str:reference>/thread/", links.thread, name="thread"),
    path("plans/<slug:code>/trend/", trends.plan_trend, name="plan_trend"),
    path("agencies/", agencies.agency_list, name="agency_list"),
    path("agencies/<int:pk>/", agencies.agency_detail, name="agency_detail"),
    path("agencies/<int:pk>/record/", records.agency_record_page, name="agency_record"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
]
