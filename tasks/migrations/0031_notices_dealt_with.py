"""Take what asked for a decision that was made since as read, as it is from now on when one is made."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def settle(apps: Any, schema_editor: Any) -> None:
    """Notices about reports and requests for a later date that nobody waits for any more."""
    unread = apps.get_model('tasks', 'Notice').objects.filter(read_at=None)
    for kinds, state in [
        (['report_submitted', 'share_submitted'], 'submitted'),
        (['approval_needed'], 'pending_approval'),
    ]:
        unread.filter(kind__in=kinds).exclude(report__state=state).update(read_at=timezone.now())
    asked = apps.get_model('tasks', 'ExtensionRequest').objects.filter(state='asked')
    waiting = [f'extension_asked:{key}' for key in asked.values_list('pk', flat=True)]
    unread.filter(kind='extension_asked').exclude(key__in=waiting).update(read_at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0030_words_of_reminders'),
    ]

    operations = [
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]
