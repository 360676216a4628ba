"""Keep when it became known who carries work on, and what was known before."""

import django.db.models.deletion
from django.db import migrations, models

from agencies import ticks

TABLES = ["tasks_formertransfer"]


def watch(apps, schema_editor):
    """Notice whenever anything is written to it."""
    ticks.watch(schema_editor, TABLES)


def unwatch(apps, schema_editor):
    """Notice no longer."""
    ticks.unwatch(schema_editor, TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0013_recorded_successions'),
        ('tasks', '0031_notices_dealt_with'),
    ]

    operations = [
        migrations.AddField(
            model_name='tasktransfer',
            name='recorded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='recorded at'),
        ),
        migrations.CreateModel(
            name='FormerTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(blank=True, null=True, verbose_name='recorded at')),
                ('recorded_until', models.DateTimeField(verbose_name='recorded until')),
                ('function', models.CharField(max_length=100, verbose_name='function')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('source', models.TextField(verbose_name='source')),
                ('from_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='from agency')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_transfers', to='tasks.task', verbose_name='task')),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='to agency')),
            ],
            options={
                'verbose_name': 'former transfer of a task',
                'verbose_name_plural': 'former transfers of tasks',
                'ordering': ['task', 'from_agency'],
            },
        ),
        migrations.RunPython(watch, unwatch),
    ]
