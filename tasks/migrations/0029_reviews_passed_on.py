"""Find by an index what somebody passed on in their own agency: what waits for them is that no more."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0028_reports_of_a_plan'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('decision', 'approve')), fields=['decided_by'], name='review_passed_on'),
        ),
    ]
