"""Keep of each task its parts as lists show them."""

import agencies.json_sql
from django.db import migrations

from tasks import triggers

OBJECT = {'postgresql': 'json_build_object', 'sqlite': 'json_object'}
ARRAY = {
    'postgresql': "COALESCE(json_agg({part}), '[]'::json)",
    'sqlite': 'json_group_array({part})',
}
PART = (
    "{object}('id', part.id, 'agency', {object}('id', part.agency_id, 'name', part.agency_name), "
    "'role', part.role, 'position', part.position, 'name_as_written', part.name_as_written, "
    "'basis', part.basis, 'confirmed_status', review.status, 'confirmed_percent', review.percent)"
)
FILL = """
    UPDATE tasks_taskstanding SET shown_parts = (
        SELECT {array}
        FROM (
            SELECT own.*, agency.name AS agency_name, (
                SELECT review.id
                FROM tasks_review review JOIN tasks_progressreport report ON report.id = review.report_id
                WHERE review.decision IN ('confirm', 'reopen') AND report.task_id = own.task_id
                    AND report.agency_id IN (own.agency_id, former.agency_id, first.agency_id)
                ORDER BY review.decided_at DESC, review.id DESC
                LIMIT 1
            ) AS review_id
            FROM tasks_assignment own
            JOIN agencies_agency agency ON agency.id = own.agency_id
            LEFT JOIN tasks_assignment former ON former.id = own.received_from_id
            LEFT JOIN tasks_assignment first ON first.id = former.received_from_id
            WHERE own.task_id = tasks_taskstanding.task_id AND own.in_force_until IS NULL
            ORDER BY own.position, own.id
        ) part
        LEFT JOIN tasks_review review ON review.id = part.review_id
    )
    WHERE valid_through <> '0001-01-01'
"""


def fill(apps, schema_editor):
    """Write those of the rows that hold; of the others they come with everything else."""
    vendor = schema_editor.connection.vendor
    part = PART.format(object=OBJECT[vendor])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL.format(array=ARRAY[vendor].format(part=part)))


def create(apps, schema_editor):
    """Make the triggers, now also of agencies."""
    triggers.remove(schema_editor)
    triggers.create(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0006_search_texts'),
        ('tasks', '0015_standing_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='taskstanding',
            name='shown_parts',
            field=agencies.json_sql.WrittenJson(blank=True, editable=False, null=True, verbose_name='parts as lists show them'),
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
