"""The limit: a bare WSGI function that hands on what PostgreSQL itself makes of the rows.

It serves the list of the first 50 tasks of a plan in one status, as Duban shows it, to anybody: `?plan=` and
`&status=`. One connection a thread is kept open. Nothing that answers over WSGI with this content from
PostgreSQL can be much faster.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import psycopg2

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ANSWER = """
    SELECT json_build_object('results', coalesce(json_agg(listed.task), '[]'::json))::text
    FROM (
        SELECT json_build_object(
            'reference', p.code || '-' || t.number, 'plan', p.code, 'section', t.section_id,
            'number', t.number, 'text', t.text, 'assignment_text', t.assignment_text,
            'marked_by_duty', t.marked_by_duty, 'open_ended', t.open_ended, 'start', t.start, 'end', t."end",
            'mode', s.mode, 'status', s.status, 'percent', s.percent, 'share_count', s.share_count,
            'shares_confirmed', s.shares_confirmed, 'due_on', s.due_on,
            'original_due_on', s.original_due_on, 'is_adjusted', s.is_adjusted,
            'points_behind', s.points_behind, 'light', s.light, 'computed_light', s.computed_light,
            'assignments', (
                SELECT coalesce(json_agg(json_build_object(
                    'id', a.id, 'agency', json_build_object('id', g.id, 'name', g.name), 'role', a.role,
                    'position', a.position, 'name_as_written', a.name_as_written, 'basis', a.basis,
                    'confirmed_status', c.confirmed_status, 'confirmed_percent', c.confirmed_percent
                ) ORDER BY a.position, a.id), '[]'::json)
                FROM tasks_assignment a
                JOIN agencies_agency g ON g.id = a.agency_id
                JOIN benchmark_part c ON c.id = a.id
                WHERE a.task_id = t.id
            )
        ) AS task
        FROM benchmark_task s
        JOIN tasks_task t ON t.id = s.id
        JOIN plans_plan p ON p.id = s.plan_id
        WHERE s.plan_id = (SELECT id FROM plans_plan WHERE code = %s) AND s.status = %s
        ORDER BY s.number
        LIMIT 50
    ) listed
"""


_kept = threading.local()


def _cursor() -> Any:
    if not hasattr(_kept, "cursor"):
        connection = psycopg2.connect(os.environ["DATABASE_URL"], options="-c jit=off")
        connection.autocommit = True
        _kept.cursor = connection.cursor()
    return _kept.cursor


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The list as JSON."""
    asked = parse_qs(environ["QUERY_STRING"])
    cursor = _cursor()
    cursor.execute(ANSWER, (asked["plan"][0], asked["status"][0]))
    body: bytes = cursor.fetchone()[0].encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
