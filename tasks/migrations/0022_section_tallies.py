"""Keep how many tasks of each section are in which state, with the light."""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from agencies import ticks
from tasks import counting, stamps, triggers

OF_SECTIONS = """
    UPDATE tasks_taskstanding
    SET section_id = (SELECT section_id FROM tasks_task task WHERE task.id = tasks_taskstanding.task_id)
"""
COUNTED = """
    INSERT INTO tasks_sectiontally (plan_id, section_id, mode, status, light, judged_by, number)
    SELECT plan_id, section_id, mode, status, kept_light, judged_by, count(*)
    FROM tasks_taskstanding
    GROUP BY plan_id, section_id, mode, status, kept_light, judged_by
"""

NEW = (
    "INSERT INTO tasks_taskstanding (task_id, plan_id, number, computed_on, valid_through, lead_count, share_count, "
    "shares_confirmed, mode, status, missed_rounds, unchanged_rounds) SELECT {0}.id, {0}.plan_id, {0}.number, "
    "'0001-01-01', '0001-01-01', 0, 0, 0, 'unassigned', 'no_report', 0, 0"
)
MOVED = (
    "UPDATE tasks_taskstanding SET plan_id = {0}.plan_id, number = {0}.number {1} "
    "WHERE tasks_taskstanding.task_id = {0}.id"
)
BEFORE = triggers.STALE.but(
    {
        triggers.NEW_TASK: f"AFTER INSERT ON tasks_task BEGIN {NEW.format('NEW')}; END",
        triggers.MOVED_TASK: f"AFTER UPDATE OF plan_id, number ON tasks_task BEGIN {MOVED.format('NEW', '')}; END",
    },
    [
        triggers.function(triggers.NEW_TASK, f"{NEW.format('changed')} FROM changed"),
        triggers.function(triggers.MOVED_TASK, MOVED.format('changed', 'FROM changed')),
    ],
)
"""The triggers as long as nothing was known of sections."""


def create(apps, schema_editor):
    """Make the triggers, now also of sections."""
    triggers.create(schema_editor)
    stamps.create(schema_editor)
    ticks.watch(schema_editor, ['tasks_taskstanding', 'tasks_sectiontally'])
    counting.create(schema_editor)


def remove(apps, schema_editor):
    """Take them away: SQLite makes the table of standings anew."""
    counting.remove(schema_editor)
    ticks.unwatch(schema_editor, ['tasks_taskstanding'])
    stamps.remove(schema_editor)
    triggers.remove(schema_editor)


def restore(apps, schema_editor):
    """Make them as they were."""
    BEFORE.create(schema_editor)
    stamps.create(schema_editor)
    ticks.watch(schema_editor, ['tasks_taskstanding'])


def fill(apps, schema_editor):
    """Say of each row its section; PostgreSQL alters no table of which rows are still to be checked."""
    schema_editor.execute(OF_SECTIONS)
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')
        schema_editor.execute('SET CONSTRAINTS ALL DEFERRED')


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_plan_origin'),
        ('tasks', '0021_round_ends'),
    ]

    operations = [
        migrations.RunPython(remove, restore),
        migrations.AddField(
            model_name='taskstanding',
            name='section',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.section', verbose_name='section'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='taskstanding',
            name='section',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.section', verbose_name='section'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='kept_light',
            field=models.CharField(choices=[('red', 'Overdue or far behind'), ('yellow', 'Due soon or behind'), ('green', 'On schedule'), ('grey', 'No light')], default='grey', max_length=10, verbose_name='light as last worked out'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='light_through',
            field=models.DateField(default=datetime.date(1, 1, 1), verbose_name='light holds through'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='judged_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='light judged by'),
        ),
        migrations.AddIndex(
            model_name='taskstanding',
            index=models.Index(models.F('plan'), django.db.models.functions.comparison.Least('light_through', 'valid_through'), name='standing_light_through'),
        ),
        migrations.CreateModel(
            name='SectionTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('lead', 'One agency leads'), ('joint_leads', 'Several agencies lead'), ('by_duty', 'Each by its own duty'), ('unassigned', 'Not assigned')], max_length=20, verbose_name='how it is given')),
                ('status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('ongoing', 'Ongoing'), ('suspended', 'Suspended'), ('dropped', 'Dropped'), ('no_report', 'No report')], max_length=20, verbose_name='status')),
                ('light', models.CharField(choices=[('red', 'Overdue or far behind'), ('yellow', 'Due soon or behind'), ('green', 'On schedule'), ('grey', 'No light')], max_length=10, verbose_name='light')),
                ('judged_by', models.CharField(blank=True, max_length=60, verbose_name='light judged by')),
                ('number', models.IntegerField(verbose_name='tasks')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan', verbose_name='plan')),
                ('section', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.section', verbose_name='section')),
            ],
            options={
                'verbose_name': 'tally of a section',
                'verbose_name_plural': 'tallies of sections',
                'ordering': ['pk'],
            },
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
        migrations.RunPython(create, remove),
    ]
