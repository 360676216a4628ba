"""Keep beside each report the plan of its task, and find what waits in a plan by that."""

import django.db.models.deletion
from django.db import migrations, models

from tasks import placing, stamps

PLACED = "UPDATE tasks_progressreport SET plan_id = (SELECT plan_id FROM tasks_task WHERE id = task_id)"


def fill(apps, schema_editor):
    """Write it into all rows, which says nothing new of any report: no trigger is to stamp them.

    PostgreSQL writes the table anew as a whole.
    """
    if schema_editor.connection.vendor == 'sqlite':
        stamps.remove(schema_editor)
        schema_editor.execute(PLACED)
        stamps.create(schema_editor)
    else:
        schema_editor.execute(
            'CREATE FUNCTION plan_of(bigint) RETURNS bigint LANGUAGE sql STABLE AS '
            '$$ SELECT plan_id FROM tasks_task WHERE id = $1 $$'
        )
        schema_editor.execute(
            'ALTER TABLE tasks_progressreport ALTER COLUMN plan_id TYPE bigint USING plan_of(task_id)'
        )
        schema_editor.execute('DROP FUNCTION plan_of')


def create(apps, schema_editor):
    """Make the triggers."""
    placing.REPORTS.create(schema_editor)


def remove(apps, schema_editor):
    """Take them away."""
    placing.REPORTS.remove(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_preface'),
        ('tasks', '0027_red_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='progressreport',
            name='plan',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan', verbose_name='plan'),
        ),
        migrations.RemoveIndex(
            model_name='progressreport',
            name='report_submitted',
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(create, remove),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('state', 'submitted')), fields=['plan', 'submitted_at', 'id'], name='report_submitted_of_plan'),
        ),
    ]
