"""Keep what tasks add to the counts of agencies, and the sums."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0005_guard_audit_seals'),
        ('plans', '0001_initial'),
        ('tasks', '0009_task_standings'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskTally',
            fields=[
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='tally', serialize=False, to='tasks.task', verbose_name='task')),
                ('parts', models.JSONField(default=list, verbose_name='parts')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'tally of a task',
                'verbose_name_plural': 'tallies of tasks',
            },
        ),
        migrations.CreateModel(
            name='AgencyTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('participating', 'Participating'), ('by_duty', 'By own duty')], max_length=20, verbose_name='role')),
                ('status', models.CharField(blank=True, choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('ongoing', 'Ongoing'), ('suspended', 'Suspended'), ('dropped', 'Dropped')], max_length=20, verbose_name='status')),
                ('reported', models.BooleanField(verbose_name='reported')),
                ('accepted', models.BooleanField(verbose_name='accepted')),
                ('number', models.IntegerField(verbose_name='number')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency', verbose_name='agency')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'tally of an agency',
                'verbose_name_plural': 'tallies of agencies',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['plan', 'agency', 'role', 'status', 'reported', 'accepted'], include=('number',), name='agency_tally_state')],
            },
        ),
        # Nothing is tallied yet: every task is counted by its facts until the job has come to it.
        migrations.RunSQL("UPDATE tasks_taskstanding SET valid_through = '0001-01-01'", migrations.RunSQL.noop),
    ]
