"""Keep beside each assignment where its task stands in lists, and have pages of an agency read along that."""

import django.db.models.deletion
from django.db import migrations, models

from tasks import placing, stamps, triggers

PLACED = {"plan_id": "bigint", "number": "smallint"}


def fill(apps, schema_editor):
    """Write it into all rows.

    That says nothing new of any task. PostgreSQL writes the table anew as a whole, without any trigger, and
    with its indexes; SQLite has none of its triggers meanwhile.
    """
    if schema_editor.connection.vendor == "sqlite":
        stamps.remove(schema_editor)
        triggers.remove(schema_editor)
        schema_editor.execute(
            "UPDATE tasks_assignment SET (plan_id, number) = "
            "(SELECT plan_id, number FROM tasks_task WHERE id = tasks_assignment.task_id)"
        )
        triggers.create(schema_editor)
        stamps.create(schema_editor)
    else:
        for column, kind in PLACED.items():
            schema_editor.execute(
                f"CREATE FUNCTION placed_{column}(bigint) RETURNS {kind} LANGUAGE sql STABLE AS "
                f"$$ SELECT {column} FROM tasks_task WHERE id = $1 $$"
            )
        written = ", ".join(
            f"ALTER COLUMN {column} TYPE {kind} USING placed_{column}(task_id)"
            for column, kind in PLACED.items()
        )
        schema_editor.execute(f"ALTER TABLE tasks_assignment {written}")
        for column in PLACED:
            schema_editor.execute(f"DROP FUNCTION placed_{column}")


def create(apps, schema_editor):
    """Make the triggers."""
    placing.ASSIGNMENTS.create(schema_editor)


def remove(apps, schema_editor):
    """Take them away."""
    placing.ASSIGNMENTS.remove(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0010_tick'),
        ('plans', '0002_year_and_code'),
        ('tasks', '0022_section_tallies'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='plan',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='number',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='number'),
        ),
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignment_of_agency',
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(create, remove),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['agency', 'plan', 'number'], include=('role', 'task', 'in_force_from', 'in_force_until'), name='assignment_agency_place'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['agency', 'role', 'plan', 'number'], include=('task', 'in_force_from', 'in_force_until'), name='assignment_role_place'),
        ),
    ]
