"""Notice whenever anything is written that answers are made from."""

from django.db import migrations

from agencies import ticks
from tasks.watched import WATCHED


def there(schema_editor):
    """The tables that are made by now; a migration that makes a later one watches it itself."""
    tables = set(schema_editor.connection.introspection.table_names())
    return [table for table in WATCHED if table in tables]


def watch(apps, schema_editor):
    """Make the triggers."""
    ticks.watch(schema_editor, there(schema_editor))


def unwatch(apps, schema_editor):
    """Take them away."""
    ticks.unwatch(schema_editor, there(schema_editor))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0010_tick'),
        ('plans', '0001_initial'),
        ('tasks', '0013_changed_at'),
    ]

    operations = [
        migrations.RunPython(watch, unwatch),
    ]
