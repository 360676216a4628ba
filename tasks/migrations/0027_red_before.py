"""Keep of each task whether it was red when the last round of its plan was over, and count by that and by date."""

from django.db import migrations, models

from agencies import ticks
from tasks import counting, stamps, triggers

TABLES = ['tasks_roundend', 'tasks_sectiontally', 'tasks_taskstanding']


def remove(apps, schema_editor):
    """Take the triggers away: SQLite makes the tables anew."""
    counting.remove(schema_editor)
    ticks.unwatch(schema_editor, TABLES)
    stamps.remove(schema_editor)
    triggers.remove(schema_editor)


def create(apps, schema_editor):
    """Make the triggers."""
    triggers.create(schema_editor)
    stamps.create(schema_editor)
    ticks.watch(schema_editor, TABLES)
    counting.create(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_preface'),
        ('tasks', '0026_tasks_that_need_a_date'),
    ]

    operations = [
        migrations.RunPython(remove, create),
        migrations.RunSQL('DELETE FROM tasks_sectiontally', migrations.RunSQL.noop),
        migrations.AddField(
            model_name='roundend',
            name='is_marked',
            field=models.BooleanField(default=False, verbose_name='marked in the standings'),
        ),
        migrations.AddField(
            model_name='sectiontally',
            name='is_dated',
            field=models.BooleanField(default=False, verbose_name='with a due date'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='sectiontally',
            name='was_red',
            field=models.BooleanField(default=False, verbose_name='red when the last round was over'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='was_red',
            field=models.BooleanField(db_default=False, default=False, verbose_name='red when the last round was over'),
        ),
        migrations.AddIndex(
            model_name='taskstanding',
            index=models.Index(fields=['plan', 'due_on', 'number'], name='standing_plan_due'),
        ),
        migrations.RunSQL(counting.COUNTED, migrations.RunSQL.noop),
        migrations.RunPython(create, remove),
    ]
