"""Addresses of the pages that change something."""

from django.urls import URLPattern, path

from tasks.views import my_tasks, notices, report_edit, reports, review_queue

urlpatterns: list[URLPattern] = [
    path("tasks/<str:reference>/report/", report_edit.report_edit, name="report_edit"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    *(
        path(f"reports/<int:pk>/{step}/", reports.report_step, {"step": step}, name=f"report_{step}")
        for step in reports.STEPS
    ),
    path("my/", my_tasks.my_tasks, name="my_tasks"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("review/", review_queue.review_queue, name="review_queue"),
]
