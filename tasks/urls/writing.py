"""Addresses of the pages that change something."""

from django.urls import URLPattern, path

from tasks.views import (
    assignments,
    chases,
    consolidation,
    duties,
    lights,
    links,
    my_tasks,
    notices,
    opinions,
    plan_manage,
    report_edit,
    reports,
    review_queue,
    round_fill,
    rounds,
    side_by_side,
)

urlpatterns: list[URLPattern] = [
    path("my/", my_tasks.my_tasks, name="my_tasks"),
    path("tasks/<str:reference>/report/", report_edit.report_edit, name="report_edit"),
    path("tasks/<str:reference>/no-change/", rounds.no_change, name="no_change"),
    path(
        "tasks/<str:reference>/consolidation/",
        consolidation.consolidation_detail,
        name="consolidation_detail",
    ),
    path(
        "tasks/<str:reference>/consolidation/take/",
        consolidation.consolidation_take,
        name="consolidation_take",
    ),
    path(
        "tasks/<str:reference>/consolidation/release/",
        consolidation.consolidation_release,
        name="consolidation_release",
    ),
    path("tasks/<str:reference>/shares/", side_by_side.shares, name="shares"),
    path("tasks/<str:reference>/synopsis/", side_by_side.synopsis_write, name="synopsis_write"),
    path("tasks/<str:reference>/light/", lights.task_light, name="task_light"),
    path("tasks/<str:reference>/light/lift/", lights.task_light_lift, name="task_light_lift"),
    path("links/", links.link_list, name="link_list"),
    path("thresholds/", lights.thresholds, name="thresholds"),
    path("plans/<slug:code>/rounds/", rounds.round_list, name="round_list"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/fill/", round_fill.round_fill, name="round_fill"),
    path("rounds/<int:pk>/fill/<str:reference>/", round_fill.round_fill_row, name="round_fill_row"),
    path("rounds/<int:pk>/extend/", rounds.round_extend, name="round_extend"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("rounds/<int:pk>/chase/", chases.round_chase, name="round_chase"),
    path("chases/<int:pk>/sign/", chases.chase_sign, name="chase_sign"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    *(
        path(f"reports/<int:pk>/{step}/", reports.report_step, {"step": step}, name=f"report_{step}")
        for step in reports.STEPS
    ),
    path("reports/<int:pk>/opinion/", opinions.opinion_give, name="opinion_give"),
    path("review/", review_queue.review_queue, name="review_queue"),
    path("review/many/", review_queue.review_many, name="review_many"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/mail/", notices.mail_choices, name="mail_choices"),
    path("plans/<slug:code>/manage/", plan_manage.plan_manage, name="plan_manage"),
    path("plans/<slug:code>/tracking/", plan_manage.plan_tracking, name="plan_tracking"),
    path("plans/<slug:code>/reading/", plan_manage.plan_reading, name="plan_reading"),
    path("plans/<slug:code>/assign/", plan_manage.plan_assign, name="plan_assign"),
    path("plans/<slug:code>/due-dates/", plan_manage.plan_due_dates, name="plan_due_dates"),
    path("agencies/<int:pk>/duties/", duties.agency_duties, name="agency_duties"),
    path("assignments/<int:pk>/", assignments.assignment_manage, name="assignment_manage"),
    path("assignments/<int:pk>/end/", assignments.assignment_end, name="assignment_end"),
    path("assignments/<int:pk>/expand/", assignments.assignment_expand, name="assignment_expand"),
]
