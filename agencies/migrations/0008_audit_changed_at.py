"""Say of every entry by the database's own clock when it was written."""

import agencies.changes
from django.db import migrations, models

from agencies import triggers


def create(apps, schema_editor):
    """Guard the entries."""
    triggers.create(schema_editor, [triggers.ENTRIES])


def remove(apps, schema_editor):
    """Take the guard away: SQLite makes the table anew."""
    triggers.remove(schema_editor, [triggers.ENTRIES])


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0007_token_scope'),
    ]

    operations = [
        migrations.RunPython(remove, create),
        migrations.AddField(
            model_name='auditentry',
            name='changed_at',
            field=models.DateTimeField(db_default=agencies.changes.Moment(), db_index=True, editable=False, verbose_name='written last at'),
        ),
        migrations.RunPython(create, remove),
    ]
