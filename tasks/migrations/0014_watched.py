"""Notice whenever anything is written that answers are made from."""

from django.db import migrations

from agencies import ticks
from tasks.watched import WATCHED


def watch(apps, schema_editor):
    """Make the triggers."""
    ticks.watch(schema_editor, WATCHED)


def unwatch(apps, schema_editor):
    """Take them away."""
    ticks.unwatch(schema_editor, WATCHED)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0010_tick'),
        ('plans', '0001_initial'),
        ('tasks', '0013_changed_at'),
    ]

    operations = [
        migrations.RunPython(watch, unwatch),
    ]
