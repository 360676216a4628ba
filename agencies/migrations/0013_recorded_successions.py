"""Keep when it became known who carries work on, and what was known before."""

import django.db.models.deletion
from django.db import migrations, models

from agencies import ticks

TABLES = ["agencies_formersuccession"]


def watch(apps, schema_editor):
    """Notice whenever anything is written to it."""
    ticks.watch(schema_editor, TABLES)


def unwatch(apps, schema_editor):
    """Notice no longer."""
    ticks.unwatch(schema_editor, TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_password_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='agencysuccession',
            name='recorded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='recorded at'),
        ),
        migrations.CreateModel(
            name='FormerSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(blank=True, null=True, verbose_name='recorded at')),
                ('recorded_until', models.DateTimeField(verbose_name='recorded until')),
                ('function', models.CharField(blank=True, max_length=100, verbose_name='function')),
                ('is_default', models.BooleanField(verbose_name='default successor')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('source', models.TextField(verbose_name='source')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='predecessor')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'former succession',
                'verbose_name_plural': 'former successions',
            },
        ),
        migrations.RunPython(watch, unwatch),
    ]
