"""Have the database say of every row by its own clock when it was written last."""

import agencies.changes
from django.db import migrations, models

from tasks import stamps, triggers


def create(apps, schema_editor):
    """Make the triggers."""
    triggers.create(schema_editor)
    stamps.create(schema_editor)


def remove(apps, schema_editor):
    """Take them away."""
    stamps.remove(schema_editor)
    triggers.remove(schema_editor)


def only_standings(apps, schema_editor):
    """Make those that there were before."""
    triggers.create(schema_editor)


def no_standings(apps, schema_editor):
    """Take them away: SQLite makes some of their tables anew."""
    triggers.remove(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0012_agency_tally_by_role'),
    ]

    operations = [
        migrations.RunPython(no_standings, only_standings),
        migrations.AddField(
            model_name='assignment',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='chase',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='extensionrequest',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='notice',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='reportinground',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.RunPython(create, remove),
    ]
