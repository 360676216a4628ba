"""From here on every entry is hashed, and entries, seals and the head are guarded by triggers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from agencies import triggers


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of all three tables."""
    triggers.remove(schema_editor)
    triggers.create(schema_editor)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    triggers.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_fill_audit_digests")]

    operations = [
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest", ""), _negated=True), name="audit_entry_is_hashed"
            ),
        ),
        migrations.RunPython(create, remove),
    ]
