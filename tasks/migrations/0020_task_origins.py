"""Where the texts of tasks are from."""

import django.db.models.deletion
from django.db import migrations, models

from agencies import ticks

TABLES = ["tasks_taskorigin"]


def watch(apps, schema_editor):
    """Notice whenever anything is written to it."""
    ticks.watch(schema_editor, TABLES)


def unwatch(apps, schema_editor):
    """Notice no longer."""
    ticks.unwatch(schema_editor, TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_plan_origin'),
        ('tasks', '0019_report_orders'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskOrigin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name='start')),
                ('end', models.PositiveIntegerField(verbose_name='end')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order in the task')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='origins', to='tasks.task', verbose_name='task')),
            ],
            options={
                'verbose_name': 'origin of a task',
                'verbose_name_plural': 'origins of tasks',
                'ordering': ['task', 'position'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='tasks_taskorigin_span_not_empty'), models.UniqueConstraint(fields=('task', 'position'), name='taskorigin_position_unique'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='taskorigin_position_from_one')],
            },
        ),
        migrations.RunPython(watch, unwatch),
    ]
