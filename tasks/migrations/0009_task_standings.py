"""Keep one row a task of what stands of it, and have the database say when it is stale."""

import datetime
import django.db.models.deletion
from django.db import migrations, models

from tasks import triggers

FILL = """
    INSERT INTO tasks_taskstanding (
        task_id, plan_id, number, computed_on, valid_through, lead_count, share_count, shares_confirmed, mode,
        status, missed_rounds, unchanged_rounds
    )
    SELECT id, plan_id, number, '0001-01-01', '0001-01-01', 0, 0, 0, 'unassigned', 'no_report', 0, 0
    FROM tasks_task
"""


def create(apps, schema_editor):
    """Make the triggers, and the rows of the tasks that are there: stale until the job works them out."""
    triggers.create(schema_editor)
    schema_editor.execute(FILL)


def remove(apps, schema_editor):
    """Take the triggers away."""
    triggers.remove(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0001_initial'),
        ('tasks', '0008_consolidation_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskStanding',
            fields=[
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='tasks.task', verbose_name='task')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('computed_on', models.DateField(default=datetime.date(1, 1, 1), verbose_name='worked out on')),
                ('valid_through', models.DateField(default=datetime.date(1, 1, 1), verbose_name='holds through')),
                ('lead_count', models.PositiveSmallIntegerField(default=0, verbose_name='leads')),
                ('share_count', models.PositiveSmallIntegerField(default=0, verbose_name='shares')),
                ('shares_confirmed', models.PositiveSmallIntegerField(default=0, verbose_name='confirmed shares')),
                ('mode', models.CharField(choices=[('lead', 'One agency leads'), ('joint_leads', 'Several agencies lead'), ('by_duty', 'Each by its own duty'), ('unassigned', 'Not assigned')], default='unassigned', max_length=20, verbose_name='how it is given')),
                ('status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('ongoing', 'Ongoing'), ('suspended', 'Suspended'), ('dropped', 'Dropped'), ('no_report', 'No report')], default='no_report', max_length=20, verbose_name='status')),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='percent')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('missed_rounds', models.PositiveIntegerField(default=0, verbose_name='missed rounds')),
                ('unchanged_rounds', models.PositiveIntegerField(default=0, verbose_name='rounds without any change')),
                ('last_round_due_on', models.DateField(blank=True, null=True, verbose_name='last round due on')),
                ('hand_colour', models.CharField(blank=True, choices=[('red', 'Overdue or far behind'), ('yellow', 'Due soon or behind'), ('green', 'On schedule'), ('grey', 'No light')], max_length=10, null=True, verbose_name='light')),
                ('hand_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('hand_reason', models.TextField(blank=True, null=True, verbose_name='reason')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'standing of a task',
                'verbose_name_plural': 'standings of tasks',
                'ordering': ['plan', 'number'],
                'indexes': [models.Index(fields=['plan', 'status', 'number'], name='standing_plan_status'), models.Index(fields=['plan', 'number'], name='standing_plan_number'), models.Index(fields=['valid_through'], name='standing_valid_through'), models.Index(fields=['computed_on'], name='standing_computed_on')],
            },
        ),
        migrations.RunPython(create, remove),
    ]
