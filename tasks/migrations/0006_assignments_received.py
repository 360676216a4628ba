"""A part that carries on an ended agency's knows which one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_milestone_ended_by")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="received_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passed_to",
                to="tasks.assignment",
                verbose_name="received from",
            ),
        ),
    ]
