"""Give the entries written before there were hashes theirs."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from agencies import sealing, triggers


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Hash what each entry says today."""
    triggers.remove(schema_editor, [triggers.ENTRIES])
    entries = apps.get_model("agencies", "AuditEntry").objects.using(schema_editor.connection.alias)
    batch = []
    for entry in entries.filter(digest="").order_by("pk").iterator(chunk_size=1000):
        entry.digest = sealing.entry_digest(entry, key=sealing.seal_key())
        batch.append(entry)
        if len(batch) == 1000:
            entries.bulk_update(batch, ["digest"], batch_size=100)
            batch = []
    entries.bulk_update(batch, ["digest"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_audit_seals")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
