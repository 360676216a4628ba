"""Keep of each task whether it was red when the last round of its plan was over, and count by that and by date."""

from django.db import migrations, models

from agencies import ticks
from tasks import counting, stamps, triggers

TABLES = ['tasks_roundend', 'tasks_sectiontally', 'tasks_taskstanding']

MOVED = (
    "UPDATE tasks_taskstanding SET plan_id = {0}.plan_id, section_id = {0}.section_id, number = {0}.number {1} "
    "WHERE tasks_taskstanding.task_id = {0}.id"
)
STALE_BEFORE = triggers.STALE.but(
    {
        triggers.MOVED_TASK: "AFTER UPDATE OF plan_id, section_id, number ON tasks_task "
        f"BEGIN {MOVED.format('NEW', '')}; END",
    },
    [triggers.function(triggers.MOVED_TASK, MOVED.format('changed', 'FROM changed'))],
)
COUNTED_BEFORE = counting.counting(
    {name: value for name, value in counting.STATE.items() if name not in {'was_red', 'is_dated'}}
)
"""The triggers as long as this was not known."""


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


def restore(apps, schema_editor):
    """Make them as they were."""
    STALE_BEFORE.create(schema_editor)
    stamps.create(schema_editor)
    ticks.watch(schema_editor, TABLES)
    COUNTED_BEFORE.create(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_preface'),
        ('tasks', '0026_tasks_that_need_a_date'),
    ]

    operations = [
        migrations.RunPython(remove, restore),
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
