"""Addresses of the dates of tasks: milestones, requests for later dates, adjusted wordings."""

from django.urls import URLPattern, path

from tasks.views import task_dates

urlpatterns: list[URLPattern] = [
    path("tasks/<str:reference>/dates/", task_dates.dates_page, name="task_dates"),
    *(
        path(
            f"tasks/<str:reference>/{step}/",
            task_dates.office_step,
            {"step": step},
            name=f"task_{step.replace('-', '_')}",
        )
        for step in task_dates.OFFICE_STEPS
    ),
    path("tasks/<str:reference>/extension/", task_dates.extension_ask, name="extension_ask"),
    *(
        path(
            f"milestones/<int:pk>/{step}/",
            task_dates.milestone_step,
            {"step": step},
            name=f"milestone_{step}",
        )
        for step in task_dates.MILESTONE_STEPS
    ),
    path("extensions/", task_dates.extension_list, name="extension_list"),
    *(
        path(
            f"extensions/<int:pk>/{step}/",
            task_dates.extension_step,
            {"step": step},
            name=f"extension_{step}",
        )
        for step in task_dates.EXTENSION_STEPS
    ),
]
