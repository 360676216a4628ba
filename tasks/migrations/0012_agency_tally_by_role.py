"""Keep what an agency has in a role in one row, with a column for each count."""

import django.db.models.deletion
from django.db import migrations, models


def _summed(condition):
    return f'SUM(CASE WHEN {condition} THEN number ELSE 0 END)'


STATUSES = ("not_started", "in_progress", "completed", "ongoing", "suspended", "dropped")
COUNTS = {
    'total': 'SUM(number)',
    'reported': _summed('reported'),
    'accepted': _summed('accepted'),
    **{
        name: _summed(f"role <> 'participating' AND status = '{status}'")
        for name, status in [*zip(STATUSES, STATUSES), ("no_report", "")]
    },
}
COLUMNS = ', '.join(('plan_id', 'agency_id', 'role', *COUNTS))
SUMS = ', '.join(f'{sum} AS {name}' for name, sum in COUNTS.items())


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0006_search_texts'),
        ('plans', '0001_initial'),
        ('tasks', '0011_search_texts'),
    ]

    operations = [
        migrations.RunSQL(
            'CREATE TEMPORARY TABLE tally_sums AS '
            f'SELECT plan_id, agency_id, role, {SUMS} FROM tasks_agencytally GROUP BY plan_id, agency_id, role'
        ),
        migrations.DeleteModel(name='AgencyTally'),
        migrations.CreateModel(
            name='AgencyTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('participating', 'Participating'), ('by_duty', 'By own duty')], max_length=20, verbose_name='role')),
                ('total', models.IntegerField(default=0, verbose_name='tasks')),
                ('reported', models.IntegerField(default=0, verbose_name='reported')),
                ('accepted', models.IntegerField(default=0, verbose_name='accepted')),
                ('not_started', models.IntegerField(default=0, verbose_name='Not started')),
                ('in_progress', models.IntegerField(default=0, verbose_name='In progress')),
                ('completed', models.IntegerField(default=0, verbose_name='Completed')),
                ('ongoing', models.IntegerField(default=0, verbose_name='Ongoing')),
                ('suspended', models.IntegerField(default=0, verbose_name='Suspended')),
                ('dropped', models.IntegerField(default=0, verbose_name='Dropped')),
                ('no_report', models.IntegerField(default=0, verbose_name='No report')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency', verbose_name='agency')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'tally of an agency',
                'verbose_name_plural': 'tallies of agencies',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['plan', 'agency', 'role'], name='agency_tally_role')],
            },
        ),
        migrations.RunSQL(f'INSERT INTO tasks_agencytally ({COLUMNS}) SELECT {COLUMNS} FROM tally_sums'),
        migrations.RunSQL('DROP TABLE tally_sums'),
    ]
