"""What the office decides about tasks of different plans being the same work."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies import ticks

TABLES = ["tasks_tasklink"]


def watch(apps, schema_editor):
    """Notice whenever anything is written to it."""
    ticks.watch(schema_editor, TABLES)


def unwatch(apps, schema_editor):
    """Notice no longer."""
    ticks.unwatch(schema_editor, TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0023_placed_assignments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('confirmed', 'The same work'), ('rejected', 'Other work'), ('reopened', 'Undecided again')], max_length=20, verbose_name='decision')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('score', models.FloatField(verbose_name='score')),
                ('reasons', models.JSONField(verbose_name='reasons of the suggestion')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_on', to='tasks.task', verbose_name='earlier task')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_back', to='tasks.task', verbose_name='later task')),
            ],
            options={
                'verbose_name': 'decision about a link',
                'verbose_name_plural': 'decisions about links',
                'ordering': ['-decided_at', '-pk'],
                'indexes': [models.Index(fields=['later', 'earlier', '-id'], name='task_link_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('later', models.F('earlier')), _negated=True), name='task_link_of_two')],
            },
        ),
        migrations.RunPython(watch, unwatch),
    ]
